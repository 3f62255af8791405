"""Where the objects of a PDF page stand, through all the forms that they lie in."""

import ctypes
from typing import Any

from pypdfium2 import raw

from yiju.ingest.pdf_place import Box, Place

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def bounds_of(item: Any, place: Place, matrix: Matrix) -> Box:
    """The box of an object as shown.

    Args:
        matrix: of the form that it lies in.
    """
    return shown_box(own_bounds(item), place, matrix)


def own_bounds(item: Any) -> Box:
    """Left, bottom, right, top in the measure of the form that it stands in."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return (0.0, 0.0, 0.0, 0.0)
    return left.value, bottom.value, right.value, top.value


def shown_box(bounds: Box, place: Place, matrix: Matrix) -> Box:
    """The same as shown; nowhere where it has no bounds."""
    if bounds == (0.0, 0.0, 0.0, 0.0):
        return bounds
    if matrix is IDENTITY:
        return place.box(*bounds)
    corners = [(x, y) for x in bounds[::2] for y in bounds[1::2]]
    a, b, c, d, e, f = matrix
    return span([(a * x + c * y + e, b * x + d * y + f) for x, y in corners], place)


def matrix_of(item: Any) -> Matrix:
    """An object's own."""
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def times(m: Matrix, n: Matrix) -> Matrix:
    """``m`` then ``n``, in PDF's row-vector convention (ISO 32000-1, 8.3.4)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def span(points: list[tuple[float, float]], place: Place) -> Box:
    """The box around points, as shown."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return place.box(min(xs), min(ys), max(xs), max(ys))
