"""Which runs of a DOCX nobody sees: hidden, tiny, moved off the page, in the colour of what lies behind.

What a run is comes from the document's defaults, its table's, paragraph's and characters' styles and itself
(ECMA-376 part 1, 17.7.2); ``vanish`` of styles toggles (17.7.3).
"""

from dataclasses import dataclass

from yiju.ingest.docx_colours import AUTOMATIC, NOTHING, Colours
from yiju.ingest.docx_package import Parts, W, switched, value
from yiju.ingest.docx_shapes import ground_of_shape, signed
from yiju.ingest.figures import whole
from yiju.ingest.html_colours import Colour, told_apart
from yiju.ingest.office_archive import Element

_MOST_PARENTS = 20
_SMALLEST = 4
"""Half points: letters below 2 points are seen by nobody."""
_NARROWEST = 10
"""Per cent of their usual width."""
_FAR_LEFT, _FAR = -10_000, 20_000
"""Twips by which a paragraph is moved off the page: the widest has 31,680."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What one set of run properties, or a chain of styles, says; None where it says nothing."""

    hidden: bool | None = None
    letters: Colour | None = None
    ground: Colour | None = None
    size: int | None = None
    width: int | None = None

    def over(self, other: "_Look") -> "_Look":
        """This, and what it leaves open by the other."""
        return _Look(
            other.hidden if self.hidden is None else self.hidden,
            self.letters or other.letters,
            self.ground or other.ground,
            self.size if self.size is not None else other.size,
            self.width if self.width is not None else other.width,
        )


_PLAIN = _Look()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a paragraph's runs inherit.

    Attributes:
        ground: behind the paragraph; None where it is not known, as in a table that its style shades.
        away: it stands beside the page.
    """

    defaults: _Look
    styled: _Look
    ground: Colour | None
    away: bool


class Sight:
    """Tells for one document's runs whether they are seen."""

    def __init__(self, parts: Parts) -> None:
        self._colours = Colours(parts)
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._known: dict[str, tuple[_Look, Colour | None, bool]] = {}
        self._defaults = _PLAIN
        if parts.styles is None:
            return
        for style in parts.styles.iterfind(f"{W}style"):
            identifier = style.get(f"{W}styleId") or ""
            self._styles[identifier] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._default = identifier
        self._defaults = self._look(parts.styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def around(self, paragraph: Element) -> Surroundings:
        """What the runs of a ``w:p`` inherit."""
        properties = paragraph.find(f"{W}pPr")
        styled, shaded, _ = self._style(value(properties, "pStyle") or self._default)
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        base = self._defaults
        if table is not None:
            base = self._style(value(table.find(f"{W}tblPr"), "tblStyle") or "")[0].over(base)
        ground = self._colours.ground(properties) or shaded
        if ground in (None, NOTHING):
            ground = self._behind(paragraph)
        return Surroundings(base, styled, ground, _is_away(properties))

    def hides(self, run: Element, around: Surroundings) -> bool:
        """Whether nobody sees what stands in a ``w:r``."""
        properties = run.find(f"{W}rPr")
        own = self._look(properties)
        named = self._style(value(properties, "rStyle") or "")[0]
        hidden = own.hidden
        if hidden is None:
            hidden = bool(around.defaults.hidden) or bool(named.hidden) != bool(around.styled.hidden)
        if hidden or around.away:
            return True
        look = own.over(named).over(around.styled).over(around.defaults)
        if (look.size is not None and look.size < _SMALLEST) or (look.width or 100) < _NARROWEST:
            return True
        if look.letters in (None, AUTOMATIC):
            return False
        ground = around.ground if look.ground in (None, NOTHING) else look.ground
        return look.letters is not None and ground is not None and not told_apart(look.letters, ground)

    def _look(self, properties: Element | None) -> _Look:
        if properties is None:
            return _PLAIN
        return _Look(
            switched(properties, "vanish"),
            self._colours.letters(properties),
            self._colours.ground(properties),
            whole(value(properties, "sz") or ""),
            whole(value(properties, "w") or ""),
        )

    def _style(self, identifier: str) -> tuple[_Look, Colour | None, bool]:
        """A style with its parents: its letters, the ground of its paragraphs, whether it shades cells."""
        if identifier not in self._known:
            look, ground, shades = _PLAIN, None, False
            at = identifier
            for _ in range(_MOST_PARENTS):
                style = self._styles.get(at)
                if style is None:
                    break
                look = look.over(self._look(style.find(f"{W}rPr")))
                ground = ground or self._colours.ground(style.find(f"{W}pPr"))
                if style.get(f"{W}type") == "table":
                    shades = shades or any(True for _ in style.iter(f"{W}shd"))
                at = value(style, "basedOn") or ""
            self._known[identifier] = look, ground, shades
        return self._known[identifier]

    def _behind(self, paragraph: Element) -> Colour | None:
        """The ground of what a paragraph stands in: a cell, a text box, the page."""
        bare = False
        for up in paragraph.iterancestors():
            found: Colour | None = None
            if up.tag == f"{W}tc":
                found = self._colours.ground(up.find(f"{W}tcPr"))
                bare = found == NOTHING
            elif up.tag == f"{W}tbl":
                properties = up.find(f"{W}tblPr")
                found = self._colours.ground(properties)
                if found is None and not bare and self._style(value(properties, "tblStyle") or "")[2]:
                    return None
            elif up.tag == f"{W}txbxContent":
                clear, found = ground_of_shape(up)
                if not clear and found is None:
                    return None
            if found not in (None, NOTHING):
                return found
        return self._colours.page


def _is_away(properties: Element | None) -> bool:
    indent = properties.find(f"{W}ind") if properties is not None else None
    if indent is not None:
        left = signed(indent.get(f"{W}left") or indent.get(f"{W}start")) or 0
        if left <= _FAR_LEFT or left >= _FAR:
            return True
    frame = properties.find(f"{W}framePr") if properties is not None else None
    if frame is None:
        return False
    return any(not _FAR_LEFT < (signed(frame.get(W + side)) or 0) < 31_680 for side in ("x", "y"))
