"""Marked content of a PDF page: layers that are switched off, and words that stand in for those drawn.

ISO 32000-1, 8.11 and 14.9.4. Which layers are shown, the library tells by what it draws: a square in each.
"""

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest.pdf_place import place_of

MOST_OBJECTS = 20_000
MOST_DEPTH = 40
_SIDE = 4.0
"""Points: the sides of a square that tries a layer out."""
_INK = (255, 0, 255)
_MOST_PIXELS = 4_000_000
_LONGEST = 4000
"""Bytes of words that stand in for others; longer ones are not looked at, and not used."""
_RADICALS = frozenset(map(chr, range(0x2E80, 0x2EF4)))
"""Unicode folds these into no character, unlike the Kangxi radicals."""
_PARTS = _RADICALS | frozenset(map(chr, range(0x2F00, 0x2FD6)))
_HYPHENS = dict.fromkeys(map(ord, "-\u00ad\u2010\u2011\x02"))


@dataclass(slots=True)
class Marked:
    """What the marks of a page's objects say.

    Attributes:
        off: addresses of objects in layers that are not shown.
        said: text objects, the mark of each with words that stand in for it, and those words.
    """

    off: frozenset[int] = frozenset()
    said: list[tuple[Any, Any, str]] = field(default_factory=list)


def address_of(pointer: Any) -> int:
    """Of an object of the library."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def objects_of(holder: Any, *, form: bool = False) -> list[Any]:
    """The objects of a page or of a form, at most ``MOST_OBJECTS``."""
    count, get = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
    if form:
        count, get = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
    return [get(holder, k) for k in range(min(max(count(holder), 0), MOST_OBJECTS))]


def _all(objects: list[Any], depth: int = 0) -> Iterator[Any]:
    for item in objects:
        yield item
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            yield from _all(objects_of(item, form=True), depth + 1)


def marks_of(page: pdfium.PdfPage) -> Marked:
    """Look through the marks of a page's objects."""
    found = Marked()
    layers: dict[int, tuple[Any, Any]] = {}
    within: list[tuple[int, int]] = []
    for seen, item in enumerate(_all(objects_of(page.raw))):
        if seen > MOST_OBJECTS:
            break
        for k in range(max(raw.FPDFPageObj_CountMarks(item), 0)):
            mark = raw.FPDFPageObj_GetMark(item, k)
            if _name(mark) == "OC":
                layers.setdefault(address_of(mark), (item, mark))
                within.append((address_of(item), address_of(mark)))
            elif raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
                words = _words(mark)
                if words is not None:
                    found.said.append((item, mark, words))
    if layers:
        off = _off(page, {key: mark for key, (_, mark) in layers.items()})
        found.off = frozenset(item for item, mark in within if mark in off)
    return found


def _name(mark: Any) -> str:
    length = ctypes.c_ulong()
    held = (ctypes.c_ushort * 16)()
    if not raw.FPDFPageObjMark_GetName(mark, held, ctypes.sizeof(held), length):
        return ""
    return bytes(held)[: length.value].decode("utf-16-le", "replace").rstrip("\0")


