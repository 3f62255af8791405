"""What speaks against a PDF's text being seen, told while a page is painted: which text must be looked at."""

import ctypes
from dataclasses import dataclass, field
from typing import Any

from pypdfium2 import raw

from yiju.ingest.html_colours import Colour, told_apart
from yiju.ingest.pdf_place import Box

_MOST_LOOKS = 300_000
"""Comparisons a page: more make a drawing."""
_SQUEEZED = 0.05
"""Of its usual width."""
_FILLED, _STROKED = (0, 2, 4, 6), (1, 2, 5, 6)
_PAPER: Colour = (255, 255, 255, 1)
_RECTANGLE = 6
"""Corners of one, and its end."""
_MOST_CLIPS, _MOST_CORNERS = 50, 200
_PAGE_SIZE = 0.6
"""Of the page: a picture that covers as much may be a scan of it."""


@dataclass(slots=True)
class Suspects:
    """Follows the painting of a page.

    Attributes:
        page: its area.
        found: text objects by their addresses, each with its box as shown.
        gone: those whose letters have hardly any width, or that stand wholly outside of a clip.
        behind_scan: those behind a picture as large as the page.
        boxes: of all text.
    """

    page: float
    found: dict[int, tuple[Any, Box]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    behind_scan: set[int] = field(default_factory=set)
    boxes: dict[int, Box] = field(default_factory=dict)
    _grounds: list[tuple[Box, Colour | None]] = field(default_factory=list)
    _texts: list[tuple[int, Any, Box]] = field(default_factory=list)
    _looks: int = 0
    _parts: tuple[ctypes.c_uint, ...] = field(
        default_factory=lambda: tuple(ctypes.c_uint() for _ in range(4))
    )

    def text(self, address: int, item: Any, mode: int, box: Box, inner: Box, *, clear: bool) -> None:
        """A text was drawn.

        Args:
            mode: its rendering mode (ISO 32000-1, 9.3.6).
            box: as shown. inner: in the measure of the form that it stands in.
            clear: what it stands in may let through what lies behind it.
        """
        self.boxes[address] = box
        self._texts.append((address, item, box))
        left = 0.0 if _is_squeezed(item) else _left_by_clips(item, inner)
        if not left:
            self.gone.add(address)
        elif (
            clear
            or left < 1
            or raw.FPDFPageObj_HasTransparency(item)
            or self._hardly_differs(item, mode, box)
        ):
            self.found[address] = item, box

    def ground(self, item: Any, box: Box, *, filled: bool) -> None:
        """Something was drawn that later text lies upon and earlier text may lie behind.

        Args:
            filled: it is a path filled with a colour; else a picture.
        """
        scan = not filled and area(box) >= _PAGE_SIZE * self.page
        self._looks += len(self._texts)
        if self._looks <= _MOST_LOOKS or scan:
            for address, text, inner in self._texts:
                if _lies_in(inner, box):
                    self.found.setdefault(address, (text, inner))
                    if scan:
                        self.behind_scan.add(address)
        self._grounds.append((box, self._colour(item, stroke=False) if filled else None))

    def _hardly_differs(self, item: Any, mode: int, box: Box) -> bool:
        """Whether its colour is that of what lies behind it, or it is not known."""
        inks = [self._colour(item, stroke=False)] if mode in _FILLED else []
        inks += [self._colour(item, stroke=True)] if mode in _STROKED else []
        self._looks += len(self._grounds) // 4
        if self._looks > _MOST_LOOKS:
            return False
        behind: Colour | None = _PAPER
        for below, colour in reversed(self._grounds):
            if _lies_in(box, below):
                behind = colour
                break
        return any(ink is None or behind is None or not told_apart(ink, behind) for ink in inks)

    def _colour(self, item: Any, *, stroke: bool) -> Colour | None:
        """None for a pattern."""
        red, green, blue, alpha = self._parts
        ask = raw.FPDFPageObj_GetStrokeColor if stroke else raw.FPDFPageObj_GetFillColor
        if not ask(item, red, green, blue, alpha):
            return None
        return red.value, green.value, blue.value, alpha.value / 255


def area(box: Box) -> float:
    """In square points."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _lies_in(box: Box, other: Box) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= x <= other[2] and other[1] <= y <= other[3]


def _is_squeezed(item: Any) -> bool:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return False
    across, down = abs(matrix.a) + abs(matrix.b), abs(matrix.c) + abs(matrix.d)
    return bool(across < _SQUEEZED * down)


def _left_by_clips(item: Any, box: Box) -> float:
    """1 where its middle lies within all clips, 0 where all of it lies outside of one, else between.

    Args:
        box: left, bottom, right, top in the clips' own measure.
    """
    clip = raw.FPDFPageObj_GetClipPath(item)
    paths = raw.FPDFClipPath_CountPaths(clip) if clip else 0
    x, y = ctypes.c_float(), ctypes.c_float()
    left = 1.0
    for at in range(min(max(paths, 0), _MOST_CLIPS)):
        xs: list[float] = []
        ys: list[float] = []
        count = raw.FPDFClipPath_CountPathSegments(clip, at)
        for k in range(min(max(count, 0), _MOST_CORNERS)):
            segment = raw.FPDFClipPath_GetPathSegment(clip, at, k)
            if raw.FPDFPathSegment_GetPoint(segment, x, y):
                xs.append(x.value)
                ys.append(y.value)
        if not xs:
            continue
        edges = min(xs), min(ys), max(xs), max(ys)
        if count <= _MOST_CORNERS and _apart(box, edges):
            return 0.0
        if count > _RECTANGLE or not _lies_in(box, edges):
            left = 0.5
    return left


def _apart(box: Box, other: Box) -> bool:
    return box[0] > other[2] or box[2] < other[0] or box[1] > other[3] or box[3] < other[1]
