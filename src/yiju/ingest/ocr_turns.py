"""Pages that were scanned sideways or upside down: which way they stand, and their lines as if upright.

The recogniser turns each line for itself, so that the words are right; what is wrong is where they stand.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from yiju.ingest.ocr import Seen, recognise_line

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_TRIED = 3
"""Lines that are looked at again, the longest ones: each way costs a tenth of a second."""
_LEAST_LETTERS = 4
_TALL = 1.5
"""Height of a line by its width, from which it runs down the picture."""
_SURE = 0.5
"""Share of a line's letters that must be recognised the right way up."""
_EDGE = 3


def turn_of(pixels: "npt.NDArray[np.uint8]", lines: Sequence[Seen]) -> int:
    """Degrees clockwise (0, 90, 180, 270) by which a picture is to be turned for its text to stand upright.

    Args:
        pixels: height × width × 3.
        lines: what was recognised in it.
    """
    telling = [line for line in lines if len(line.text) >= _LEAST_LETTERS]
    tall = sum(len(line.text) for line in telling if _is_tall(line))
    sideways = 2 * tall > sum(len(line.text) for line in telling)
    telling = [line for line in telling if _is_tall(line) == sideways]
    telling = sorted(telling, key=lambda line: -len(line.text))[:_TRIED]
    ways = (90, 270) if sideways else (0, 180)
    first, second = (sum(_agrees(pixels, line, way) for line in telling) for way in ways)
    if max(first, second) < _SURE * len(telling) or not telling:
        return 0
    return ways[second > first]


def turned(lines: Sequence[Seen], width: float, height: float, degrees: int) -> list[Seen]:
    """The lines where they stand once the picture, of this width and height, is turned; from the top down."""
    moved = [_moved(line, width, height, degrees) for line in lines]
    return sorted(moved, key=lambda line: (line.y0 + line.y1, line.x0))


def _moved(line: Seen, width: float, height: float, degrees: int) -> Seen:
    x0, y0, x1, y1 = line.x0, line.y0, line.x1, line.y1
    if degrees == 90:
        x0, y0, x1, y1 = height - y1, x0, height - y0, x1
    elif degrees == 180:
        x0, y0, x1, y1 = width - x1, height - y1, width - x0, height - y0
    elif degrees == 270:
        x0, y0, x1, y1 = y0, width - x1, y1, width - x0
    return replace(line, x0=x0, y0=y0, x1=x1, y1=y1)


def _is_tall(line: Seen) -> bool:
    return line.y1 - line.y0 > _TALL * (line.x1 - line.x0)


def _agrees(pixels: "npt.NDArray[np.uint8]", line: Seen, degrees: int) -> float:
    """How well a line is recognised this way up alone, from 0 to 1."""
    import numpy as np

    x0, y0 = max(0, int(line.x0) - _EDGE), max(0, int(line.y0) - _EDGE)
    crop = np.rot90(pixels[y0 : int(line.y1) + _EDGE, x0 : int(line.x1) + _EDGE], -(degrees // 90))
    text, confidence = recognise_line(np.ascontiguousarray(crop))
    same = sum(char in text for char in line.text) / len(line.text)
    return same * confidence
