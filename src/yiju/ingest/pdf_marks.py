"""Where a paragraph's words stand on its PDF page.

The reader joins wrapped lines, drops blanks and hyphens, reads columns and cells in their order and sets
column names before cells. So words are looked for without any of that (*squeezed*), in the page's characters
put in several orders, and every character found leads back to its box.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import pypdfium2 as pdfium

from yiju.ingest.pdf_glyphs import PageGlyphs, read_page
from yiju.ingest.pdf_objects import Box
from yiju.ingest.pdf_orders import Glyph, orders, squeezed
from yiju.ingest.pdf_pieces import Piece, matches
from yiju.ingest.table_text import SEPARATOR

_NAMED = ": "
_ALONE = 7
"""Characters that a row's only cell needs to be looked for without its column's name: 2 is anywhere."""
_LEAST = 0.9
"""Share of a table row's characters that must be found."""
_MOST_PAGES = 4


@dataclass(frozen=True, slots=True)
class PageMarks:
    """A passage's part on one page.

    Attributes:
        page: from 1. width, height: of the page as shown, in points.
        turned: degrees clockwise by which the page is turned for its text to stand upright.
        boxes: x0, y0, x1, y1 in points, y downward; one a line at least.
    """

    page: int
    width: float
    height: float
    turned: int
    boxes: tuple[Box, ...]


def find_marks(
    document: pdfium.PdfDocument,
    pages: Sequence[int],
    text: str,
    start: int,
    end: int,
    before: Sequence[str] = (),
) -> list[PageMarks]:
    """The boxes of ``text[start:end]`` on the pages that its paragraph runs over. Hold ``PDFIUM`` meanwhile.

    Args:
        pages: physical pages from 1, in order; at most the first four are looked at.
        text: the whole paragraph, which tells the passage from the same words elsewhere.
        before: paragraphs that stand above it on its first page: of equal ones the right one is taken.

    Returns:
        A part for every page that holds some of it; empty where it is not found, never a guess.
    """
    glyphs = [read_page(document, page - 1) for page in pages[:_MOST_PAGES] if page <= len(document)]
    if not glyphs or start >= end:
        return []
    found = _whole(glyphs, text, before) if len(glyphs) == 1 else None
    found = found or _over_pages(glyphs, text) or _by_cells(glyphs, text)
    parts: list[PageMarks] = []
    for page in glyphs:
        hits = [glyph for at, of, glyph in found if of is page and start <= at < end]
        if hits:
            parts.append(PageMarks(page.number, page.width, page.height, page.turned, tuple(_boxes(hits))))
    return parts


Hit = tuple[int, PageGlyphs, Glyph]
"""A character of the paragraph (its offset) where it stands on a page."""


def _whole(glyphs: Sequence[PageGlyphs], text: str, before: Sequence[str]) -> list[Hit]:
    """The paragraph in one piece on one page; a table's row with or without its columns' names."""
    (page,) = glyphs
    pieces = _pieces(text)
    if not pieces:
        return []
    earlier = sum(sum(1 for _ in matches(pieces, squeezed(one)[0])) for one in before)
    for order in orders(page):
        line = "".join(glyph.char for glyph in order)
        found = list(islice(matches(pieces, line), earlier + 1))
        if found:
            return [
                (at, page, glyph)
                for piece, place in found[-1]
                for at, glyph in zip(piece.offsets, order[place : place + len(piece.signs)], strict=True)
            ]
    return []


def _pieces(text: str) -> list[Piece]:
    """What to look for: the text, or its cells, each with its column's name where that is printed."""
    pieces: list[Piece] = []
    for start, part in _parts(text):
        name = part.find(_NAMED) + len(_NAMED) if _NAMED in part else 0
        if SEPARATOR not in text and len(part) - name < _ALONE:
            name = 0
        for piece, at, optional in ((part[:name], start, True), (part[name:], start + name, False)):
            signs, offsets = squeezed(piece)
            if signs:
                pieces.append(Piece(signs, tuple(at + offset for offset in offsets), optional))
    return pieces


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Cells of a row, or the whole text: with their offsets."""
    at = 0
    for part in text.split(SEPARATOR):
        yield at, part
        at += len(part) + len(SEPARATOR)


def _over_pages(glyphs: Sequence[PageGlyphs], text: str) -> list[Hit]:
    """A text that goes on over the page's end: as much as each page holds, the rest on the next."""
    signs, offsets = squeezed(text)
    hits: list[Hit] = []
    done = 0
    for page in glyphs:
        best: tuple[int, list[Glyph]] = (0, [])
        for order in orders(page):
            line = "".join(glyph.char for glyph in order)
            length = _longest(line, signs[done:])
            if length > best[0]:
                # It ends the first page and begins the others.
                at = line.find(signs[done : done + length])
                if page is glyphs[0]:
                    at = line.rfind(signs[done : done + length])
                best = (length, order[at : at + length])
        hits += [(at, page, glyph) for at, glyph in zip(offsets[done:], best[1], strict=False)]
        done += best[0]
    return hits if done == len(signs) and done else []


def _longest(line: str, signs: str) -> int:
    """How many of the first of these signs stand together in a line."""
    low, high = 0, len(signs)
    while low < high:
        middle = (low + high + 1) // 2
        if signs[:middle] in line:
            low = middle
        else:
            high = middle - 1
    return low


def _by_cells(glyphs: Sequence[PageGlyphs], text: str) -> list[Hit]:
    """A row whose cells run over the page's end, each on its own; most of it must be found."""
    if SEPARATOR not in text:
        return []
    hits: list[Hit] = []
    wanted = 0
    for start, part in _parts(text):
        name = part.find(_NAMED) + len(_NAMED) if _NAMED in part else 0
        whole = _over_pages(glyphs, part)
        shift = start
        if not whole:
            shift, whole = start + name, _over_pages(glyphs, part[name:])
        wanted += len(squeezed(part[shift - start :])[0])
        hits += [(shift + at, page, glyph) for at, page, glyph in whole]
    return hits if wanted and len(hits) >= _LEAST * wanted else []


def _boxes(glyphs: Sequence[Glyph]) -> Iterator[Box]:
    """One box for what stands side by side."""
    box: Box | None = None
    for glyph in glyphs:
        x0, y0, x1, y1 = glyph.box
        if box is not None:
            together = min(box[3], y1) - max(box[1], y0) > 0.5 * min(box[3] - box[1], y1 - y0)
            if together and -1 <= x0 - box[2] <= 1.5 * (y1 - y0):
                box = box[0], min(box[1], y0), max(box[2], x1), max(box[3], y1)
                continue
            yield box
        box = glyph.box
    if box is not None:
        yield box