def _words(mark: Any) -> str | None:
    length = ctypes.c_ulong()
    if not raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", None, 0, length):
        return None
    if length.value > _LONGEST:
        return "\ufffd"
    held = (ctypes.c_ushort * (length.value // 2 + 1))()
    raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", held, ctypes.sizeof(held), length)
    return bytes(held)[: length.value].decode("utf-16-le", "replace").rstrip("\0")


def _off(page: pdfium.PdfPage, marks: dict[int, Any]) -> set[int]:
    """Those of the marks in which nothing is drawn; all, should there be no room to try them out."""
    place = place_of(page)
    scale = min(1.0, (_MOST_PIXELS / max(place.width * place.height, 1.0)) ** 0.5)
    side = _SIDE / scale
    across = int((place.right - place.left) // side)
    off = set(marks)
    keys = list(marks)[: max(0, across * int((place.top - place.bottom) // side))]
    squares: list[tuple[int, Any, tuple[float, float]]] = []
    try:
        for at, key in enumerate(keys):
            x, y = place.left + at % across * side, place.bottom + at // across * side
            square = raw.FPDFPageObj_CreateNewRect(x, y, side, side)
            raw.FPDFPageObj_SetFillColor(square, *_INK, 255)
            raw.FPDFPath_SetDrawMode(square, raw.FPDF_FILLMODE_ALTERNATE, 0)
            raw.FPDFPageObj_AddExistingMark(square, marks[key])
            raw.FPDFPage_InsertObject(page.raw, square)
            squares.append((key, square, (x, y)))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        try:
            pixels = bitmap.to_numpy()
            for key, _, (x, y) in squares:
                x0, y0, x1, y1 = place.box(x, y, x + side, y + side)
                row, column = int((y0 + y1) / 2 * scale), int((x0 + x1) / 2 * scale)
                inside = row < pixels.shape[0] and column < pixels.shape[1]
                if inside and tuple(int(part) for part in pixels[row, column, :3]) == _INK:
                    off.discard(key)
        finally:
            bitmap.close()
    finally:
        for _, square, _ in squares:
            if raw.FPDFPage_RemoveObject(page.raw, square):
                raw.FPDFPageObj_Destroy(square)
    return off


def as_drawn(page: pdfium.PdfPage, marks: Marked) -> tuple[int, set[int]]:
    """Take away the words that stand in for those drawn.

    Returns:
        In how many places they are other words; and which (of ``marks.said``) are to stay: the same words
        where the font knows a character as its radical alone (⻋ for 车), and those drawn in fonts that do
        not tell their characters.
    """
    with_words = _texts(page, marks)
    for item, mark, _ in marks.said:
        raw.FPDFPageObj_RemoveMark(item, mark)
    drawn = _texts(page, marks)
    kept: set[int] = set()
    replaced = 0
    groups: dict[int, list[int]] = {}
    for at, (_, mark, _) in enumerate(marks.said):
        groups.setdefault(address_of(mark), []).append(at)
    for group in groups.values():
        together = "".join(drawn[at] for at in group)
        said = marks.said[group[0]][2]
        # The library does not use all such words: those of no letters, and some that are not well written.
        if _same_words(together, said) or _same_words(together, "".join(with_words[at] for at in group)):
            if not _PARTS.isdisjoint(together):
                kept.update(group)
        elif all(_can_be_read(drawn[at]) for at in group):
            replaced += 1
        else:
            kept.update(group)
    return replaced, kept


def _texts(page: pdfium.PdfPage, marks: Marked) -> list[str]:
    """What the library tells of each text object now."""
    text_page = page.get_textpage()
    try:
        return [_drawn_text(item, text_page.raw) for item, _, _ in marks.said]
    finally:
        text_page.close()


def _drawn_text(item: Any, text_page: Any) -> str:
    """The characters of a text object, as its font tells them."""
    length = raw.FPDFTextObj_GetText(item, text_page, None, 0)
    held = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFTextObj_GetText(item, text_page, held, ctypes.sizeof(held))
    return bytes(held)[:length].decode("utf-16-le", "replace").rstrip("\0")


def _can_be_read(text: str) -> bool:
    """Whether a font tells what it draws."""
    return bool(text.strip()) and not any(
        sign in "\ufffd\ufffe\uffff" or unicodedata.category(sign) in ("Co", "Cn", "Cs")
        or (sign < " " and sign not in "\t\r\n\x02")
        for sign in text
    )  # fmt: skip


def _same_words(drawn: str, said: str) -> bool:
    """Whether words stand for those drawn: but for blanks, hyphens, ligatures, radicals and repetition."""
    seen, meant = _squeezed(drawn), _squeezed(said)
    if not meant or not seen:
        return seen == meant
    meant *= max(1, len(seen) // len(meant))
    return len(seen) == len(meant) and all(
        one == other or (one in _RADICALS and _is_han(other)) for one, other in zip(seen, meant, strict=True)
    )


def _is_han(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith("CJK UNIFIED IDEOGRAPH")


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split())
