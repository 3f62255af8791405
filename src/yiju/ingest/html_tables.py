"""HTML tables → rows of text."""

from collections.abc import Iterator

from lxml import etree

from yiju.ingest.figures import whole
from yiju.ingest.html_tree import is_hidden, visible_text
from yiju.ingest.table_text import CellText, Row, is_header, row_text

_LONGEST_CARRIED = 200
"""Characters of a cell that is repeated in every row it spans: a label, not a text."""
_WIDEST = 200


def is_data_table(table: etree._Element) -> bool:
    """Whether a table holds data in rows and columns, and is not a frame for the page's layout."""
    if table.get("role", "") in ("presentation", "none") or table.find(".//table") is not None:
        return False
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    if not any(len(row) >= 2 for row in rows):
        return False
    cells = [cell for row in rows for cell in row]
    if any(cell.tag == "th" for cell in cells):
        return True
    large = sum(
        1 for c in cells if len(visible_text(c)) > 400 or sum(1 for _ in c.iter("p", "div", "li")) > 6
    )
    return large == 0 or (len(rows) > 3 and large < len(cells) / 4)


def table_rows(table: etree._Element, dropped: frozenset[etree._Element]) -> Iterator[str]:
    """A data table's rows as text; a cell that spans several rows is repeated in each."""
    caption = table.find("caption")
    rows: list[Row] = []
    spans: dict[int, tuple[int, CellText]] = {}  # column → rows still covered, cell
    part = None
    for tr in table.iter("tr"):
        if tr.getparent() is not part:  # a cell spans rows of its own part of the table alone
            part, spans = tr.getparent(), {}
        cells: list[CellText] = []
        column = 0
        for cell in [c for c in tr if c.tag in ("td", "th") and not is_hidden(c)]:
            column = _fill(cells, spans, column)
            width = min(_number(cell.get("colspan")), _WIDEST)
            text = visible_text(cell, dropped)
            made = CellText(column, width, float(column), float(column + width), text, bold=cell.tag == "th")
            cells.append(made)
            if _number(cell.get("rowspan")) > 1 and len(text) <= _LONGEST_CARRIED:
                spans[column] = (_number(cell.get("rowspan")) - 1, made)
            column += width
        if column == 0 and not cells:
            continue  # a row without a cell of its own: what reaches down into it says nothing new
        _fill(cells, spans, column)
        rows.append(Row(cells))
    header = rows[0] if rows and (is_header(rows) or _named(rows)) else None
    if caption is not None and rows and (title := visible_text(caption)):
        yield f"{title} | {rows[0].plain}" if header else title
        rows = rows[1:] if header else rows
    for row in rows:
        yield row.plain if row is header else row_text(row, header)


def _named(rows: list[Row]) -> bool:
    """The first row is all ``th`` and the rows below are not."""
    cells = [cell for cell in rows[0].cells if cell.text]
    return (
        len(rows) > 1
        and len(cells) > 1
        and all(c.bold for c in cells)
        and not all(c.bold for c in rows[1].cells)
    )


def _fill(cells: list[CellText], spans: dict[int, tuple[int, CellText]], column: int) -> int:
    """Take over cells from rows above that reach down to here; the next free column."""
    while column in spans and len(cells) < _WIDEST:
        left, cell = spans.pop(column)
        if left > 1:
            spans[column] = (left - 1, cell)
        cells.append(cell)
        column += cell.columns
    return column


def _number(value: str | None) -> int:
    number = whole((value or "").strip())
    return max(1, number) if number is not None and number < 10_000 else 1
