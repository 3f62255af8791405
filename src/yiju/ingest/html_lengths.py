"""Lengths of a style sheet in pixels, roughly: as far as it matters whether something can be seen."""

import re

PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "%": 10.0, "vw": 12.8,
          "vh": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "pc": 16.0, "q": 0.95}  # fmt: skip
FAR = 500.0
"""Pixels beyond an edge at which nothing of a text can be seen."""
SMALLEST = 1.0
"""Pixels of a letter's, a box's side that nobody sees."""

_UNITS = r"(?P<unit>px|pt|r?em|ex|ch|%|v[wh]|cm|mm|in|pc|q)?"
_LENGTH = re.compile(rf"(?P<size>[-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*{_UNITS}")
_FUNCTION = re.compile(r"(?P<name>calc|min|max|clamp)?\((?P<inside>[^()]{1,200})\)")
_SUM = re.compile(r"\s+([-+])\s+")
_FACTOR = re.compile(r"\s*([*/])\s*")
_DEEPEST = 5


def length(value: str, *, whole: bool = False) -> tuple[float, str] | None:
    """Size and unit of the length that a value is (``whole``) or begins with; None where it is none."""
    value = computed(value.strip()) if "(" in value else value.strip()
    match = _LENGTH.fullmatch(value) if whole else _LENGTH.match(value)
    return (float(match["size"]), match["unit"] or "") if match else None


def pixels(value: str, otherwise: float) -> float:
    """The same in pixels; ``otherwise`` where it is none."""
    found = length(value)
    return found[0] * PIXELS[found[1] or "px"] if found else otherwise


def computed(value: str) -> str:
    """``calc()``, ``min()``, ``max()`` and ``clamp()`` worked out, innermost first; others are left."""
    for _ in range(_DEEPEST):
        match = _FUNCTION.search(value)
        if not match or (not match["name"] and re.search(r"[\w-]$", value[: match.start()])):
            break
        sums = [_sum(one) for one in match["inside"].split(",")]
        known = [one for one in sums if one is not None]
        if len(known) < len(sums):
            break
        name = match["name"]
        result = (
            min(known) if name == "min" else max(known) if name == "max" else sorted(known)[len(known) // 2]
        )
        value = f"{value[: match.start()]}{result:g}px{value[match.end() :]}"
    return value


def _sum(text: str) -> float | None:
    """Pixels of lengths added, taken away, multiplied or divided; a bare number counts as itself."""
    parts = _SUM.split(text.strip())
    total = 0.0
    for sign, part in zip(["+", *parts[1::2]], parts[::2], strict=True):
        product = _product(part)
        if product is None:
            return None
        total += product if sign == "+" else -product
    return total


def _product(text: str) -> float | None:
    parts = _FACTOR.split(text.strip())
    result = 1.0
    for sign, part in zip(["*", *parts[1::2]], parts[::2], strict=True):
        match = _LENGTH.fullmatch(part)
        if not match or (sign == "/" and not float(match["size"])):
            return None
        size = float(match["size"]) * PIXELS[match["unit"] or "px"]
        result = result * size if sign == "*" else result / size
    return result
