"""One sheet of a workbook: its visible cells as text, what is merged, what is hidden (ECMA-376 18.3)."""

import re
from dataclasses import dataclass, field

from yiju.ingest.figures import whole
from yiju.ingest.office_archive import Element, OfficeArchive
from yiju.ingest.office_stream import elements
from yiju.ingest.table_text import CellText
from yiju.ingest.visible import visible
from yiju.ingest.xlsx_formats import Format, number_text

MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
_MOST_COLUMNS = 16_384
"""Of a sheet, in Excel."""
_MOST_MERGED = 2_000_000
"""Rows that merged cells reach down into: more make a workbook that was built to be slow."""
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_LONGEST = 32_767
"""Characters of a cell, in Excel."""
_TAGS = ("col", "row", "mergeCell", "autoFilter", "tablePart", "sheetFormatPr")
_TRUE = ("1", "true")
_NUMBERS = ("n", "b", "d")


@dataclass(frozen=True, slots=True)
class Book:
    """What all sheets of a workbook share."""

    archive: OfficeArchive
    strings: list[str]
    formats: list[Format]
    epoch_1904: bool = False


@dataclass(slots=True)
class Left:
    """How much may still be read of a workbook."""

    rows: int = MOST_ROWS
    cells: int = MOST_CELLS


@dataclass(slots=True)
class Sheet:
    """A sheet, read.

    Attributes:
        rows: by number, as Excel shows it: the cells that hold text, from left to right.
        header: the row that a filter names as that of the columns' names.
        hidden_rows, hidden_columns, unseen: what was left out: rows, columns, cells that nobody sees.
        faint: cells in the colour of the sheet, by row.
        uncounted: formulas whose result was not saved.
        cut: the last row read where there are more; 0 where all were read.
    """

    rows: dict[int, list[CellText]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    header: int | None = None
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unseen: int = 0
    faint: list[tuple[int, CellText]] = field(default_factory=list)
    uncounted: int = 0
    cut: int = 0


def read_sheet(book: Book, part: str, left: Left) -> Sheet:
    """Read a sheet, up to what is left to be read of the workbook."""
    sheet = Sheet()
    hidden = bytearray(_MOST_COLUMNS + 1)
    tables = False
    number = 0
    for tag, element in elements(book.archive, part, _TAGS):
        if tag == "row":
            number = whole(element.get("r", "")) or number + 1
            if sheet.cut:
                continue
            if left.rows <= 0 or left.cells <= 0:
                sheet.cut = number - 1
                continue
            _add_row(book, sheet, number, element, hidden, left)
        elif tag == "col":
            if element.get("hidden") in _TRUE or element.get("width") == "0":
                first = whole(element.get("min", "")) or 0
                last = min(whole(element.get("max", "")) or 0, _MOST_COLUMNS)
                hidden[first : last + 1] = b"\1" * max(0, last + 1 - first)
        elif tag == "mergeCell" and (corners := _corners(element.get("ref", ""))):
            sheet.merges.append(corners)
        elif tag == "autoFilter" and (corners := _corners(element.get("ref", ""))):
            sheet.header = corners[0]
        elif tag == "tablePart":
            tables = True
    _settle_faint(sheet, shaded=tables)
    _merge(sheet)
    return sheet


def _add_row(book: Book, sheet: Sheet, number: int, row: Element, hidden: bytearray, left: Left) -> None:
    gone = row.get("hidden") in _TRUE or (row.get("ht") == "0")
    cells: list[CellText] = []
    column = -1
    for cell in row:
        found = _REFERENCE.match(cell.get("r", ""))
        column = _column(found[1]) if found else column + 1
        form = _form(book, cell)
        text = _text(book, sheet, cell, form)
        if not text:
            continue
        if gone:
            break
        if column < _MOST_COLUMNS and hidden[column + 1]:
            sheet.hidden_columns.add(column)
        elif form.never or (form.no_number and cell.get("t", "n") in _NUMBERS):
            sheet.unseen += 1
        elif form.white:
            sheet.faint.append((number, CellText(column, 1, column, column + 1, text, form.bold)))
        else:
            cells.append(CellText(column, 1, column, column + 1, text, form.bold))
    else:
        if cells:
            left.rows -= 1
            left.cells -= len(cells)
            sheet.rows[number] = cells
        return
    sheet.hidden_rows.add(number)


def _settle_faint(sheet: Sheet, *, shaded: bool) -> None:
    """White text is seen where a table's style may lie behind it; else it is not."""
    if not shaded:
        sheet.unseen += len(sheet.faint)
        return
    for number, cell in sheet.faint:
        row = sheet.rows.setdefault(number, [])
        row.append(cell)
        row.sort(key=lambda one: one.column)


def _form(book: Book, cell: Element) -> Format:
    style = whole(cell.get("s", "0")) or 0
    return book.formats[style] if style < len(book.formats) else Format()


def _text(book: Book, sheet: Sheet, cell: Element, form: Format) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        text = string_of(cell)
    else:
        value = cell.findtext("{*}v")
        if not value:
            sheet.uncounted += cell.find("{*}f") is not None
            return ""
        if kind == "s":
            at = whole(value.strip())
            text = book.strings[at] if at is not None and at < len(book.strings) else ""
        elif kind == "b":
            text = "TRUE" if value.strip() in _TRUE else "FALSE"
        elif kind == "d":
            text = value.strip().replace("T00:00:00", "").replace("T", " ")
        elif kind == "n":
            text = number_text(value.strip(), form, epoch_1904=book.epoch_1904)
        else:
            text = value
    return " ".join(visible(text[:_LONGEST]).split())


def string_of(element: Element) -> str:
    """A string's text: its runs, without the readings that stand above East Asian ones."""
    parts = [
        t.text or ""
        for t in element.iter("{*}t")
        if t.getparent() is None or not str(t.getparent().tag).endswith("}rPh")
    ]
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(parts))


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _column(letters: str) -> int:
    """``A`` → 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _corners(reference: str) -> tuple[int, int, int, int] | None:
    """First row, first column, last row, last column of ``A1:C3``; columns from 0."""
    found = _REFERENCE.findall(reference)
    if not found:
        return None
    (left, top), (right, bottom) = found[0], found[-1]
    return int(top), _column(left), int(bottom), _column(right)


def _merge(sheet: Sheet) -> None:
    """A merged cell spans its columns, and is said again in each of its rows, as a reader takes it."""
    steps = _MOST_MERGED
    for top, left, bottom, right in sheet.merges:
        cells = sheet.rows.get(top, [])
        first = next((cell for cell in cells if cell.column == left), None)
        if first is None:
            continue
        first.columns, first.x1 = right - left + 1, right + 1
        if len(first.text) > 200:
            continue
        below = range(top + 1, min(bottom, top + MOST_ROWS) + 1)
        steps -= len(below)
        if steps < 0:
            return
        for number in below:
            row = sheet.rows.get(number)
            if row and all(cell.column < left or cell.column > right for cell in row):
                row.append(CellText(left, first.columns, left, right + 1, first.text, first.bold))
                row.sort(key=lambda cell: cell.column)
