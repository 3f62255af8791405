"""Boxes of a page that nobody sees, with all they hold: of no size, cut off, shrunk, moved off the page."""

import re

from yiju.ingest.html_lengths import FAR, SMALLEST, length, pixels
from yiju.ingest.html_sheets import Declarations

_BESIDE = 2500.0
"""Pixels to the right at which nobody looks for a text; downwards pages scroll, however tall they are."""
_WINDOW = 1000.0
"""Pixels of a window's height: what is fixed below it does not scroll into it."""
_SHRUNK = 0.06
"""Of its size: what is drawn smaller is a dot."""
_SIDE = r"(\d*\.?\d+)(?:px)?"
_NO_CLIP = re.compile(rf"rect\(\s*{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}\s*\)")
_NO_PATH = re.compile(
    r"inset\(\s*(?:[5-9]\d|\d{3,})(?:\.\d+)?%|(?:circle|ellipse)\(\s*0(?![.\d]*[1-9])|"
    r"polygon\(\s*(?P<point>-?[\d.]+\w*%?\s+-?[\d.]+\w*%?)(?:\s*,\s*(?P=point))*\s*\)"
)
_MOVED = re.compile(r"translate(?P<axis>x|y|z|3d)?\(\s*([^)]{1,60})\)")
_SCALED = re.compile(r"(?:scale(?:[xy]|3d)?|matrix(?:3d)?)\(([^)]{1,200})\)")
_EDGEWISE = re.compile(r"rotate[xy]\(\s*-?(?:90|270)(?:\.0+)?deg|rotate[xy]\(\s*-?0?\.25turn")
_BLUR = re.compile(r"blur\(([^)]{1,30})\)")
_PLACED = frozenset(("absolute", "fixed", "relative", "sticky"))


def has_no_size(styles: Declarations) -> bool:
    """Whether no letter has room in it, and none may stand beside it."""
    thin = [
        any(name in styles and pixels(styles[name], 99) <= SMALLEST for name in (side, f"max-{side}"))
        for side in ("width", "height")
    ]
    flat = length(styles.get("line-height", ""), whole=True)
    low = flat is not None and flat[0] * (1.0 if flat[1] == "px" else 16.0) <= SMALLEST
    flow = " ".join(styles.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    cut = any(word in flow for word in ("hidden", "clip", "auto", "scroll"))
    return all(thin) or (cut and (any(thin) or low))


def is_cut_off(styles: Declarations) -> bool:
    """Whether nothing of it is left by a clip."""
    rect = _NO_CLIP.search(styles.get("clip", ""))
    if rect and styles.get("position") in ("absolute", "fixed"):
        top, right, bottom, left = (float(side) for side in rect.groups())
        if bottom - top <= SMALLEST or right - left <= SMALLEST:
            return True
    return _NO_PATH.search(styles.get("clip-path", "")) is not None


def is_shrunk(styles: Declarations) -> bool:
    """Whether it is drawn as a dot or a line, or blurred beyond reading."""
    move = styles.get("transform", "")
    for found in _SCALED.finditer(move):
        parts = [one.strip() for one in found[1].split(",")]
        if found[0].startswith("matrix"):
            parts = [parts[0], *parts[3:4]] if len(parts) == 6 else [parts[0], *parts[5:6]]
        if any(_factor(one) < _SHRUNK for one in parts[:2]):
            return True
    scale = styles.get("scale", "")
    if scale and scale != "none" and any(_factor(one) < _SHRUNK for one in scale.split()[:2]):
        return True
    if "zoom" in styles and _factor(styles["zoom"]) < _SHRUNK and _factor(styles["zoom"]) > 0:
        return True
    blur = _BLUR.search(styles.get("filter", ""))
    return bool(_EDGEWISE.search(move)) or (blur is not None and pixels(blur[1], 0) >= 10)


def _factor(value: str) -> float:
    found = length(value)
    return 1.0 if found is None else abs(found[0]) / (100 if found[1] == "%" else 1)


def is_off_page(styles: Declarations, room: tuple[float, float] = (0, 0)) -> bool:
    """Whether it lies where nobody looks.

    Args:
        styles: its declarations.
        room: pixels of width and height that a box around it is given, as far as any is.
    """
    place = styles.get("position")
    if place in _PLACED:
        beside, above = max(_BESIDE, room[0]), _WINDOW if place == "fixed" else max(_BESIDE, room[1])
        left, right, top, bottom = (
            pixels(styles.get(one, ""), 0) for one in ("left", "right", "top", "bottom")
        )
        left += max(0, pixels(styles.get("margin-left", ""), 0))
        if min(left, right, top, bottom if place == "fixed" else 0) <= -FAR:
            return True
        if max(left, right) >= beside or bottom >= above or (place == "fixed" and top >= _WINDOW):
            return True
    elif any(pixels(styles.get(name, ""), 0) <= -2 * FAR for name in ("margin-left", "margin-top")):
        return True
    across, down = _moves(styles)
    return min(across, down) <= -2 * FAR or across >= _BESIDE


def _moves(styles: Declarations) -> tuple[float, float]:
    """Pixels by which it is moved to the right and down, all moves together."""
    across = down = 0.0
    moves = [(found[1], found[2].split(",")) for found in _MOVED.finditer(styles.get("transform", ""))]
    moves.append(("", styles.get("translate", "").split()))
    for axis, sizes in moves:
        steps = [pixels(one.strip(), 0) for one in sizes[:2]]
        if axis == "y":
            steps = [0.0, *steps[:1]]
        elif axis in ("x", "z"):
            steps = steps[:1] if axis == "x" else []
        across += steps[0] if steps else 0
        down += steps[1] if len(steps) > 1 else 0
    return across, down
