"""``/paragraphs``, ``/documents``: where a citation stands."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response
from pydantic import BaseModel

from yiju.copilot.blotting import blotted
from yiju.copilot.place import place_in_context
from yiju.errors import NotFound
from yiju.privacy import policy_of
from yiju.store.documents import context, get_document, list_documents
from yiju.store.types import Document, Locator
from yiju.web.api.params import Id, Name
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["places"])


class Neighbour(BaseModel):
    """A paragraph beside the cited one."""

    paragraph_id: str
    text: str
    suspect: list[str] = []


class Place(BaseModel):
    """A paragraph in its document. Neighbours are shown to those who may open it, not merely quote it.

    ``suspect``: sentences of a text that read like orders to a machine, and so are no evidence.
    """

    paragraph_id: str
    tag: str
    text: str
    suspect: list[str] = []
    start: int
    end: int
    headings: list[str]
    locator: Locator
    document: Document
    before: list[Neighbour]
    after: list[Neighbour]


class Documents(BaseModel):
    """Oldest first."""

    documents: list[Document]


@router.get("/paragraphs/{paragraph_id}")
def paragraph(viewer: Signed, house: Here, paragraph_id: Id) -> Place:
    """A paragraph in its context."""
    return Place.model_validate(place_in_context(house.reader(viewer), paragraph_id))


@router.get("/documents")
def documents(viewer: Signed, house: Here, customer: Name = None) -> Documents:
    """The inventory: all that the viewer may quote, or one customer's part of it."""
    ids = None if customer is None else [house.reader(viewer).customer(customer).id]
    return Documents(documents=list_documents(house.store.sql, viewer, customer_ids=ids))


@router.get(
    "/documents/{document_id}/pages/{number}.png",
    response_class=Response,
    responses={200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}}},
)
def page(
    viewer: Signed,
    house: Here,
    document_id: Id,
    number: Annotated[int, Path(ge=1, le=100_000)],
    paragraph: Annotated[str, Query(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")],
    start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    end: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    width: Annotated[int, Query(ge=200, le=2400)] = 1100,
) -> Response:
    """A PDF's page as a picture, with a quote of a paragraph marked; for those who may open the document."""
    from yiju.web.pages.pictures import Passage, picture_for

    _before, found, _after = context(house.store.sql, viewer, paragraph, before=0, after=0)
    if found.document_id != document_id:
        raise NotFound(f"这份资料里没有段落 {paragraph}。")
    passage = Passage(paragraph, start, end or len(found.text), number, width)
    return Response(picture_for(house.store, viewer, passage).png, media_type="image/png")


@router.get("/documents/{document_id}")
def document(viewer: Signed, house: Here, document_id: Id) -> Document:
    """One document, without its text."""
    return blotted(get_document(house.store.sql, viewer, document_id), policy_of(house.store.settings))
