"""Rows of a spreadsheet → citable rows: titles, columns' names, several tables below each other.

A row keeps the number that a spreadsheet program shows beside it, so that it is found by hand.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from yiju.ingest.crm_headings import SHOWN, crm_kind
from yiju.ingest.reading import Piece
from yiju.ingest.table_text import CellText, Row, is_header, row_text
from yiju.store.types import Locator, Role

_TITLES = 5
"""Rows above a table that are no rows of it: its title, its unit, who made it."""
_LOOKED_AT = 12
_MOST_HEADER_ROWS = 3
_VALUE = re.compile(
    r"[¥￥$€£]?[-+]?[\d,]*\.?\d+\s*(?:%|元|万元|天|件|吨)?|\d{4}[-/年]\d{1,2}.{0,16}|\d{1,2}:\d{2}(?::\d{2})?"
)


@dataclass(slots=True)
class Grid:
    """A sheet's rows, laid out.

    Attributes:
        pieces: its rows, in order.
        titles: what stands above its tables.
        lists: what a CRM's export lists: customers, contacts, opportunities, visits.
    """

    pieces: list[Piece] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)


def lay_grid(
    rows: Mapping[int, list[CellText]],
    table: int,
    name: str = "",
    header_row: int | None = None,
    passed: Collection[int] = (),
) -> Grid:
    """A sheet as rows of text, each cell behind its column's name where there is one.

    Args:
        rows: cells from left to right, by the row's number.
        table: the sheet's number, counted from 1.
        name: the sheet's.
        header_row: the row that is known to name the columns.
        passed: rows that hold something that is not read.
    """
    grid = Grid()
    headings = (name,) if name else ()
    title = ""
    for block in _blocks(rows, header_row, passed):
        numbers = list(block)
        found = [Row(block[number]) for number in numbers]
        at, height = _header(found, numbers, header_row)
        header = _joined(found[at : at + height]) if height else None
        crm = crm_kind(header.texts) if header else ""
        grid.lists += [crm] if crm and crm not in grid.lists else []
        alone = [row.plain for row in found[: at if height else _TITLES] if len(row.texts) == 1]
        title = alone[0] if alone else title
        # A title may stand apart from its table, by an empty row.
        apart = not height and len(alone) == len(found) and len(found) <= 2
        grid.titles += alone if height or apart else []
        above = (*headings, *([title] if title and height else []), *([SHOWN[crm]] if crm else []))
        title = title if apart else ""
        for index, (number, row) in enumerate(zip(numbers, found, strict=True)):
            below = height > 0 and index >= at + height
            text = row_text(row, header if below else None)
            grid.pieces.append(
                Piece(text, Locator(table=table, row=number), Role.TABLE_ROW, above if below else headings)
            )
    return grid


def _blocks(
    rows: Mapping[int, list[CellText]], known: int | None, passed: Collection[int]
) -> Iterator[dict[int, list[CellText]]]:
    """Rows that follow each other; empty rows part them, but not below a row known to name the columns."""
    block: dict[int, list[CellText]] = {}
    before = 0
    for number in sorted(rows):
        filtered = known is not None and known in block
        if block and not filtered and any(gap not in passed for gap in range(before + 1, number)):
            yield block
            block = {}
        block[number] = rows[number]
        before = number
    if block:
        yield block


def _header(rows: list[Row], numbers: list[int], known: int | None) -> tuple[int, int]:
    """Where the columns' names stand in a block, and over how many rows; 0 rows where there are none.

    Above them a title may stand, and pairs of a label and a value; the table is wider then.
    """
    if known in numbers:
        at = numbers.index(known)
        return (at, _height(rows, at)) if at + 1 < len(rows) else (0, 0)
    least = 2
    for at in range(min(_TITLES + 1, len(rows) - 1)):
        texts = rows[at].texts
        if len(texts) < least or len({text.lower() for text in texts}) < 2:
            continue
        below = rows[at : at + _LOOKED_AT]
        if crm_kind(texts) or is_header(_squared(below)) or _over_values(below):
            return at, _height(rows, at)
        if len(texts) > 2:
            break
        least = 3
    return 0, 0


def _over_values(rows: list[Row]) -> bool:
    """Whether words alone stand above columns of which a third at least holds figures or dates."""
    names = rows[0].cells
    if len(rows) < 3 or any(len(cell.text) > 60 or _VALUE.fullmatch(cell.text) for cell in names):
        return False
    columns = 0
    for name in names:
        texts = [cell.text for row in rows[1:] for cell in row.cells if cell.column == name.column]
        columns += len(texts) >= 2 and all(_VALUE.fullmatch(text) for text in texts)
    return 3 * columns >= len(names)


def _squared(rows: list[Row]) -> list[Row]:
    """Rows without the cells that hold nothing: a spreadsheet's rows end where their text does."""
    return [Row([cell for cell in row.cells if cell.text]) for row in rows]


def _height(rows: list[Row], at: int) -> int:
    """Rows of names: where one spans columns, those below it name the columns each."""
    height = 1
    while height < _MOST_HEADER_ROWS and at + height < len(rows) - 1:
        spans = [cell for cell in rows[at + height - 1].cells if cell.columns > 1]
        below = rows[at + height].cells
        under = [cell for cell in below if any(s.column <= cell.column < s.column + s.columns for s in spans)]
        if len(under) < 2 or any(len(cell.text) > 20 or cell.text[:1].isdigit() for cell in under):
            break
        height += 1
    return height


def _joined(rows: list[Row]) -> Row:
    """Rows of names as one: ``2026年 一季度``."""
    top = rows[0]
    for below in rows[1:]:
        cells = list(below.cells)
        for cell in cells:
            over = [c for c in top.cells if c.column <= cell.column < c.column + c.columns]
            if over and over[0].text != cell.text:
                cell.text = f"{over[0].text} {cell.text}"
        covered = {column for cell in cells for column in range(cell.column, cell.column + cell.columns)}
        cells += [c for c in top.cells if not covered & set(range(c.column, c.column + c.columns))]
        top = Row(sorted(cells, key=lambda cell: cell.column))
    return top
