"""How a text is shown: what styles make of it, and whether anything of it is left for the eye."""

import re
from dataclasses import dataclass, replace

from lxml import etree

from yiju.ingest.html_colours import BLACK, WHITE, Colour, colour_in, colours_in, over, told_apart
from yiju.ingest.html_lengths import FAR, PIXELS, SMALLEST, length, pixels
from yiju.ingest.html_places import BESIDE, has_no_size, is_cut_off, is_off_page, is_shrunk
from yiju.ingest.html_sheets import Declarations

_HEAPED = 0.6
"""Of a letter's size: drawn this much nearer, letters lie upon each other."""
_CLEAR = 0.05
"""Opacity below which nothing is seen."""
_WHOLE = ("html", "body")
"""Their ground is the page's own: nothing goes behind it."""
_PICTURE = re.compile(r"url\([^)]*\)?|[\w-]*(?:gradient|image-set)\(.*")
_FONT_SIZE = re.compile(r"(?<![\w.#-])([\d.]+(?:px|pt|r?em|%)?)\s*(?:/|\s+[\"'a-z])")
_OPACITY = re.compile(r"opacity\(([^)]{0,30})\)")


@dataclass(frozen=True, slots=True)
class Seen:
    """How the text of an element is shown; ``behind`` is None where a picture lies behind it.

    Attributes:
        indent, apart: of the first line, between letters, in pixels.
        room: the pixels of width and height that an element, or one above it, is given.
        opacity: of all that it lies in together.
        below: pixels from here to the lower edge at which a box around it cuts it off.
        window: the same from the upper edge of what it is placed by.
        one_line: it does not wrap; ``cut``: a box around it shows nothing beyond its sides.
        grounded: a coloured box around it would cover it, were it moved behind.
        buried: it was.
        shaded: a shadow behind its letters sets them off.
    """

    colour: Colour | None = BLACK
    behind: Colour | None = WHITE
    letters: float = 16.0
    shown: bool = True
    indent: float = 0.0
    apart: float = 0.0
    room: tuple[float, float] = (0.0, 0.0)
    opacity: float = 1.0
    below: float = float("inf")
    window: float = float("inf")
    one_line: bool = False
    cut: bool = False
    grounded: bool = False
    buried: bool = False
    shaded: bool = False

    @property
    def visible(self) -> bool:
        """Whether letters of it can be seen."""
        if self.buried or self.opacity < _CLEAR or self.below <= 0:
            return False
        if self.one_line and self.indent >= (FAR if self.cut else BESIDE):
            return False
        if not self.shown or self.letters <= SMALLEST or self.indent <= -FAR:
            return False
        if self.apart <= -_HEAPED * self.letters:
            return False
        if self.colour is None or self.shaded:
            return True
        return self.colour[3] > 0 if self.behind is None else told_apart(self.colour, self.behind)


def inherit(above: Seen, element: etree._Element, styles: Declarations) -> Seen:
    """The state of an element, from that of the one above it."""
    if not styles and not element.attrib:
        return above
    return _placed(_coloured(above, element, styles), styles)


def _coloured(above: Seen, element: etree._Element, styles: Declarations) -> Seen:
    colour, behind = above.colour, above.behind
    stated = (
        styles.get("-webkit-text-fill-color") or styles.get("color") or _attribute(element, "color", "text")
    )
    if stated and stated not in ("inherit", "currentcolor", "unset"):
        # An unknown colour (a variable, a name) hides nothing.
        colour = BLACK if stated == "initial" else colour_in(stated)
    ground = styles.get("background-color") or styles.get("background") or _attribute(element, "bgcolor")
    lettered = "text" in styles.get("background-clip", "") or re.search(
        r"\btext\b", styles.get("background", "")
    )
    picture = f"{styles.get('background-image', '')} {styles.get('background', '')}"
    found = colour_in(_PICTURE.sub(" ", ground)) if ground else None
    if lettered and (colour is None or colour[3] < 1):  # the letters are cut out of the ground
        colour = _one_colour(picture) if _PICTURE.search(picture) else found or colour
    elif found is not None and found[3] > 0:
        behind = over(found, behind or WHITE)
    elif _PICTURE.search(picture) or element.get("background"):
        behind = _one_colour(picture)
    shown = above.shown
    if styles.get("visibility") in ("hidden", "collapse", "visible"):
        shown = styles["visibility"] == "visible"
    shadow = styles.get("text-shadow", "")
    shade = colour_in(shadow) if shadow else None
    return replace(
        above, colour=colour, behind=behind, shown=shown, letters=_letter_size(styles, above.letters),
        shaded=told_apart(shade, behind) if shade and behind else above.shaded and not shadow,
        grounded=above.grounded or (found is not None and found[3] > 0.9 and element.tag not in _WHOLE),
    )  # fmt: skip


