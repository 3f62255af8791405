"""A PDF page's graphic objects: ruling lines, pictures, and text that nobody can see."""

import ctypes
import itertools
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest.pdf_covers import Cover
from yiju.ingest.pdf_drawn import undrawn
from yiju.ingest.pdf_marked import MOST_DEPTH, MOST_OBJECTS, address_of, objects_of
from yiju.ingest.pdf_matrix import IDENTITY, Matrix, bounds_of, matrix_of, own_bounds, shown_box, span, times
from yiju.ingest.pdf_place import Box, Place, place_of
from yiju.ingest.pdf_suspects import Suspects, area

__all__ = ["Box", "PageObjects", "Place", "look_over", "place_of"]

_THIN = 3.0
_SHORTEST = 4.0
_SCAN = 0.5
"""Of the page, that pictures cover at least where they are a scan of it."""
_MOST_OF, _NEARLY_ALL = 0.5, 0.9
"""Of a page's text, that its pictures have at least where they are a scan; and where they are smaller."""
_RECTANGLE = 5
"""Segments of a rectangle, at most."""


@dataclass(slots=True)
class PageObjects:
    """Lines are (x0, y0, x1, y1) with x0 == x1 (vertical) or y0 == y1 (horizontal)."""

    horizontals: list[Box] = field(default_factory=list)
    verticals: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    """Addresses of text objects that cannot be seen."""
    sizeless: int = 0
    """Text objects whose letters have no size; nothing tells how many letters."""
    stroked: frozenset[int] = frozenset()
    """Addresses of text objects drawn filled and stroked: how Word and WPS fake a bold face."""
    layer: int = 0
    """Text objects that nobody sees, and that tell what a scan shows: read all the same."""
    unchecked: bool = False
    """There were more objects than can be looked at."""


@dataclass(slots=True)
class _Survey:
    place: Place
    off: frozenset[int] = frozenset()
    found: PageObjects = field(default_factory=PageObjects)
    painted: list[Box] = field(default_factory=list)
    invisible: list[tuple[int, Box]] = field(default_factory=list)
    white: list[tuple[int, Box]] = field(default_factory=list)
    stroked: set[int] = field(default_factory=set)
    unlit: set[int] = field(default_factory=set)
    cover: Cover = field(default_factory=Cover)
    suspects: Suspects = field(default_factory=lambda: Suspects(0.0))
    seen: int = 0
    colour: tuple[ctypes.c_uint, ...] = field(
        default_factory=lambda: tuple(ctypes.c_uint() for _ in range(4))
    )
    """Filled by the library, and used over and over: a page may have thousands of text objects."""


def look_over(page: pdfium.PdfPage, place: Place, off: frozenset[int] = frozenset()) -> PageObjects:
    """Survey a page's objects, those inside forms included.

    Args:
        off: addresses of objects in layers that are switched off: they cover nothing, their text is hidden.
    """
    survey = _Survey(place, off, suspects=Suspects(place.width * place.height))
    _walk(objects_of(page.raw), survey, IDENTITY, 0, shown=True, clear=False)
    found, suspects = survey.found, survey.suspects
    backing = survey.painted + found.images
    hidden = {address for address, box in survey.invisible if not _covered(box, found.images)}
    hidden |= {address for address, box in survey.white if not _covered(box, backing)}
    hidden |= survey.cover.covered | survey.unlit | suspects.gone
    layer = {address for address, _ in survey.invisible} - hidden
    asked = {address: one for address, one in suspects.found.items() if address not in hidden | layer}
    if asked:
        gone = undrawn(page, place, asked)
        layer |= gone & suspects.behind_scan
        hidden |= gone
    boxes = suspects.boxes | dict(survey.invisible)
    scanned = sum(map(area, found.images)) >= _SCAN * area((0.0, 0.0, place.width, place.height))
    if layer and _share(layer, hidden, boxes) >= (_MOST_OF if scanned else _NEARLY_ALL):
        found.layer = len(layer)
        hidden -= layer
    else:
        hidden |= layer
    found.hidden = frozenset(hidden)
    found.stroked = frozenset(survey.stroked)
    return found


def _share(layer: set[int], hidden: set[int], boxes: dict[int, Box]) -> float:
    """How much of a page's text, by its area, is what stands unseen upon its pictures."""
    seen = sum(area(box) for address, box in boxes.items() if address not in hidden | layer)
    upon = sum(area(boxes[address]) for address in layer)
    return upon / (seen + upon) if upon else 0.0


