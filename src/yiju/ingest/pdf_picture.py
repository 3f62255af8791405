"""A page of a PDF, or a scan, as a picture with a passage marked: for those who may open the document."""

import hashlib
import os
import stat
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from yiju.errors import NotFound, YijuError
from yiju.ingest.inside import bytes_at
from yiju.ingest.pdf_glyphs import PDFIUM
from yiju.ingest.pdf_marks import PageMarks, find_marks
from yiju.ingest.pdf_objects import Box
from yiju.ingest.place_names import path_of, steps_of
from yiju.store.types import Document, Paragraph

NARROWEST, WIDEST = 320, 1600
_MARK = (255, 232, 112)
"""The marker's colour: multiplied onto the page, so that black stays black and paper turns yellow."""
_EDGE = 1.5
"""Points by which a mark is larger than its characters."""
_MOST_PIXELS = 4_000_000
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as PNG. ``top``: where the marked passage begins, as a share of the height; None where it is
    not found on this page."""

    png: bytes
    page: int
    width: int
    height: int
    top: float | None

    @property
    def marked(self) -> bool:
        """Whether the passage is marked on it."""
        return self.top is not None


class OriginalGone(YijuError):
    """The file that a document was read from is not there any more, or holds other bytes now."""


def original_of(document: Document, most_mb: int = 100) -> bytes:
    """The bytes that the document was read from.

    Args:
        most_mb: what is larger by now is not read.

    Raises:
        OriginalGone: the file is not there, is no file any more, cannot be read, or has changed since.
    """
    path, most = Path(path_of(document.uri)), most_mb * 1024 * 1024
    try:
        # What took the file's place may be a pipe: opening it so waits for nobody.
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | _NO_WAIT)) as file:
            about = os.fstat(file.fileno())
            regular = stat.S_ISREG(about.st_mode)
            held = file.read(most + 1) if regular and about.st_size <= most else b""
    except (OSError, ValueError):
        raise OriginalGone("原件已不在原来的位置。", hint="摘录仍是导入时的原文。") from None
    if not regular:
        raise OriginalGone("原来的位置上已不是一个文件。", hint="摘录仍是导入时的原文。")
    if about.st_size > most:
        raise OriginalGone(f"原来的位置上现在是一个超过 {most_mb} MB 的文件。", hint="摘录仍是导入时的原文。")
    if steps := steps_of(document.uri):
        try:
            held = bytes_at(path, steps)
        except (YijuError, OSError):
            raise OriginalGone("原件里已没有这个文件。", hint="摘录仍是导入时的原文。") from None
    if hashlib.sha256(held).hexdigest() != document.sha256:
        raise OriginalGone("原件在导入之后已变。", hint="摘录仍是导入时的原文；重新导入后可看新版。")
    return held


def has_pages(document: Document) -> bool:
    """Whether its pages can be shown: a PDF's, and a photo or scan that is a picture."""
    return document.format in ("pdf", "image")


def pages_of(paragraph: Paragraph) -> list[int]:
    """The physical pages that a paragraph runs over, from 1; none where it has no page."""
    at = paragraph.locator
    return [] if at.page is None else list(range(at.page, max(at.page, at.page_end or at.page) + 1))


