"""Colours of a DOCX: letters', shading's, the theme's and the page's (ECMA-376 part 1, 17.3.2 and 17.3.5)."""

from yiju.ingest.docx_package import Parts, W, switched
from yiju.ingest.html_colours import BLACK, WHITE, Colour, colour_in, over
from yiju.ingest.office_archive import Element

AUTOMATIC: Colour = (0, 0, 0, -1)
"""Letters set to a colour that Word chooses so that they can be read."""
NOTHING: Colour = (255, 255, 255, -1)
"""Shading set to none at all."""
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_THEME_NAMES = {
    "background1": "lt1",
    "bg1": "lt1",
    "light1": "lt1",
    "text1": "dk1",
    "tx1": "dk1",
    "dark1": "dk1",
    "background2": "lt2",
    "bg2": "lt2",
    "light2": "lt2",
    "text2": "dk2",
    "tx2": "dk2",
    "dark2": "dk2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}


class Colours:
    """What the colours of one document are. ``page``: of its paper."""

    def __init__(self, parts: Parts) -> None:
        self._theme: dict[str, Colour] = {"lt1": WHITE, "dk1": BLACK}
        scheme = parts.theme.find(f".//{_A}clrScheme") if parts.theme is not None else None
        for entry in scheme if scheme is not None else ():
            held = next(iter(entry), None)
            if held is not None and (found := hex_colour(held.get("lastClr") or held.get("val"))):
                self._theme[str(entry.tag).rpartition("}")[2]] = found
        self.page = WHITE
        background = parts.body.getparent().find(f"{W}background")
        if background is not None and switched(parts.settings, "displayBackgroundShape"):
            self.page = self._of(background, f"{W}color", f"{W}theme") or WHITE

    def letters(self, properties: Element | None) -> Colour | None:
        """The colour set for letters; None where none is."""
        if properties is None:
            return None
        fill = properties.find(f"{W14}textFill")
        if fill is not None and len(fill):
            return self._filled(fill[0], properties)
        held = properties.find(f"{W}color")
        return (self._of(held, f"{W}val", f"{W}theme") or AUTOMATIC) if held is not None else None

    def ground(self, properties: Element | None) -> Colour | None:
        """The colour of highlighting or shading; None where nothing is said of it."""
        if properties is None:
            return None
        marked = properties.find(f"{W}highlight")
        if marked is not None and (name := _HIGHLIGHTS.get(marked.get(f"{W}val") or "")):
            return hex_colour(name)
        shading = properties.find(f"{W}shd")
        if shading is None:
            return None
        pattern = shading.get(f"{W}val") or "clear"
        behind = self._of(shading, f"{W}fill", f"{W}themeFill")
        if pattern in ("clear", "nil"):
            return behind or NOTHING
        front = self._of(shading, f"{W}color", f"{W}theme") or BLACK
        share = 1.0 if pattern == "solid" else 0.5
        if pattern.startswith("pct") and pattern[3:].isdecimal():
            share = min(int(pattern[3:6]), 100) / 100
        return over((*front[:3], share), behind or WHITE)

    def _filled(self, fill: Element, properties: Element) -> Colour | None:
        """Of Word 2010's text fill, which goes before the plain colour."""
        if fill.tag == f"{W14}noFill":
            outline = properties.find(f"{W14}textOutline/{W14}solidFill")
            return (0, 0, 0, 0) if outline is None else AUTOMATIC
        held = next(iter(fill), None) if fill.tag == f"{W14}solidFill" else None
        if held is None:
            return AUTOMATIC
        name = held.get(f"{W14}val") or ""
        colour = self._theme.get(_THEME_NAMES.get(name, name)) or hex_colour(name)
        clear = held.find(f"{W14}alpha")
        if colour is not None and clear is not None and (clear.get(f"{W14}val") or "").isdecimal():
            colour = (*colour[:3], max(0.0, 1 - int((clear.get(f"{W14}val") or "0")[:7]) / 100_000))
        return colour or AUTOMATIC

    def _of(self, element: Element, plain: str, theme: str) -> Colour | None:
        """``theme``: what the names of the attributes for the theme's colour begin with."""
        named = element.get(theme) or element.get(f"{theme}Color") or ""
        colour = self._theme.get(_THEME_NAMES.get(named, named))
        if colour is None:
            return hex_colour(element.get(plain))
        if (dark := _byte(element.get(f"{theme}Shade"))) is not None:
            return over((*BLACK[:3], 1 - dark / 255), colour)
        if (light := _byte(element.get(f"{theme}Tint"))) is not None:
            return over((*WHITE[:3], 1 - light / 255), colour)
        return colour


def hex_colour(text: str | None) -> Colour | None:
    """``RRGGBB``; None for ``auto`` and what is no colour."""
    return colour_in(f"#{text}") if text and len(text) == 6 else None


def _byte(text: str | None) -> int | None:
    """Two hexadecimal digits; None where there are none."""
    try:
        return int(text, 16) if text and len(text) == 2 else None
    except ValueError:
        return None
