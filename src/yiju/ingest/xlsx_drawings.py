"""What lies upon a sheet of a workbook: text boxes, charts, pictures (ECMA-376 part 1, 20.5)."""

from dataclasses import dataclass, field

from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element, OfficeArchive

_CHARTS = ("/chart", "/chartex", "/diagram")
"""How the kinds of what is drawn from data end."""


@dataclass(slots=True)
class Drawn:
    """What lies upon a sheet.

    Attributes:
        boxes: row at which a text box begins, as Excel counts, and its text.
        charts, pictures, hidden: how many charts, pictures, hidden text boxes.
    """

    boxes: list[tuple[int, str]] = field(default_factory=list)
    charts: int = 0
    pictures: int = 0
    hidden: int = 0


def drawn_on(archive: OfficeArchive, part: str) -> Drawn:
    """Read the drawings of a sheet."""
    found = Drawn()
    for kind, target in archive.relations(part).values():
        if kind == "drawing" and archive.has(target):
            for anchor in archive.xml(target):
                _add(anchor, found)
    return found


def _add(anchor: Element, found: Drawn) -> None:
    row = (whole(anchor.findtext("{*}from/{*}row")) or 0) + 1
    for shape in anchor.iter("{*}sp", "{*}pic", "{*}graphicData"):
        if any(str(up.tag).endswith("}Fallback") for up in shape.iterancestors()):
            continue  # the same once more, for older programs
        name = str(shape.tag).rpartition("}")[2]
        look = shape.find("./*/{*}cNvPr")
        hidden = look is not None and look.get("hidden") in ("1", "true")
        if name == "graphicData":
            found.charts += str(shape.get("uri", "")).endswith(_CHARTS)
        elif name == "pic":
            found.pictures += not hidden
        elif text := _text(shape):
            if hidden:
                found.hidden += 1
            else:
                found.boxes.append((row, text))


def _text(shape: Element) -> str:
    paragraphs = shape.iterfind("{*}txBody/{*}p")
    texts = ("".join(t.text or "" for t in p.iterfind(".//{*}t")) for p in paragraphs)
    return " ".join(" ".join(texts).split())
