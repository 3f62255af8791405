"""Recognised lines put where a page's text would stand, and how far paragraphs of them can be trusted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from yiju.ingest.ocr import DPI, LONGEST, Seen, recognise
from yiju.ingest.ocr_turns import turn_of, turned
from yiju.ingest.pdf_glyphs import PageGlyphs, Run
from yiju.ingest.pdf_lines import CJK
from yiju.ingest.reading import ReadParagraph

_USUAL = (0.7, 1.35)
"""Heights of lines of one type, as shares of their median: 一 is flat, and g reaches down."""
_POINTS = 72.0


def draw(document: pdfium.PdfDocument, index: int) -> tuple[npt.NDArray[np.uint8], float]:
    """A page as it is shown, and its pixels per point. Hold ``PDFIUM`` meanwhile."""
    page = document[index]
    try:
        scale = min(DPI / _POINTS, LONGEST / max(page.get_size()))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            return np.array(bitmap.to_numpy()[:, :, :3], copy=True), scale
        finally:
            bitmap.close()
    finally:
        page.close()


def recognise_page(document: pdfium.PdfDocument, page: PageGlyphs) -> list[Seen]:
    """Read a page's picture; the page's text is replaced by what is recognised. Boxes in shares of the page.

    Raises:
        ReadFailure: nothing is installed to do so.
    """
    pixels, scale = draw(document, page.number - 1)
    height, width = pixels.shape[:2]
    lines = recognise(pixels)
    place_text(page, pixels, lines, scale)
    return [in_shares(line, width, height) for line in lines]


def place_text(page: PageGlyphs, pixels: npt.NDArray[np.uint8], lines: Sequence[Seen], scale: float) -> None:
    """Put recognised lines on a page as they stand once it is upright.

    Args:
        pixels: the picture they were recognised in.
        scale: pixels per point.
    """
    height, width = pixels.shape[:2]
    degrees = turn_of(pixels, lines)
    page.width, page.height, page.turned = width / scale, height / scale, 0
    if degrees in (90, 270):
        page.width, page.height = page.height, page.width
    set_text(page, turned(lines, width, height, degrees) if degrees else lines, scale)


def in_shares(line: Seen, width: int, height: int) -> Seen:
    """The line with its box in shares of the picture."""
    return replace(line, x0=line.x0 / width, y0=line.y0 / height, x1=line.x1 / width, y1=line.y1 / height)


def set_text(page: PageGlyphs, lines: Sequence[Seen], scale: float) -> None:
    """Put recognised lines where the page's characters would be.

    Args:
        scale: pixels per point.
    """
    usual = median(line.y1 - line.y0 for line in lines) if lines else 0.0
    page.runs = [_run(line, usual, scale) for line in lines]
    page.glyphs = sum(len(line.text) for line in lines)
    page.unmapped = page.hidden = 0


def _run(line: Seen, usual: float, scale: float) -> Run:
    """Characters side by side on the line's box: as wide as they are set, Chinese ones twice."""
    height = line.y1 - line.y0
    size = usual if _USUAL[0] * usual <= height <= _USUAL[1] * usual else height
    widths = [2 if CJK.match(char) else 1 for char in line.text]
    step = (line.x1 - line.x0) / max(1, sum(widths))
    xs, at = [], line.x0
    for width in widths:
        xs.append(at / scale)
        at += width * step
    x0, y0, x1, y1 = (edge / scale for edge in (line.x0, line.y0, line.x1, line.y1))
    return Run(list(line.text), xs, x0, y0, x1, y1, size / scale)


def trusted(
    paragraphs: Iterable[ReadParagraph], seen: Mapping[int, Sequence[Seen]]
) -> tuple[ReadParagraph, ...]:
    """The paragraphs of recognised pages with their confidence and their box.

    Args:
        seen: each recognised page's lines, by page number, with boxes in shares of the page.
    """
    left = {page: list(lines) for page, lines in seen.items()}
    return tuple(_trusted(paragraph, left) for paragraph in paragraphs)


def _trusted(paragraph: ReadParagraph, left: dict[int, list[Seen]]) -> ReadParagraph:
    place = paragraph.locator
    pages = range(place.page or 0, (place.page_end or place.page or 0) + 1)
    if not any(page in left for page in pages):
        return paragraph
    rest, held = _bare(paragraph.text), list[tuple[int, Seen]]()
    for page in pages:
        for line in list(left.get(page, ())):
            said = _bare(line.text)
            at = rest.find(said) if said else -1
            if at >= 0:
                rest = rest[:at] + "\n" + rest[at + len(said) :]  # what stood around it is not joined
                held.append((page, line))
                left[page].remove(line)
            if not rest.strip("\n"):
                break
    if not held:
        return paragraph
    weight = sum(len(line.text) for _, line in held)
    mean = sum(line.confidence * len(line.text) for _, line in held) / weight
    here = [line for page, line in held if page == held[0][0]]
    box = (
        min(line.x0 for line in here), min(line.y0 for line in here),
        max(line.x1 for line in here), max(line.y1 for line in here),
    )  # fmt: skip
    found: dict[str, Any] = {
        "confidence": round(mean, 3),
        "weakest": round(min(line.confidence for _, line in held), 3),
        "box": tuple(round(edge, 4) for edge in box) if held[0][0] == place.page else None,
    }
    return replace(paragraph, locator=place.model_copy(update=found))


def _bare(text: str) -> str:
    return "".join(text.split())
