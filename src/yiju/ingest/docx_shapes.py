"""Shapes of a DOCX that hold text: whether they are seen, and what colour they have."""

import re

from yiju.ingest.figures import whole
from yiju.ingest.html_colours import Colour, colour_in
from yiju.ingest.office_archive import Element

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VML = "{urn:schemas-microsoft-com:vml}"
_LEAST = 12_700
"""English metric units (914,400 an inch) in a point: a smaller box shows no letter."""
_WIDEST = 20_116_800
"""Of the largest page, 22 inches."""
_ASIDE = -2_743_200
"""Of a place that is counted from a margin or a column: 3 inches to the left are beside the page."""
_UNSEEN = re.compile(r"visibility\s*:\s*hidden|display\s*:\s*none", re.IGNORECASE)
_PLACED = re.compile(
    r"(?:margin-)?(?:left|top)\s*:\s*(-?\d{1,9})(?:\.\d*)?\s*(pt|in|cm|mm|px)?", re.IGNORECASE
)
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "px": 0.75, "": 0.75}


def is_unseen(box: Element) -> bool:
    """Whether the box around a ``w:txbxContent`` is hidden, too small for a letter, or beside the page."""
    return any(_hides(up) for up in box.iterancestors())


def _hides(up: Element) -> bool:
    tag = str(up.tag)
    if tag in (f"{_WP}anchor", f"{_WP}inline"):
        named = up.find(f"{_WP}docPr")
        hidden = {up.get("hidden"), named.get("hidden") if named is not None else None}
        return bool(hidden & {"1", "true"}) or _too_small(up) or _beside(up)
    if tag.startswith(_WPS):
        named = up.find(f"{_WPS}cNvPr")
        return named is not None and named.get("hidden") in ("1", "true")
    if tag.startswith(_VML):
        style = (up.get("style") or "")[:2000]
        far = any(_is_far(number, unit) for number, unit in _PLACED.findall(style))
        return bool(_UNSEEN.search(style)) or far
    return False


def _is_far(number: str, unit: str) -> bool:
    points = int(number) * _POINTS[unit.lower()]
    return points <= -720 or points >= 1584  # as ten inches, and the largest page


def _too_small(anchor: Element) -> bool:
    extent = anchor.find(f"{_WP}extent")
    if extent is None or next(anchor.iter(f"{_A}spAutoFit"), None) is not None:
        return False
    sizes = [whole(extent.get(side) or "") for side in ("cx", "cy")]
    return any(size is not None and size < _LEAST for size in sizes)


def _beside(anchor: Element) -> bool:
    extent = anchor.find(f"{_WP}extent")
    for name, side in (("positionH", "cx"), ("positionV", "cy")):
        position = anchor.find(_WP + name)
        if position is None:
            continue
        at = signed(position.findtext(f"{_WP}posOffset"))
        size = whole(extent.get(side) or "") if extent is not None else None
        if at is None:
            continue
        end = at + (size or 0)
        if end <= (0 if position.get("relativeFrom") == "page" else _ASIDE) or at >= _WIDEST:
            return True
    return False


def signed(text: str | None) -> int | None:
    """A whole number with or without a sign; None where it is none."""
    found = whole((text or "").removeprefix("-"))
    return -found if found is not None and (text or "").startswith("-") else found


def ground_of_shape(box: Element) -> tuple[bool, Colour | None]:
    """Whether the shape around a ``w:txbxContent`` lets through what lies behind it, and else its colour.

    ``(False, None)`` where that is not known: a theme's, a picture's.
    """
    for up in box.iterancestors():
        if up.tag == f"{_WPS}wsp":
            properties = up.find(f"{_WPS}spPr")
            if properties is None:
                return False, None
            if properties.find(f"{_A}noFill") is not None:
                return True, None
            plain = properties.find(f"{_A}solidFill/{_A}srgbClr")
            if plain is None or len(plain):
                return False, None
            return False, colour_in(f"#{plain.get('val') or ''}")
        if str(up.tag).startswith(_VML) and up.get("filled") in ("f", "false"):
            return True, None
    return False, None
