"""A PDF page's graphic objects: ruling lines, pictures, and text that nobody can see."""

import ctypes
import itertools
from dataclasses import dataclass, field
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from yiju.ingest.pdf_covers import Cover
from yiju.ingest.pdf_marked import MOST_DEPTH, MOST_OBJECTS, address_of, objects_of
from yiju.ingest.pdf_place import Box, Place, place_of

__all__ = ["Box", "PageObjects", "Place", "look_over", "place_of"]

_THIN = 3.0
_SHORTEST = 4.0
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
    seen: int = 0
    colour: tuple[ctypes.c_uint, ...] = field(
        default_factory=lambda: tuple(ctypes.c_uint() for _ in range(4))
    )
    """Filled by the library, and used over and over: a page may have thousands of text objects."""


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def look_over(page: pdfium.PdfPage, place: Place, off: frozenset[int] = frozenset()) -> PageObjects:
    """Survey a page's objects, those inside forms included.

    Args:
        off: addresses of objects in layers that are switched off: they cover nothing, their text is hidden.
    """
    survey = _Survey(place, off)
    _walk(objects_of(page.raw), survey, _IDENTITY, 0, shown=True)
    hidden = {address for address, box in survey.invisible if not _covered(box, survey.found.images)}
    backing = survey.painted + survey.found.images
    hidden |= {address for address, box in survey.white if not _covered(box, backing)}
    survey.found.hidden = frozenset(hidden | survey.cover.covered | survey.unlit)
    survey.found.stroked = frozenset(survey.stroked)
    return survey.found


def _walk(objects: list[Any], survey: _Survey, matrix: Matrix, depth: int, *, shown: bool) -> None:
    for item in objects:
        survey.seen += 1
        if survey.seen > MOST_OBJECTS:
            return
        form = raw.FPDFPageObj_GetType(item)
        lit = shown and not (survey.off and address_of(item) in survey.off)
        if not lit and form == raw.FPDF_PAGEOBJ_TEXT:
            survey.unlit.add(address_of(item))
        elif not lit and form != raw.FPDF_PAGEOBJ_FORM:
            continue
        elif form == raw.FPDF_PAGEOBJ_TEXT:
            _text(item, survey, matrix)
        elif form == raw.FPDF_PAGEOBJ_PATH:
            _path(item, survey, matrix)
        elif form in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            survey.found.images.append(_bounds(item, survey.place, matrix))
        elif form == raw.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = objects_of(item, form=True)
            _walk(inner, survey, _times(_matrix(item), matrix), depth + 1, shown=lit)


def _text(item: Any, survey: _Survey, matrix: Matrix) -> None:
    mode = raw.FPDFTextObj_GetTextRenderMode(item)
    size = ctypes.c_float()
    if raw.FPDFTextObj_GetFontSize(item, size) and size.value == 0:
        survey.found.sizeless += 1
    if mode in (3, 7):
        survey.invisible.append((address_of(item), _bounds(item, survey.place, matrix)))
    elif mode == 2:
        survey.stroked.add(address_of(item))
    else:
        survey.cover.text(address_of(item), lambda: _bounds(item, survey.place, matrix))
    if mode == 0 and _white(item, survey):
        survey.white.append((address_of(item), _bounds(item, survey.place, matrix)))


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
    bounds = _bounds(item, survey.place, matrix)
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
    count = raw.FPDFPath_CountSegments(item)
    if fill.value and count <= _RECTANGLE and _opaque(item, survey):
        survey.cover.paint(bounds)
    if count <= 400:
        _edges(item, count, survey, _times(_matrix(item), matrix), bool(stroke.value))


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
        box = _span(points, survey.place)
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN:
            _add_line(survey, box)
        elif stroked:
            for a, b in itertools.pairwise(points):
                _add_line(survey, _span([a, b], survey.place))


def _span(points: list[tuple[float, float]], place: Place) -> Box:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return place.box(min(xs), min(ys), max(xs), max(ys))


def _add_line(survey: _Survey, box: Box) -> None:
    x0, y0, x1, y1 = box
    if y1 - y0 <= _THIN and x1 - x0 >= _SHORTEST:
        middle = (y0 + y1) / 2
        survey.found.horizontals.append((x0, middle, x1, middle))
    elif x1 - x0 <= _THIN and y1 - y0 >= _SHORTEST:
        middle = (x0 + x1) / 2
        survey.found.verticals.append((middle, y0, middle, y1))


def _bounds(item: Any, place: Place, matrix: Matrix) -> Box:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    if matrix is _IDENTITY:
        return place.box(left.value, bottom.value, right.value, top.value)
    corners = [(x, y) for x in (left.value, right.value) for y in (bottom.value, top.value)]
    a, b, c, d, e, f = matrix
    return _span([(a * x + c * y + e, b * x + d * y + f) for x, y in corners], place)


def _matrix(item: Any) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _times(m: Matrix, n: Matrix) -> Matrix:
    """``m`` then ``n``, in PDF's row-vector convention (ISO 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _covered(box: Box, areas: list[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(a[0] <= x <= a[2] and a[1] <= y <= a[3] for a in areas)
