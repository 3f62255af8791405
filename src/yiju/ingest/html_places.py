"""Boxes of a page that nobody sees, with all they hold: of no size, cut off, shrunk, moved off the page."""

import re

from yiju.ingest.html_lengths import FAR, SMALLEST, computed, length, pixels
from yiju.ingest.html_sheets import Declarations

BESIDE = 2500.0
"""Pixels to the right at which nobody looks for a text; downwards pages scroll, however tall they are."""
_WINDOW = 1000.0
"""Pixels of a window's height: what is fixed below it does not scroll into it."""
_THINNEST = 3.0
"""Pixels of a box's side in which no letter can be told."""
_SHRUNK = 0.06
"""Of its size: what is drawn smaller is a dot."""
_SIDE = r"(\d*\.?\d+)(?:px)?"
_NO_CLIP = re.compile(rf"rect\(\s*{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}\s*\)")
_SHAPE = re.compile(r"(?P<kind>inset|circle|ellipse|polygon|rect|xywh)\((?P<inside>[^()]*)\)")
_MOVED = re.compile(r"translate(?P<axis>x|y|z|3d)?\(\s*([^)]{1,60})\)")
_SCALED = re.compile(r"(?:scale(?:[xy]|3d)?|matrix(?:3d)?)\(([^)]{1,200})\)")
_TURNED = re.compile(
    r"rotate(?:[xy]\(|3d\(\s*(?:[1-9.]+\s*,\s*0|0\s*,\s*[1-9.]+)\s*,\s*0\s*,)\s*(?P<angle>-?[\d.]+)(?P<unit>deg|turn|g?rad)"
)
_DEGREES = {"deg": 1.0, "turn": 360.0, "rad": 57.29578, "grad": 0.9}
_BLUR = re.compile(r"blur\(([^)]{1,30})\)")
_PLACED = frozenset(("absolute", "fixed", "relative", "sticky"))


def has_no_size(styles: Declarations) -> bool:
    """Whether no letter has room in it, and none may stand beside it."""
    thin = [_is_thin(styles, *names) for names in (("width", "padding-right"), ("height", "padding-bottom"))]
    flat = length(styles.get("line-height", ""), whole=True)
    low = flat is not None and flat[0] * (1.0 if flat[1] == "px" else 16.0) <= SMALLEST
    flow = " ".join(styles.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    cut = any(word in flow for word in ("hidden", "clip", "auto", "scroll"))
    unfilled = styles.get("contain") in ("size", "strict") and "height" not in styles
    return all(thin) or (cut and (any(thin) or low or unfilled))


def _is_thin(styles: Declarations, side: str, padding: str) -> bool:
    if pixels(styles.get(f"min-{side}", ""), 0) > _THINNEST or pixels(styles.get(padding, ""), 0) > _THINNEST:
        return False
    if side == "height" and "%" in styles.get("padding-top", ""):
        return False  # the usual way to keep a box in proportion
    return any(name in styles and pixels(styles[name], 99) <= _THINNEST for name in (side, f"max-{side}"))


def is_cut_off(styles: Declarations) -> bool:
    """Whether nothing of it is left by a clip."""
    rect = _NO_CLIP.search(styles.get("clip", ""))
    if rect and styles.get("position") in ("absolute", "fixed"):
        top, right, bottom, left = (float(side) for side in rect.groups())
        if bottom - top <= SMALLEST or right - left <= SMALLEST:
            return True
    shape = _SHAPE.search(computed(styles.get("clip-path", "")))
    if not shape:
        return False
    kind, parts = shape["kind"], shape["inside"].split(" round ")[0].split(" at ")[0]
    if kind == "polygon":
        return _area([[pixels(one, 0) for one in point.split()] for point in parts.split(",")]) < 4
    shares = [_share(one) for one in re.split(r"[\s,]+", parts.strip()) if length(one)]
    if kind == "inset" and shares:
        top, right, bottom, left = (shares * 4)[:4] if len(shares) != 3 else [*shares, shares[1]]
        return top + bottom >= 100 or left + right >= 100
    if kind == "xywh":
        return any(one <= 0 for one in shares[2:4])
    if kind == "rect":
        return len(shares) == 4 and (shares[2] <= shares[0] or shares[1] <= shares[3])
    return any(one <= 0 for one in shares)  # circle, ellipse


def _share(value: str) -> float:
    """Of a box, in percent: pixels are so of one that is five hundred wide."""
    found = length(value)
    return 0.0 if found is None else found[0] if found[1] == "%" else pixels(value, 0) * 100 / FAR


def _area(points: list[list[float]]) -> float:
    whole = [point for point in points if len(point) == 2]
    pairs = zip(whole, [*whole[1:], *whole[:1]], strict=True)
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairs)) / 2


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
    return any(map(_is_edgewise, _TURNED.finditer(move))) or (blur is not None and pixels(blur[1], 0) >= 10)


def _is_edgewise(turn: re.Match[str]) -> bool:
    """Whether nothing but the edge of it shows."""
    try:
        return abs(float(turn["angle"]) * _DEGREES[turn["unit"]] % 180 - 90) < 3
    except ValueError:
        return False


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
        beside, above = max(BESIDE, room[0]), _WINDOW if place == "fixed" else max(BESIDE, room[1])
        left, right, top, bottom = (
            pixels(styles.get(one, ""), 0) for one in ("left", "right", "top", "bottom")
        )
        left += max(0, pixels(styles.get("margin-left", ""), 0))
        if min(left, right, top, bottom if place == "fixed" else 0) <= -FAR:
            return True
        if max(left, right) >= beside or bottom >= above or (place == "fixed" and top >= _WINDOW):
            return True
    elif any(_pulled(styles.get(name, "")) for name in ("margin-left", "margin-top")):
        return True
    across, down = _moves(styles)
    return min(across, down) <= -2 * FAR or across >= BESIDE


def _pulled(margin: str) -> bool:
    """Whether a margin pulls it off the page; by its own width columns are pulled beside others."""
    found = length(margin)
    return found is not None and pixels(margin, 0) <= -2 * FAR and not (found[1] == "%" and found[0] >= -100)


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
