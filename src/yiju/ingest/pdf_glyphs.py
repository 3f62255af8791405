"""One PDF page as text runs and ruling lines, in display coordinates.

Coordinates: points, origin at the top left corner of the page as shown (crop box and rotation
applied), y downward.
"""

import ctypes
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest.pdf_objects import PageObjects, Place, look_over, place_of

_NEW_RUN_GAP = 0.9
_WORD_GAP = 2.2
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
    unmapped: int = 0
    """Characters whose font does not say which character they are."""
    label: str = ""
    """The label of /PageLabels, where present."""
    notes: list[str] = field(default_factory=list)


def read_page(document: pdfium.PdfDocument, index: int) -> PageGlyphs:
    """Read page ``index`` (from 0). Library errors pass through to the caller."""
    page = document[index]
    try:
        text_page = page.get_textpage()
        try:
            place = place_of(page)
            objects = look_over(page, place)
            glyphs = PageGlyphs(index + 1, place.width, place.height, [], objects)
            _collect(text_page.raw, place, glyphs)
        finally:
            text_page.close()
    finally:
        page.close()
    return glyphs


def _collect(text_page: Any, place: Place, glyphs: PageGlyphs) -> None:
    count = raw.FPDFText_CountChars(text_page)
    rect = raw.FS_RECTF()
    ref = ctypes.byref(rect)
    get_unicode, get_box = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    hidden_objects = glyphs.objects.hidden
    sizes: dict[float, float] = {}
    run: Run | None = None
    pending_space = False
    surrogate = 0
    for i in range(count):
        code = get_unicode(text_page, i)
        if 0xD800 <= code < 0xDC00:
            surrogate = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not surrogate:
                continue
            code = 0x10000 + ((surrogate - 0xD800) << 10) + (code - 0xDC00)
        surrogate = 0
        if code in (0x20, 0xA0, 0x3000, 0x9):
            pending_space = pending_space or not raw.FPDFText_IsGenerated(text_page, i)
            continue
        if code == 2:
            code = 0x2D  # PDFium's mark for a hyphen at a line's end
        char = chr(code)
        if char in _DROPPED or code < 32:
            glyphs.unmapped += code in {0, 65534}
            continue
        get_box(text_page, i, ref)
        x0, y0, x1, y1 = place.box(rect.left, rect.bottom, rect.right, rect.top)
        glyphs.glyphs += 1
        height = y1 - y0
        if (0xE000 <= code <= 0xF8FF and not _is_symbol(code)) or code == 0xFFFD:
            glyphs.unmapped += 1
        if _unseen(text_page, i, hidden_objects, height, (x0, y0, x1, y1), place):
            glyphs.hidden += 1
            continue
        if run is not None:
            overlap = min(y1, run.y1) - max(y0, run.y0)
            gap = x0 - run.x1
            limit = _WORD_GAP if pending_space and char < "\u2e80" else _NEW_RUN_GAP
            if overlap > 0.5 * min(height, run.y1 - run.y0) and -0.5 * run.size < gap < limit * run.size:
                if char == run.chars[-1] and abs(x0 - run.xs[-1]) < 0.15 * run.size:
                    continue  # drawn twice to look bold
                if pending_space or _latin_gap(run.chars[-1], char, gap, run.size):
                    run.chars.append(" ")
                    run.xs.append(run.x1)
                run.chars.append(char)
                run.xs.append(x0)
                run.x1 = max(run.x1, x1)
                run.y0, run.y1 = min(run.y0, y0), max(run.y1, y1)
                pending_space = False
                continue
        key = round(height, 1)
        if key not in sizes:
            sizes[key] = _font_size(text_page, i, height)
        run = Run([char], [x0], x0, y0, x1, y1, sizes[key], _is_bold(text_page, i, glyphs.objects))
        glyphs.runs.append(run)
        pending_space = False


def _latin_gap(before: str, char: str, gap: float, size: float) -> bool:
    if before < "\u2e80" and char < "\u2e80":
        return gap > 0.18 * size
    return gap > 0.55 * size


def _unseen(
    text_page: Any,
    index: int,
    hidden: frozenset[int],
    height: float,
    box: tuple[float, float, float, float],
    place: Place,
) -> bool:
    x0, y0, x1, y1 = box
    if height < 1.0 or x1 <= 0 or x0 >= place.width or y1 <= 0 or y0 >= place.height:
        return True
    if not hidden:
        return False
    owner = ctypes.cast(raw.FPDFText_GetTextObject(text_page, index), ctypes.c_void_p).value
    return owner in hidden


def _font_size(text_page: Any, index: int, height: float) -> float:
    """Size in points. The font's own size may be scaled by the text matrix: then the box tells better."""
    size = float(raw.FPDFText_GetFontSize(text_page, index))
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
