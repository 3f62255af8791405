"""What of a page nobody sees: text taken out before the page is read, as it is no evidence.

A text is unseen where an element or one above it is not shown, has no size, lies off the page or is clear as
glass, and where its colour is that of what lies behind it, its letters have no size or it is not visible. The
last three can be lifted again by an element below, so that each text is judged by its own element.
"""

import re
from dataclasses import dataclass, replace

from lxml import etree

from yiju.ingest.html_colours import BLACK, WHITE, Colour, colour_in, over, told_apart
from yiju.ingest.html_styles import Declarations, StyleSheets

_LENGTH = re.compile(
    r"(?P<size>[-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*(?P<unit>px|pt|r?em|ex|ch|%|v[wh]|cm|mm|in|pc|q)?"
)
_PIXELS = {"px": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "%": 10.0, "vw": 12.8,
           "vh": 8.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "pc": 16.0, "q": 0.95}  # fmt: skip
_FAR = 500.0
"""Pixels beyond an edge at which nothing of a text can be seen."""
_BESIDE = 5000.0
"""Pixels to the right or below at which nobody looks for a text."""
_SMALLEST = 1.0
"""Pixels of a letter's, a box's side that nobody sees."""
_PICTURE = re.compile(r"url\([^)]*\)?|[\w-]*(?:gradient|image-set)\(.*")
_SIDE = r"(\d*\.?\d+)(?:px)?"
_NO_CLIP = re.compile(rf"rect\(\s*{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}[\s,]+{_SIDE}\s*\)")
_NO_PATH = re.compile(r"inset\(\s*(?:[5-9]\d|\d{3,})(?:\.\d+)?%|circle\(\s*0(?![.\d]*[1-9])")
_MOVED = re.compile(r"(?:translate\w*)\(\s*([^)]{1,60})\)")
_FONT_SIZE = re.compile(r"(?<![\w.#-])([\d.]+(?:px|pt|r?em|%)?)\s*(?:/|\s+[\"'a-z])")
_APART = frozenset(
    (
        "script style noscript template head title meta link option select textarea button svg math object "
        "iframe canvas video audio datalist"
    ).split()
)
"""Elements whose text is no part of what is read, seen or not."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How the text of an element is shown; ``behind`` is None where a picture lies behind it."""

    colour: Colour | None = BLACK
    behind: Colour | None = WHITE
    letters: float = 16.0
    shown: bool = True
    indent: float = 0.0

    @property
    def visible(self) -> bool:
        if not self.shown or self.letters <= _SMALLEST or self.indent <= -_FAR:
            return False
        if self.colour is None:
            return True
        return self.colour[3] > 0 if self.behind is None else told_apart(self.colour, self.behind)


def take_out_unseen(root: etree._Element) -> tuple[int, bool]:
    """Empty the texts of a page that nobody sees, in place.

    Returns:
        characters taken out, blanks not counted; whether all rules could be looked at.
    """
    sheets = StyleSheets(root)
    states = [_Seen()]
    taken = 0
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "end":
            states.pop()
            if not states[-1].visible and element is not root:
                taken, element.tail = taken + _letters(element.tail), _blank(element.tail)
            continue
        styles = sheets.of(element)
        states.append(_inherit(states[-1], element, styles))
        if element.tag in _APART:
            walker.skip_subtree()
        elif _is_gone(element, styles):
            taken += sum(_letters(text) for text in _texts(element))
            element.set("hidden", "hidden")
            walker.skip_subtree()
        elif not states[-1].visible:
            taken, element.text = taken + _letters(element.text), _blank(element.text)
    return taken, not sheets.exhausted


def _letters(text: str | None) -> int:
    return len("".join((text or "").split()))


def _blank(text: str | None) -> str | None:
    """A blank in place of a text, so that the words around it stay apart."""
    return " " if text and text.strip() else text


def _texts(element: etree._Element) -> list[str]:
    texts: list[str] = []
    walker = etree.iterwalk(element, events=("start", "end", "comment"))
    for event, node in walker:
        if event == "start" and node.tag in _APART:
            walker.skip_subtree()
        elif event == "start":
            texts.append(node.text or "")
        elif node is not element:
            texts.append(node.tail or "")
    return texts