def _placed(seen: Seen, styles: Declarations) -> Seen:
    """The same with what its place, its box and its lines make of it."""

    def size(name: str) -> float:
        return pixels(styles.get(name, ""), 0.0)

    moved = styles.get("position") in ("relative", "absolute", "fixed", "sticky")
    opacity = length(styles.get("opacity", ""))
    share = 1.0 if opacity is None else opacity[0] / (100 if opacity[1] == "%" else 1)
    depth = length(styles.get("z-index", "")) if moved else None
    flow = " ".join(styles.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    cut = "hidden" in flow or "clip" in flow
    below = seen.window if styles.get("position") in ("absolute", "fixed") else seen.below
    below -= max(0.0, size("margin-top")) + (max(0.0, size("top")) if moved else 0.0)
    heights = [size(one) for one in ("height", "max-height") if size(one) > 0 and "%" not in styles[one]]
    if cut and heights:
        below = min(below, min(heights) + size("padding-top") + size("padding-bottom"))
    below -= max(0.0, size("padding-top"))
    lines = styles.get("white-space")
    own_layer = (
        depth is not None or share < 1 or styles.get("isolation") == "isolate" or "transform" in styles
    )
    return replace(
        seen,
        opacity=seen.opacity * max(0.0, min(1.0, share)),
        below=below,
        window=below if moved and cut and heights else seen.window,
        indent=size("text-indent") if "text-indent" in styles else seen.indent,
        apart=size("letter-spacing") if "letter-spacing" in styles else seen.apart,
        one_line=lines in ("nowrap", "pre") if lines else seen.one_line,
        cut=seen.cut or cut,
        room=(max(seen.room[0], size("width")), max(seen.room[1], size("height"))),
        buried=seen.buried or (depth is not None and depth[0] < 0 and seen.grounded),
        grounded=seen.grounded and not own_layer,
    )


def _one_colour(picture: str) -> Colour | None:
    """What lies behind a text is a picture; or a gradient from one colour to the same."""
    colours = colours_in(picture) if "gradient(" in picture and "url(" not in picture else []
    same = colours and all(not told_apart(one, over(colours[0], WHITE)) for one in colours)
    return over(colours[0], WHITE) if same else None


def _attribute(element: etree._Element, *names: str) -> str:
    for name in names:
        value = element.get(name)
        if value and (name != "text" or element.tag == "body"):
            value = value.strip().lower()
            return f"#{value}" if re.fullmatch(r"[0-9a-f]{6}", value) else value
    return ""


def _letter_size(styles: Declarations, above: float) -> float:
    stated = styles.get("font-size", "")
    short = _FONT_SIZE.search(styles.get("font", "")) if not stated else None
    found = length(short[1] if short else stated, whole=True)
    if found is None:
        return 16.0 if stated else above  # by a word: small, larger, initial
    size, unit = found[0], found[1] or ("px" if found[0] == 0 else "")
    if unit in ("em", "%"):
        return size * (above or 16.0) / (100 if unit == "%" else 1) if size else 0.0
    return size * PIXELS[unit] if unit else above


def is_gone(element: etree._Element, styles: Declarations, room: tuple[float, float]) -> bool:
    """Whether an element is not there for the eye, with all that it holds."""
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    closed = element.get("popover") is not None or (element.tag == "dialog" and element.get("open") is None)
    if closed and "display" not in styles:
        return True
    if not styles:
        return False
    if styles.get("display") == "none" or styles.get("mso-hide") == "all":
        return True
    if styles.get("content-visibility") == "hidden" or styles.get("-webkit-text-security", "none") != "none":
        return True
    clear = _OPACITY.search(styles.get("filter", ""))
    for share in (length(styles.get("opacity", "")), length(clear[1].strip()) if clear else None):
        if share is not None and share[0] / (100 if share[1] == "%" else 1) < _CLEAR:
            return True
    return has_no_size(styles) or is_cut_off(styles) or is_shrunk(styles) or is_off_page(styles, room)


def may_hide(styles: Declarations) -> bool:
    """Whether declarations, by themselves, keep a plain text on white from being seen."""
    element = etree.Element("p")
    return is_gone(element, styles, (0, 0)) or not inherit(Seen(), element, styles).visible
