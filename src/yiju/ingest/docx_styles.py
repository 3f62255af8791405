"""What a DOCX paragraph inherits from its style: outline level, numbering, size, bold type."""

from dataclasses import dataclass

from yiju.ingest.docx_package import Parts, W, switched, value
from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element

_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, its parents' settings included."""

    name: str = ""
    outline: int | None = None
    number_id: str | None = None
    number_level: int | None = None
    size: float | None = None
    """In points."""
    bold: bool = False
    centred: bool = False

    @property
    def contents(self) -> bool:
        """A line of the automatic table of contents."""
        return self.name.startswith(("toc ", "目录", "table of figures")) and self.name != "toc heading"


class Styles:
    """Looks styles up by id; unknown ids give the default style."""

    def __init__(self, parts: Parts) -> None:
        self._elements: dict[str, Element] = {}
        self._default = ""
        self._resolved: dict[str, Style] = {}
        self.default_size = 10.5
        if parts.styles is None:
            return
        for element in parts.styles.iterfind(f"{W}style"):
            if element.get(f"{W}type") == "paragraph":
                identifier = element.get(f"{W}styleId") or ""
                self._elements[identifier] = element
                if element.get(f"{W}default") in ("1", "true"):
                    self._default = identifier
        size = value(parts.styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"), "sz")
        if size:
            self.default_size = _points(size) or self.default_size

    def of(self, properties: Element | None) -> Style:
        """The style of a paragraph with these ``w:pPr``."""
        return self.named(value(properties, "pStyle") or self._default)

    def named(self, identifier: str) -> Style:
        """The style with an id, settled through its parents."""
        if identifier not in self._resolved:
            self._resolved[identifier] = self._resolve(identifier)
        return self._resolved[identifier]

    def _resolve(self, identifier: str) -> Style:
        name, _found = "", Style()
        outline = number_id = level = size = bold = centred = None
        for _ in range(_MOST_PARENTS):
            element = self._elements.get(identifier)
            if element is None:
                break
            name = name or (value(element, "name") or "").lower()
            paragraph, run = element.find(f"{W}pPr"), element.find(f"{W}rPr")
            outline = _int(value(paragraph, "outlineLvl")) if outline is None else outline
            numbering = paragraph.find(f"{W}numPr") if paragraph is not None else None
            number_id = value(numbering, "numId") if number_id is None else number_id
            level = _int(value(numbering, "ilvl")) if level is None else level
            size = _points(value(run, "sz")) if size is None else size
            bold = switched(run, "b") if bold is None else bold
            justified = value(paragraph, "jc")
            centred = justified == "center" if centred is None and justified else centred
            identifier = value(element, "basedOn") or ""
        if outline is None and name.startswith(("heading ", "标题 ")) and name[-1].isdecimal():
            outline = int(name[-1]) - 1
        if outline is not None and outline > 8:
            outline = None
        return Style(name, outline, number_id, level, size, bool(bold), bool(centred))


def _int(text: str | None) -> int | None:
    return whole(text)


def _points(text: str | None) -> float | None:
    """Half points to points."""
    try:
        return float(text) / 2 if text else None
    except ValueError:
        return None