def _inherit(above: _Seen, element: etree._Element, styles: Declarations) -> _Seen:
    """The state of an element, from that of the one above it."""
    if not styles and not element.attrib:
        return above
    colour, behind = above.colour, above.behind
    stated = (
        styles.get("-webkit-text-fill-color") or styles.get("color") or _attribute(element, "color", "text")
    )
    if stated and stated not in ("inherit", "currentcolor", "unset"):
        # An unknown colour (a variable, a name) hides nothing.
        colour = BLACK if stated == "initial" else colour_in(stated)
    ground = styles.get("background-color") or styles.get("background") or _attribute(element, "bgcolor")
    picture = f"{styles.get('background-image', '')} {styles.get('background', '')}"
    found = colour_in(_PICTURE.sub(" ", ground)) if ground else None
    if found is not None and found[3] > 0:
        behind = over(found, behind or WHITE)
    elif _PICTURE.search(picture) or element.get("background"):
        behind = None
    shown = above.shown
    if styles.get("visibility") in ("hidden", "collapse", "visible"):
        shown = styles["visibility"] == "visible"
    return replace(
        above, colour=colour, behind=behind, shown=shown,
        letters=_letter_size(styles, above.letters),
        indent=_pixels(styles["text-indent"], above.indent) if "text-indent" in styles else above.indent,
    )  # fmt: skip


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
    match = _LENGTH.fullmatch(short[1] if short else stated)
    if not match:
        return 16.0 if stated else above  # by a word: small, larger, initial
    size, unit = float(match["size"]), match["unit"] or ("px" if float(match["size"]) == 0 else "")
    if unit in ("em", "%"):
        return size * (above or 16.0) / (100 if unit == "%" else 1) if size else 0.0
    return size * _PIXELS[unit] if unit else above


def _is_gone(element: etree._Element, styles: Declarations) -> bool:
    """Whether an element is not there for the eye, with all that it holds."""
    if element.get("hidden") is not None or element.get("aria-hidden", "").strip().lower() == "true":
        return True
    if not styles:
        return False
    if styles.get("display") == "none" or styles.get("mso-hide") == "all":
        return True
    if styles.get("content-visibility") == "hidden" or re.search(
        r"opacity\(\s*0%?\s*\)", styles.get("filter", "")
    ):
        return True
    opacity = _LENGTH.match(styles.get("opacity", ""))
    if opacity and float(opacity["size"]) / (100 if opacity["unit"] == "%" else 1) < 0.05:
        return True
    return _has_no_size(styles) or _is_cut_off(styles) or _is_off_page(styles)


def _has_no_size(styles: Declarations) -> bool:
    thin = [
        any(name in styles and _pixels(styles[name], 99) <= _SMALLEST for name in (side, f"max-{side}"))
        for side in ("width", "height")
    ]
    flow = " ".join(styles.get(name, "") for name in ("overflow", "overflow-x", "overflow-y"))
    return all(thin) or (any(thin) and ("hidden" in flow or "clip" in flow))


def _is_cut_off(styles: Declarations) -> bool:
    rect = _NO_CLIP.search(styles.get("clip", ""))
    if rect and styles.get("position") in ("absolute", "fixed"):
        top, right, bottom, left = (float(side) for side in rect.groups())
        if bottom - top <= _SMALLEST or right - left <= _SMALLEST:
            return True
    return _NO_PATH.search(styles.get("clip-path", "")) is not None


def _is_off_page(styles: Declarations) -> bool:
    if styles.get("position") in ("absolute", "fixed", "relative"):
        for side in ("left", "right", "top", "bottom"):
            at = _pixels(styles.get(side, ""), 0)
            if at <= -_FAR or (side in ("left", "top") and at >= _BESIDE):
                return True
    if any(_pixels(styles.get(name, ""), 0) <= -2 * _FAR for name in ("margin-left", "margin-top")):
        return True
    move = styles.get("transform", "")
    if re.search(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]", move):
        return True
    moved = [_pixels(one.strip(), 0) for found in _MOVED.findall(move) for one in found.split(",")]
    return any(at <= -2 * _FAR or at >= _BESIDE for at in moved)


def _pixels(value: str, otherwise: float) -> float:
    match = _LENGTH.match(value.strip())
    return float(match["size"]) * _PIXELS[match["unit"] or "px"] if match else otherwise
