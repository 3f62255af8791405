"""Whether what a style sheet says for a medium holds in the window that a page is thought to be read in.

A wide window on a screen, by mouse, with light colours and nothing set up specially (Media Queries 4).
"""

import re

_WIDTH, _HEIGHT = 1280.0, 800.0
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0, "pt": 1.33, "in": 96.0, "cm": 38.0, "mm": 3.8}
_CONDITIONAL = re.compile(
    r"@(?P<name>media|supports|layer|container|scope|starting-style)\b\s*(?P<rest>.*)", re.DOTALL
)
_TYPE = re.compile(r"(?:(?P<mark>not|only)\s+)?(?P<type>[a-z]+)(?:\s+and\s+(?P<rest>.*))?")
_SIZE = re.compile(r"(?P<size>-?\d+(?:\.\d+)?)\s*(?P<unit>px|r?em|pt|in|cm|mm)?")
_BOUND = re.compile(r"(?P<bound>min|max)-(?:device-)?(?P<side>width|height)\s*:\s*(?P<size>.+)")
_RANGE = re.compile(r"(?P<name>width|height)\s*(?P<sign>[<>]=?|=)\s*(?P<size>[^<>=]+)")
_RANGE_BACK = re.compile(r"(?P<size>[^<>=]+?)\s*(?P<sign>[<>]=?|=)\s*(?P<name>width|height)")
_FEATURES = {
    "prefers-color-scheme": "light", "prefers-reduced-motion": "no-preference", "forced-colors": "none",
    "prefers-contrast": "no-preference", "prefers-reduced-transparency": "no-preference", "hover": "hover",
    "any-hover": "hover", "pointer": "fine", "any-pointer": "fine", "orientation": "landscape",
    "scripting": "enabled", "display-mode": "browser", "inverted-colors": "none", "update": "fast",
    "prefers-reduced-data": "no-preference", "overflow-block": "scroll", "grid": "0", "monochrome": "0",
}  # fmt: skip
_TURNED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "="}


def block_holds(head: str) -> bool | None:
    """Whether the rules in an ``@`` block hold; None where that cannot be told."""
    found = _CONDITIONAL.match(" ".join(head.lower().split()))
    if not found:
        return False  # @font-face, @page, @keyframes: no rules for elements
    if found["name"] == "media":
        return media_holds(found["rest"])
    if found["name"] == "starting-style":
        return False
    return None if found["name"] == "supports" and re.match(r"not\b", found["rest"]) else True


def media_holds(text: str) -> bool | None:
    """Whether one of a list of media queries holds; None where that cannot be told."""
    text = " ".join(text.lower().split())
    if not text:
        return True
    return _any([_query(one.strip()) for one in text.split(",")])


def _query(text: str) -> bool | None:
    found = _TYPE.fullmatch(text)
    if not found or found["type"] == "not":
        return _condition(text)
    held: bool | None = found["type"] in ("all", "screen")
    if found["rest"]:
        held = _all([held, _condition(found["rest"])])
    return _not(held) if found["mark"] == "not" else held


def _condition(text: str) -> bool | None:
    """Features in brackets, joined by one of ``and``, ``or``, behind ``not``."""
    parts, between = _brackets(text.strip())
    words = {word for gap in between for word in gap.split()}
    if not parts or not words <= {"and", "or", "not"} or {"and", "or"} <= words:
        return None
    held = []
    for gap, part in zip(between, parts, strict=False):
        one = _condition(part) if part.strip().startswith(("(", "not")) else _feature(part.strip())
        held.append(_not(one) if gap.split()[-1:] == ["not"] else one)
    return _any(held) if "or" in words else _all(held)


def _brackets(text: str) -> tuple[list[str], list[str]]:
    """What stands in the outermost brackets, and what before each and behind the last."""
    parts: list[str] = []
    between: list[str] = []
    depth = start = 0
    for at, sign in enumerate(text):
        if sign == "(":
            if not depth:
                between.append(text[start:at])
                start = at + 1
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if not depth:
                parts.append(text[start:at])
                start = at + 1
    return parts, [*between, text[start:]]


def _feature(text: str) -> bool | None:
    if bound := _BOUND.fullmatch(text):
        return _compare(bound["side"], ">=" if bound["bound"] == "min" else "<=", bound["size"])
    if one := _RANGE.fullmatch(text):
        return _compare(one["name"], one["sign"], one["size"])
    if one := _RANGE_BACK.match(text):
        first = _compare(one["name"], _TURNED[one["sign"]], one["size"])
        return _all([first, _feature(one["name"] + text[one.end() :])]) if text[one.end() :] else first
    name, colon, value = (part.strip() for part in text.partition(":"))
    if name in _FEATURES:
        usual = _FEATURES[name]
        return value == usual if colon else usual not in ("none", "no-preference", "0")
    return True if name in ("color", "width", "height") and not colon else None


def _compare(side: str, sign: str, size: str) -> bool | None:
    found = _SIZE.fullmatch(size.strip())
    if not found:
        return None
    own = _WIDTH if side == "width" else _HEIGHT
    limit = float(found["size"]) * _PIXELS[found["unit"] or "px"]
    return (sign != "=" and own != limit and (own > limit) == (sign[0] == ">")) or (
        own == limit and "=" in sign
    )


def _not(held: bool | None) -> bool | None:
    return None if held is None else not held


def _all(held: list[bool | None]) -> bool | None:
    return False if False in held else None if None in held else True


def _any(held: list[bool | None]) -> bool | None:
    return True if True in held else None if None in held else False
