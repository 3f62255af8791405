"""``/paragraphs``, ``/documents``: where a citation stands."""

from fastapi import APIRouter
from pydantic import BaseModel

from yiju.copilot.place import place_in_context
from yiju.store.documents import get_document, list_documents
from yiju.store.types import Document, Locator
from yiju.web.api.params import Id, Name
from yiju.web.deps import Here, Signed

router = APIRouter(tags=["places"])


class Neighbour(BaseModel):
    """A paragraph beside the cited one."""

    paragraph_id: str
    text: str


class Place(BaseModel):
    """A paragraph in its document. Neighbours are shown to those who may open it, not merely quote it."""

    paragraph_id: str
    tag: str
    text: str
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


@router.get("/documents/{document_id}")
def document(viewer: Signed, house: Here, document_id: Id) -> Document:
    """One document, without its text."""
    return get_document(house.store.sql, viewer, document_id)
