"""One PDF page as text runs and ruling lines, in display coordinates.

Coordinates: points, origin at the top left corner of the page as shown (crop box and rotation
applied), y downward.
"""

import ctypes
import math
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest.pdf_annotations import lay_upon
from yiju.ingest.pdf_marked import as_drawn, marks_of
from yiju.ingest.pdf_objects import Box, PageObjects, Place, look_over, place_of

PDFIUM = threading.RLock()
"""Held around every use of the library, which is not made for several threads."""

_NEW_RUN_GAP = 0.9
_WORD_GAP = 2.2
_FIRST_CJK = "\u2e80"
_BLANKS = frozenset({0x20, 0xA0, 0x3000, 0x9})
_HYPHENS = frozenset({0x02, 0xAD})
"""A hyphen at a line's end as PDFium tells it, and the soft one: drawn, it is seen."""
_DROPPED = frozenset("\r\n\x00\ufffe\uffff\u200b\u200c\u200d\ufeff\u2060")


@dataclass(slots=True)
class Run:
    """Neighbouring characters on one baseline. ``xs[i]`` is the left edge of ``chars[i]``."""

    chars: list[str]
    xs: list[float]
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False

    @property
    def text(self) -> str:
        """The characters, as they stand."""
        return "".join(self.chars)


@dataclass(slots=True)
class PageGlyphs:
    """What stands on one page."""

    number: int
    width: float
    height: float
    runs: list[Run]
    objects: PageObjects
    hidden: int = 0
    """Characters left out because nobody could see them."""
    glyphs: int = 0
    """Characters drawn on the page, hidden ones included."""
    replaced: int = 0
    """Places where the file says other words than it draws; those drawn are read."""
    undrawn: int = 0
    """Fields and notes whose words are not drawn."""
    unmapped: int = 0
    """Characters whose font does not say which character they are."""
    turned: int = 0
    """Degrees clockwise that the page as shown is turned by for its text to stand upright."""


def read_page(document: pdfium.PdfDocument, index: int) -> PageGlyphs:
    """Read page ``index`` (from 0). Library errors pass through to the caller."""
    page, unseen = lay_upon(document, index)
    try:
        marks = marks_of(page)
        replaced, kept = as_drawn(page, marks) if marks.said else (0, set())
        if kept:  # there the file tells better than its fonts, or alone, what is drawn
            page.close()
            page = document[index]
            marks = marks_of(page)
            for at, (item, mark, _) in enumerate(marks.said):
                if at not in kept:
                    raw.FPDFPageObj_RemoveMark(item, mark)
        text_page = page.get_textpage()
        try:
            place = place_of(page)
            # Tables set sideways on an upright page are read as a person would turn them.
            upright = _upright(text_page.raw)
            turned = 0 if upright is None else (upright - place.rotation) % 360
            place = replace(place, rotation=(place.rotation + turned) % 360)
            objects = look_over(page, place, marks.off)
            glyphs = PageGlyphs(index + 1, place.width, place.height, [], objects, turned=turned)
            glyphs.hidden, glyphs.replaced, glyphs.undrawn = objects.sizeless, replaced, unseen
            _collect(text_page.raw, place, glyphs)
        finally:
            text_page.close()
    finally:
        page.close()
    return glyphs


def _collect(text_page: Any, place: Place, glyphs: PageGlyphs) -> None:
    """Gather the page's characters into runs."""
    rect = raw.FS_RECTF()
    ref = ctypes.byref(rect)
    get_box = raw.FPDFText_GetLooseCharBox
    sizes: dict[float, float] = {}
    run: Run | None = None
    starts: list[int] = []
    for i, char, spaced in _characters(text_page, glyphs):
        get_box(text_page, i, ref)
        box = place.box(rect.left, rect.bottom, rect.right, rect.top)
        glyphs.glyphs += 1
        if _unseen(text_page, i, box, place, glyphs.objects):
            glyphs.hidden += 1
            continue
        x0, y0, x1, y1 = box
        if run is not None and _goes_on(run, char, box, spaced):
            if char == run.chars[-1] and abs(x0 - run.xs[-1]) < 0.15 * run.size:
                continue  # drawn twice to look bold
            if spaced or apart(run.chars[-1], char, x0 - run.x1, run.size):
                run.chars.append(" ")
                run.xs.append(run.x1)
            run.chars.append(char)
            run.xs.append(x0)
            run.x1 = max(run.x1, x1)
            run.y0, run.y1 = min(run.y0, y0), max(run.y1, y1)
            continue
        key = round(y1 - y0, 1)
        if key not in sizes:
            sizes[key] = _font_size(text_page, i, y1 - y0)
        run = Run([char], [x0], x0, y0, x1, y1, sizes[key])
        glyphs.runs.append(run)
        starts.append(i)
    for run, start in zip(glyphs.runs, starts, strict=True):
        # The first sign may be a mark of another weight; the middle speaks for the words.
        weighed = start + len(run.chars) // 2
        run.bold = _is_bold(text_page, weighed, glyphs.objects) and _is_bold(text_page, start, glyphs.objects)


