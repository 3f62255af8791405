"""Page pictures and originals, for those who may open the document; quotes need neither."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request, Response
from nicegui import app

from yiju.errors import Forbidden, YijuError
from yiju.ingest.pdf_picture import Picture, original_of, picture_of
from yiju.ingest.places import path_of
from yiju.store import audit
from yiju.store.access import may_open
from yiju.store.documents import context, get_document
from yiju.store.store import Store
from yiju.store.types import Document, Paragraph, Viewer
from yiju.web.deps import house_of, viewer_of
from yiju.web.errors import answer, status_of

PICTURE = "/page-picture"
ORIGINAL = "/original"
_ABOVE = 80
"""Paragraphs looked at above a cited one, to tell it from equal ones on its page."""


@dataclass(frozen=True)
class Passage:
    """A quote: which paragraph, from where to where in it, on which of its pages (None: the first)."""

    paragraph_id: str
    start: int
    end: int
    page: int | None = None
    width: int = 1100

    @property
    def address(self) -> str:
        """Where its picture is served."""
        page = f"&page={self.page}" if self.page else ""
        about = f"start={self.start}&end={self.end}&width={self.width}{page}"
        return f"{PICTURE}/{quote(self.paragraph_id, safe='')}?{about}"


def picture_for(store: Store, viewer: Viewer, passage: Passage) -> Picture:
    """The picture of a passage's page, marked where it is found. Reads files: not for the event loop.

    Raises:
        NotFound: no such paragraph for this viewer, or none with this page.
        Forbidden: the viewer may quote the document, and not open it.
        YijuError: the original is gone, has changed, or is no PDF.
    """
    above, paragraph, _ = context(store.sql, viewer, passage.paragraph_id, before=_ABOVE, after=0)
    document = _openable(store, viewer, paragraph.document_id)
    if document.format != "pdf":
        raise YijuError("这份资料不是 PDF，没有页面图。")
    before = tuple(one.text for one in above if one.locator.page == paragraph.locator.page)
    return _drawn(_Bytes(original_of(document), document.sha256), _Named(paragraph), passage, before)


@dataclass(frozen=True)
class _Bytes:
    """An original, told apart by its hash."""

    held: bytes
    sha256: str

    def __hash__(self) -> int:
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Bytes) and other.sha256 == self.sha256


@dataclass(frozen=True)
class _Named:
    """A paragraph, told apart by its id."""

    paragraph: Paragraph

    def __hash__(self) -> int:
        return hash(self.paragraph.id)


@functools.lru_cache(maxsize=16)
def _drawn(original: _Bytes, of: _Named, passage: Passage, before: Sequence[str]) -> Picture:
    place = passage.start, passage.end
    return picture_of(
        original.held, of.paragraph, *place, before=before, page=passage.page, width=passage.width
    )


def _openable(store: Store, viewer: Viewer, document_id: str) -> Document:
    document = get_document(store.sql, viewer, document_id)
    if not may_open(viewer, document):
        raise Forbidden("这份资料只能引用，不能打开。", hint="请本单元的主管或管理员打开。")
    return document


def original_for(store: Store, viewer: Viewer, document_id: str) -> tuple[Document, bytes]:
    """A document's original, as it was when it was read. Audited.

    Raises:
        NotFound: no such document for this viewer. Forbidden: not theirs to open.
        YijuError: the file is gone or has changed.
    """
    document = _openable(store, viewer, document_id)
    held = original_of(document)
    with store.sql.write() as connection:
        audit.append(connection, viewer.user, "document.opened", document.id, {"title": document.title})
    return document, held


def register() -> None:
    """Add both routes."""

    @app.get(PICTURE + "/{paragraph_id}", include_in_schema=False)
    def picture(
        request: Request, paragraph_id: str, start: int, end: int, page: int | None = None, width: int = 1100
    ) -> Response:
        try:
            passage = Passage(paragraph_id, start, end, page, width)
            found = picture_for(house_of(request).store, viewer_of(request), passage)
        except YijuError as error:
            return answer(status_of(error), str(error), error.hint)
        return Response(found.png, media_type="image/png")

    @app.get(ORIGINAL + "/{document_id}", include_in_schema=False)
    def original(request: Request, document_id: str) -> Response:
        try:
            document, held = original_for(house_of(request).store, viewer_of(request), document_id)
        except YijuError as error:
            return answer(status_of(error), str(error), error.hint)
        # Only a PDF is shown: anything else could run as a page of this site.
        pdf = document.format == "pdf"
        shown = "inline" if pdf else "attachment"
        headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(path_of(document.uri).name)}"}
        kind = "application/pdf" if pdf else "application/octet-stream"
        return Response(held, media_type=kind, headers=headers)
