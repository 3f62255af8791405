"""Page pictures and originals, for those who may open the document; quotes need neither."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response
from nicegui import app

from yiju.errors import Forbidden, YijuError
from yiju.ingest.pdf_picture import OriginalGone, Picture, has_pages, original_of, picture_of
from yiju.ingest.place_names import name_of, path_of
from yiju.store import audit
from yiju.store.access import may_open
from yiju.store.documents import context, get_document
from yiju.store.store import Store
from yiju.store.types import Document, Viewer
from yiju.web.deps import house_of, viewer_of
from yiju.web.errors import answer, status_of

PICTURE = "/page-picture"
ORIGINAL = "/original"
_ABOVE = 80
"""Paragraphs looked at above a cited one, to tell it from equal ones on its page."""
_WIDTHS = (480, 800, 1100, 1600)
"""Pixels. Whatever is asked for, the next of these is drawn."""
_TURNS = threading.BoundedSemaphore(2)
_PATIENCE = 20.0


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
    if not has_pages(document):
        raise YijuError("这份资料不是 PDF 或图片，没有页面图。")
    length = len(paragraph.text)
    start, end = (max(0, min(at, length)) for at in (passage.start, passage.end))
    page = passage.page or paragraph.locator.page
    width = next((step for step in _WIDTHS if step >= passage.width), _WIDTHS[-1])
    key = (document.sha256, _file_now(document), paragraph.id, page, width, start, end)
    if (kept := _KEPT.get(key)) is not None:
        return kept
    with _turn():
        if (kept := _KEPT.get(key)) is None:
            held = original_of(document, store.settings.max_file_mb)
            before = tuple(one.text for one in above if one.locator.page == paragraph.locator.page)
            kept = picture_of(held, paragraph, start, end, before=before, page=page, width=width)
            _KEPT.put(key, kept)
    return kept


class _Pictures:
    """The pictures shown last, and nothing of the originals."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[object, ...], Picture] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Picture | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: tuple[object, ...], picture: Picture) -> None:
        with self._lock:
            self._held[key] = picture
            while len(self._held) > self._most:
                self._held.popitem(last=False)


_KEPT = _Pictures(16)


@contextmanager
def _turn() -> Iterator[None]:
    """Whole originals are held in memory by so many at once.

    Raises:
        YijuError: the others take too long.
    """
    if not _TURNS.acquire(timeout=_PATIENCE):
        raise YijuError("正在读取的原件太多，请稍后再试。")
    try:
        yield
    finally:
        _TURNS.release()


def _file_now(document: Document) -> tuple[int, ...]:
    """What tells that a file is another one now, without reading it."""
    try:
        now = Path(path_of(document.uri)).stat()
    except (OSError, ValueError):
        raise OriginalGone("原件已不在原来的位置。", hint="摘录仍是导入时的原文。") from None
    return now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns


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
    with _turn():
        held = original_of(document, store.settings.max_file_mb)
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
        headers = {"content-disposition": f"{shown}; filename*=UTF-8''{quote(name_of(document.uri))}"}
        kind = "application/pdf" if pdf else "application/octet-stream"
        return Response(held, media_type=kind, headers=headers)