def _characters(text_page: Any, glyphs: PageGlyphs) -> Iterator[tuple[int, str, bool]]:
    """Index, character, and whether a real blank stood before it (PDFium's own guesses do not count)."""
    get_unicode = raw.FPDFText_GetUnicode
    spaced = False
    surrogate = 0
    for i in range(raw.FPDFText_CountChars(text_page)):
        code = get_unicode(text_page, i)
        if code in _BLANKS:
            spaced = spaced or not raw.FPDFText_IsGenerated(text_page, i)
            continue
        if 0xD800 <= code < 0xDC00:
            surrogate = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not surrogate:
                continue
            code = 0x10000 + ((surrogate - 0xD800) << 10) + (code - 0xDC00)
        surrogate = 0
        if code in _HYPHENS:
            code = 0x2D
        char = chr(code)
        if code < 32 or char in _DROPPED:
            glyphs.unmapped += code in (0, 0xFFFE)
            continue
        if code == 0xFFFD or (0xE000 <= code <= 0xF8FF and not _is_symbol(code)):
            glyphs.unmapped += 1
        yield i, char, spaced
        spaced = False


def _goes_on(run: Run, char: str, box: Box, spaced: bool) -> bool:
    """Whether a character continues a run: on its baseline, and no wider off than a blank."""
    overlap = min(box[3], run.y1) - max(box[1], run.y0)
    if overlap <= 0.5 * min(box[3] - box[1], run.y1 - run.y0):
        return False
    limit = _WORD_GAP if spaced and char < _FIRST_CJK else _NEW_RUN_GAP
    return -0.5 * run.size < box[0] - run.x1 < limit * run.size


def apart(before: str, char: str, gap: float, size: float) -> bool:
    """Whether a gap without a blank reads as one; Chinese set next to Latin leaves a quarter em unasked."""
    if before < _FIRST_CJK and char < _FIRST_CJK:
        return gap > 0.18 * size
    return gap > (0.45 if before >= _FIRST_CJK and char >= _FIRST_CJK else 0.55) * size


def _unseen(text_page: Any, index: int, box: Box, place: Place, objects: PageObjects) -> bool:
    """Too small, off the page, or drawn by an object nobody can see."""
    x0, y0, x1, y1 = box
    if y1 - y0 < 1.0 or x1 <= 0 or x0 >= place.width or y1 <= 0 or y0 >= place.height:
        return True
    if not objects.hidden:
        return False
    owner = ctypes.cast(raw.FPDFText_GetTextObject(text_page, index), ctypes.c_void_p).value
    return owner in objects.hidden


def _upright(text_page: Any) -> int | None:
    """Degrees clockwise to turn what the page holds for most of its text to stand upright, whatever the page
    says to be turned by itself; None where its text does not agree."""
    count = raw.FPDFText_CountChars(text_page)
    step = max(1, count // 24)
    turns = Counter(
        round(math.degrees(raw.FPDFText_GetCharAngle(text_page, i)) / 90) % 4
        for i in range(0, count, step)
        if raw.FPDFText_IsGenerated(text_page, i) != 1  # the library's own blanks stand upright
    )
    if not turns:
        return None
    turn, votes = turns.most_common(1)[0]
    return -turn * 90 % 360 if votes >= 0.8 * turns.total() else None


def _font_size(text_page: Any, index: int, height: float) -> float:
    """Size in points: the font's, scaled by the text's matrix; guessed from the box where they disagree."""
    size = float(raw.FPDFText_GetFontSize(text_page, index))
    matrix = raw.FS_MATRIX()
    if raw.FPDFText_GetMatrix(text_page, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return size if 0.5 * height <= size <= 1.6 * height else height / 1.2


def _is_bold(text_page: Any, index: int, objects: PageObjects) -> bool:
    if raw.FPDFText_GetFontWeight(text_page, index) >= 600:
        return True
    owner = raw.FPDFText_GetTextObject(text_page, index)
    return ctypes.cast(owner, ctypes.c_void_p).value in objects.stroked or _bold_font(owner)


def _bold_font(text_object: Any) -> bool:
    font = raw.FPDFTextObj_GetFont(text_object)
    if not font:
        return False
    buffer = ctypes.create_string_buffer(128)
    raw.FPDFFont_GetBaseFontName(font, buffer, 128)
    name = buffer.value.lower()
    return any(mark in name for mark in (b"bold", b"heavy", b"black"))


def _is_symbol(code: int) -> bool:
    """Wingdings and Symbol marks (bullets, ticks) that Word maps into the private area."""
    return 0xF020 <= code <= 0xF0FF