def _walk(
    objects: list[Any], survey: _Survey, matrix: Matrix, depth: int, *, shown: bool, clear: bool
) -> None:
    survey.found.unchecked |= len(objects) >= MOST_OBJECTS
    for item in objects:
        survey.seen += 1
        if survey.seen > MOST_OBJECTS:
            survey.found.unchecked = True
            return
        form = raw.FPDFPageObj_GetType(item)
        lit = shown and not (survey.off and address_of(item) in survey.off)
        if not lit and form == raw.FPDF_PAGEOBJ_TEXT:
            survey.unlit.add(address_of(item))
        elif not lit and form != raw.FPDF_PAGEOBJ_FORM:
            continue
        elif form == raw.FPDF_PAGEOBJ_TEXT:
            _text(item, survey, matrix, clear)
        elif form == raw.FPDF_PAGEOBJ_PATH:
            _path(item, survey, matrix)
        elif form in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            bounds = bounds_of(item, survey.place, matrix)
            survey.found.images.append(bounds)
            survey.suspects.ground(item, bounds, filled=False)
        elif form == raw.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = objects_of(item, form=True)
            through = clear or bool(raw.FPDFPageObj_HasTransparency(item))
            _walk(inner, survey, times(matrix_of(item), matrix), depth + 1, shown=lit, clear=through)
        elif form == raw.FPDF_PAGEOBJ_FORM:
            survey.found.unchecked = True


def _text(item: Any, survey: _Survey, matrix: Matrix, clear: bool) -> None:
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    size = ctypes.c_float()
    if raw.FPDFTextObj_GetFontSize(item, size) and size.value == 0:
        survey.found.sizeless += 1
    inner = own_bounds(item)
    address, box = address_of(item), shown_box(inner, survey.place, matrix)
    if mode in (3, 7):
        survey.invisible.append((address, box))
        return
    if mode == 2:
        survey.stroked.add(address)
    survey.cover.text(address, lambda: box)
    survey.suspects.text(address, item, mode, box, inner, clear=clear)
    if mode == 0 and _white(item, survey):
        survey.white.append((address, box))


def _white(item: Any, survey: _Survey) -> bool:
    red, green, blue, alpha = survey.colour
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return alpha.value < 8 or min(red.value, green.value, blue.value) >= 250


def _opaque(item: Any, survey: _Survey) -> bool:
    """Whether nothing shows through a filled path: it is not clear, nor blended with what lies below it."""
    red, green, blue, alpha = survey.colour
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha) or alpha.value < 250:
        return False
    straight = all(
        raw.FPDFPathSegment_GetType(raw.FPDFPath_GetPathSegment(item, k)) != raw.FPDF_SEGMENT_BEZIERTO
        for k in range(raw.FPDFPath_CountSegments(item))
    )
    return straight and not raw.FPDFPageObj_HasTransparency(item)


def _path(item: Any, survey: _Survey, matrix: Matrix) -> None:
    bounds = bounds_of(item, survey.place, matrix)
    x0, y0, x1, y1 = bounds
    wide, high = x1 - x0, y1 - y0
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    if not (fill.value or stroke.value):
        return
    if high <= _THIN or wide <= _THIN:
        _add_line(survey, bounds)
        return
    if fill.value and not _white(item, survey):
        survey.painted.append(bounds)
    if fill.value:
        survey.suspects.ground(item, bounds, filled=True)
    count = raw.FPDFPath_CountSegments(item)
    if fill.value and count <= _RECTANGLE and _opaque(item, survey):
        survey.cover.paint(bounds)
    if count <= 400:
        _edges(item, count, survey, times(matrix_of(item), matrix), bool(stroke.value))


def _edges(item: Any, count: int, survey: _Survey, matrix: Matrix, stroked: bool) -> None:
    """Straight axis-aligned edges of a path: each stroked one, and each thin filled part."""
    x, y = ctypes.c_float(), ctypes.c_float()
    part: list[tuple[float, float]] = []
    parts = [part]
    for k in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, k)
        kind = raw.FPDFPathSegment_GetType(segment)
        if not raw.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        if kind == raw.FPDF_SEGMENT_MOVETO:
            part = []
            parts.append(part)
        elif kind == raw.FPDF_SEGMENT_BEZIERTO:
            return  # rounded shapes and drawings rule no table
        px = matrix[0] * x.value + matrix[2] * y.value + matrix[4]
        py = matrix[1] * x.value + matrix[3] * y.value + matrix[5]
        part.append((px, py))
        if raw.FPDFPathSegment_GetClose(segment) and part[0] != part[-1]:
            part.append(part[0])
    for points in parts:
        if len(points) < 2:
            continue
        box = span(points, survey.place)
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            _add_line(survey, box)
        elif stroked:
            for a, b in itertools.pairwise(points):
                _add_line(survey, span([a, b], survey.place))


def _add_line(survey: _Survey, box: Box) -> None:
    x0, y0, x1, y1 = box
    if y1 - y0 <= _THIN and x1 - x0 >= _SHORTEST:
        middle = (y0 + y1) / 2
        survey.found.horizontals.append((x0, middle, x1, middle))
    elif x1 - x0 <= _THIN and y1 - y0 >= _SHORTEST:
        middle = (x0 + x1) / 2
        survey.found.verticals.append((middle, y0, middle, y1))


def _covered(box: Box, areas: list[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in areas)