def picture_of(
    original: bytes,
    paragraph: Paragraph,
    start: int,
    end: int,
    *,
    before: Sequence[str] = (),
    page: int | None = None,
    width: int = 1100,
) -> Picture:
    """The page on which ``paragraph.text[start:end]`` stands, marked there; unmarked where it is not found.

    Args:
        before: paragraphs above it on its page (see ``find_marks``).
        page: another of the paragraph's pages than its first.
        width: of the picture, in pixels; kept within 320 and 1600.

    Raises:
        NotFound: the paragraph has no such page.
        YijuError: the file cannot be opened or drawn.
    """
    pages = pages_of(paragraph)
    if not pages:
        raise NotFound("这一处没有页码，没有页面图。")
    shown = page or pages[0]
    if shown not in pages:
        raise NotFound(f"这一处不在第 {shown} 页。")
    if not original.startswith(b"%PDF") and paragraph.locator.box is not None:
        return _of_image(original, shown, paragraph.locator.box, max(NARROWEST, min(width, WIDEST)))
    with PDFIUM:
        try:
            document = pdfium.PdfDocument(original)
        except pdfium.PdfiumError:
            raise YijuError("原件打不开，没有页面图。") from None
        try:
            if shown > len(document):
                raise NotFound(f"原件没有第 {shown} 页。")
            marks = find_marks(document, pages, paragraph.text, start, end, before)
            of_page = next((part for part in marks if part.page == shown), None)
            if of_page is None and paragraph.locator.box is not None and shown == pages[0]:
                of_page = _recognised(document, shown, paragraph.locator.box)
            pixels = _drawn(document, shown, of_page, max(NARROWEST, min(width, WIDEST)))
        except pdfium.PdfiumError:
            raise YijuError(f"第 {shown} 页画不出来。") from None
        finally:
            document.close()
    height, across = pixels.shape[:2]
    top = min(box[1] for box in of_page.boxes) / of_page.height if of_page is not None else None
    return Picture(_png(pixels), shown, across, height, top)


def _recognised(document: Any, number: int, box: Box) -> PageMarks:
    """Where recognised text stands on its page: a scan has no characters to be found."""
    page = document[number - 1]
    try:
        across, down = page.get_size()
    finally:
        page.close()
    x0, y0, x1, y1 = box
    return PageMarks(number, across, down, 0, ((x0 * across, y0 * down, x1 * across, y1 * down),))


def _of_image(original: bytes, number: int, box: Box, width: int) -> Picture:
    """The same of a photo or scan that is a picture itself. Raises YijuError."""
    from yiju.ingest.ocr_images import shown_at

    pixels = shown_at(original, number, width)
    height, across = pixels.shape[:2]
    x0, y0, x1, y1 = box
    _mark(pixels, ((x0 * across, y0 * height, x1 * across, y1 * height),), 1.0)
    return Picture(_png(pixels), number, across, height, y0)


def _drawn(document: Any, number: int, marks: PageMarks | None, width: int) -> npt.NDArray[np.uint8]:
    page = document[number - 1]
    try:
        turned = marks.turned if marks is not None else 0
        across, down = page.get_size()
        if turned in (90, 270):
            across, down = down, across
        scale = min(width / across, (_MOST_PIXELS / (across * down)) ** 0.5)
        bitmap = page.render(scale=scale, rotation=turned, rev_byteorder=True)
        try:
            pixels = np.array(bitmap.to_numpy()[:, :, :3], copy=True)
        finally:
            bitmap.close()
    finally:
        page.close()
    if marks is not None:
        _mark(pixels, marks.boxes, scale)
    return pixels


def _mark(pixels: npt.NDArray[np.uint8], boxes: Sequence[Box], scale: float) -> None:
    """Colour what lies in any of the boxes, once."""
    inside = np.zeros(pixels.shape[:2], bool)
    for x0, y0, x1, y1 in boxes:
        left, top = (max(0, int((edge - _EDGE) * scale)) for edge in (x0, y0))
        right, bottom = (int((edge + _EDGE) * scale) + 1 for edge in (x1, y1))
        inside[top:bottom, left:right] = True
    pixels[inside] = (pixels[inside].astype(np.uint16) * np.array(_MARK, np.uint16) // 255).astype(np.uint8)


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Colour picture as PNG (RFC 2083): eight bits a channel, each row as the change from the one above."""
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, width * 3)
    changes = np.vstack([rows[:1], rows[1:] - rows[:-1]])
    filtered = np.empty((height, width * 3 + 1), np.uint8)
    filtered[:, 0] = 2
    filtered[:, 1:] = changes
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(filtered.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, held) for kind, held in parts)


def _part(kind: bytes, held: bytes) -> bytes:
    return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))
