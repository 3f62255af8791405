"""The shapes of a slide: its title, its paragraphs, its tables, and what of them nobody sees."""

from dataclasses import dataclass, field

from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element
from yiju.ingest.table_text import CellText, Row, is_header, row_text

_AROUND = frozenset(("sldNum", "dt", "ftr", "hdr"))
"""Placeholders of page number, date, footer and header."""
_SMALLEST = 200
"""Hundredths of a point below which letters are not read."""
_MOST_DEPTH = 30
_WIDEST = 200


@dataclass(slots=True)
class SlideText:
    """What a slide says. ``unseen``: characters left out; ``pictures``, ``charts``: how many it has."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    tables: list[list[str]] = field(default_factory=list)
    unseen: int = 0
    pictures: int = 0
    charts: int = 0


def read_shapes(root: Element, edges: tuple[int, int], *, notes: bool = False) -> SlideText:
    """The text of a slide, or of its notes' page.

    Args:
        edges: width and height of the slide; what lies wholly beyond them is not seen. 0 where unknown.
        notes: the notes alone are wanted: the picture of the slide has its text again.
    """
    found = SlideText()
    tree = root.find("{*}cSld/{*}spTree")
    if tree is not None:
        _walk(tree, found, edges, notes, 0)
    return found


def _walk(tree: Element, found: SlideText, edges: tuple[int, int], notes: bool, depth: int) -> None:
    for shape in tree:
        name = str(shape.tag).rpartition("}")[2]
        if name == "AlternateContent":
            choice = shape.find("{*}Choice")
            if choice is not None and depth < _MOST_DEPTH:
                _walk(choice, found, edges, notes, depth + 1)
            continue
        if name not in ("sp", "grpSp", "graphicFrame", "pic", "cxnSp"):
            continue
        if _is_hidden(shape) or (depth == 0 and _is_outside(shape, edges)):
            found.unseen += sum(len("".join((t.text or "").split())) for t in shape.iter("{*}t"))
        elif name == "grpSp" and depth < _MOST_DEPTH:
            # Places within a group are counted in its own measure.
            _walk(shape, found, edges, notes, depth + 1)
        elif name == "pic":
            found.pictures += 1
        elif name == "graphicFrame":
            table = shape.find(".//{*}tbl")
            data = shape.find(".//{*}graphicData")
            if table is not None:
                found.tables.append(_table(table, found))
            elif data is not None and not data.get("uri", "").endswith("/diagram"):
                found.charts += 1
        else:
            _text_box(shape, found, notes)


def _text_box(shape: Element, found: SlideText, notes: bool) -> None:
    place = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    kind = place.get("type", "body") if place is not None else ""
    body = shape.find("{*}txBody")
    if body is None or kind in _AROUND or (notes and kind != "body"):
        return
    texts = [text for paragraph in body.iterfind("{*}p") if (text := _paragraph(paragraph, found))]
    if kind in ("title", "ctrTitle") and not found.title:
        found.title = " ".join(texts)
    else:
        found.paragraphs += texts


def _paragraph(paragraph: Element, found: SlideText) -> str:
    parts: list[str] = []
    for run in paragraph:
        name = str(run.tag).rpartition("}")[2]
        if name == "br":
            parts.append(" ")
        elif name in ("r", "fld"):
            text = run.findtext("{*}t") or ""
            look = run.find("{*}rPr")
            size = whole(look.get("sz", "")) if look is not None else None
            if size is not None and size < _SMALLEST:
                found.unseen += len("".join(text.split()))
            else:
                parts.append(text)
        elif name in ("AlternateContent", "m"):
            parts.append("".join(t.text or "" for t in run.iter("{*}t")))
    return " ".join("".join(parts).split())


def _table(table: Element, found: SlideText) -> list[str]:
    """A table's rows as text; a cell merged downward is said again in each of its rows."""
    rows: list[Row] = []
    above: dict[int, CellText] = {}
    for line in table.iterfind("{*}tr"):
        cells: list[CellText] = []
        for column, cell in enumerate(list(line.iterfind("{*}tc"))[:_WIDEST]):
            if cell.get("hMerge") in ("1", "true"):
                continue
            if cell.get("vMerge") in ("1", "true"):
                if column in above:
                    cells.append(above[column])
                continue
            columns = max(1, min(whole(cell.get("gridSpan", "1")) or 1, _WIDEST))
            texts = [t for p in cell.iterfind("{*}txBody/{*}p") if (t := _paragraph(p, found))]
            made = CellText(column, columns, column, column + columns, " ".join(texts), _is_bold(cell))
            cells.append(made)
            above[column] = made
        rows.append(Row(cells))
    properties = table.find("{*}tblPr")
    named = properties is not None and properties.get("firstRow") in ("1", "true") and len(rows) > 1
    filled = [row for row in rows if row.texts]
    header = rows[0] if rows and len(rows[0].texts) > 1 and (named or is_header(filled)) else None
    return [row_text(row, None if row is header else header) for row in rows]


def _is_bold(cell: Element) -> bool:
    runs = list(cell.iter("{*}rPr"))
    return bool(runs) and all(run.get("b") in ("1", "true") for run in runs)


def _is_hidden(shape: Element) -> bool:
    look = shape.find("./*/{*}cNvPr")
    return look is not None and look.get("hidden") in ("1", "true")


def _is_outside(shape: Element, edges: tuple[int, int]) -> bool:
    """Whether a shape lies wholly beyond the slide's edges, or has no size."""
    frame = shape.find("{*}xfrm")
    if frame is None:
        frame = shape.find("./*/{*}xfrm")
    if frame is None or not all(edges):
        return False
    offset, extent = frame.find("{*}off"), frame.find("{*}ext")
    if offset is None or extent is None:
        return False
    try:
        x, y, width, height = (int(e.get(n, "0")) for e, n in
                               ((offset, "x"), (offset, "y"), (extent, "cx"), (extent, "cy")))  # fmt: skip
    except ValueError:
        return False
    return x + width <= 0 or y + height <= 0 or x >= edges[0] or y >= edges[1]
