"""What of a page nobody sees: text taken out before the page is read, as it is no evidence.

A text is unseen where an element or one above it is not shown, has no size, lies off the page or is clear as
glass, and where its colour is that of what lies behind it, its letters have no size or it is not visible. The
last three can be lifted again by an element below, so that each text is judged by its own element.
"""

import re
from dataclasses import dataclass, replace

from lxml import etree

from yiju.ingest.html_colours import BLACK, WHITE, Colour, colour_in, colours_in, over, told_apart
from yiju.ingest.html_lengths import FAR, PIXELS, SMALLEST, length, pixels
from yiju.ingest.html_places import has_no_size, is_cut_off, is_off_page, is_shrunk
from yiju.ingest.html_sheets import Declarations
from yiju.ingest.html_styles import StyleSheets

_HEAPED = 0.6
"""Of a letter's size: drawn this much nearer, letters lie upon each other."""
_PICTURE = re.compile(r"url\([^)]*\)?|[\w-]*(?:gradient|image-set)\(.*")
_FONT_SIZE = re.compile(r"(?<![\w.#-])([\d.]+(?:px|pt|r?em|%)?)\s*(?:/|\s+[\"'a-z])")
_APART = frozenset(
    (
        "script style noscript template head title meta link option select textarea button svg math object "
        "iframe canvas video audio datalist rp noembed noframes"
    ).split()
)
"""Elements whose text is no part of what is read, seen or not."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """How the text of an element is shown; ``behind`` is None where a picture lies behind it.

    ``room`` are the pixels of width and height that an element, or one above it, is given.
    """

    colour: Colour | None = BLACK
    behind: Colour | None = WHITE
    letters: float = 16.0
    shown: bool = True
    indent: float = 0.0
    apart: float = 0.0
    room: tuple[float, float] = (0.0, 0.0)

    @property
    def visible(self) -> bool:
        if not self.shown or self.letters <= SMALLEST or self.indent <= -FAR:
            return False
        if self.apart <= -_HEAPED * self.letters:
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
        elif _is_gone(element, styles, states[-2].room):
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
        behind = _one_colour(picture)
    shown = above.shown
    if styles.get("visibility") in ("hidden", "collapse", "visible"):
        shown = styles["visibility"] == "visible"
    return replace(
        above, colour=colour, behind=behind, shown=shown,
        letters=_letter_size(styles, above.letters),
        indent=pixels(styles["text-indent"], above.indent) if "text-indent" in styles else above.indent,
        apart=pixels(styles["letter-spacing"], 0.0) if "letter-spacing" in styles else above.apart,
        room=(max(above.room[0], pixels(styles.get("width", ""), 0)),
              max(above.room[1], pixels(styles.get("height", ""), 0))),
    )  # fmt: skip


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


def _is_gone(element: etree._Element, styles: Declarations, room: tuple[float, float]) -> bool:
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
    opacity = length(styles.get("opacity", ""))
    if opacity is not None and opacity[0] / (100 if opacity[1] == "%" else 1) < 0.05:
        return True
    return has_no_size(styles) or is_cut_off(styles) or is_shrunk(styles) or is_off_page(styles, room)
