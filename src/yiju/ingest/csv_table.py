"""Tables as text (``.csv``, ``.tsv``): every record a citable row, as a spreadsheet would number it."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.chat_export import chat_reading
from yiju.ingest.chat_messages import Chat
from yiju.ingest.chat_tables import HEAD_ROWS, chat_of_rows, has_chat_columns
from yiju.ingest.dates import find_date
from yiju.ingest.encoding import decode
from yiju.ingest.grid import lay_grid
from yiju.ingest.reading import Reading, lay_out
from yiju.ingest.table_text import CellText
from yiju.ingest.xlsx_sheet import MOST_CELLS, MOST_ROWS

PARSER = "csv/1"
_DELIMITERS = ",;\t|，；"
_LOOKED_AT = 50
_WIDEST = 2000
_MOST_MESSAGES = 250_000
"""More than any document may hold paragraphs: what is over is told by that."""


def read_csv(path: Path) -> Reading:
    """Read a table kept as text; the sign between its columns is found out.

    Raises:
        ReadFailure: not text, or a record that never ends.
        Skipped: nothing in it.
    """
    text = decode(path.read_bytes())
    if not text.strip():
        raise Skipped("空文件 (empty file)")
    delimiter, text = _stated(text)
    if chat := _chat(text, delimiter, path):
        return chat_reading(chat, path, "csv")
    rows: dict[int, list[CellText]] = {}
    cells = cut = widest = 0
    try:
        for number, record in enumerate(_records(text, delimiter or _delimiter(text)), start=1):
            row = [
                CellText(column, 1, column, column + 1, shown)
                for column, field in enumerate(record[:_WIDEST])
                if (shown := " ".join(field.split()))
            ]
            if not row:
                continue
            widest = max(widest, len(record))
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS:
                cut = number - 1
                break
            cells += len(row)
            rows[number] = row
    except csv.Error as error:
        raise ReadFailure(
            "表格有一格过长，像是少了引号", hint="请用 Excel 打开后另存为 .xlsx 再导入。"
        ) from error
    warnings = [f"表格过大，只读到第 {cut} 行"] if cut else []
    warnings += [f"表格有 {widest} 列，只读前 {_WIDEST} 列"] if widest > _WIDEST else []
    grid = lay_grid(rows, 1)
    laid, paragraphs = lay_out(grid.pieces)
    return Reading(
        laid, paragraphs, path.stem, PARSER, "csv", date=find_date("\n".join(grid.titles)),
        warnings=tuple(warnings),
        attributes={"crm": ",".join(grid.lists)} if grid.lists else {},
    )  # fmt: skip


def _chat(text: str, delimiter: str, path: Path) -> Chat | None:
    """The chat that a table of messages is; most tables show by their first rows that they are none."""
    try:
        records = _records(text, delimiter or _delimiter(text))
        head = list(islice(records, HEAD_ROWS))
        if not has_chat_columns(head, path.stem):
            return None
        return chat_of_rows([*head, *islice(records, _MOST_MESSAGES)], path.stem)
    except csv.Error:
        return None


def _stated(text: str) -> tuple[str, str]:
    """Excel may say in a first line which sign parts the columns: ``sep=;``."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], "\n" + rest
    return "", text


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str) -> str:
    """The sign that cuts most records into the same number of fields, and into the more of them."""
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for record, _ in zip(_records(text, sign), range(_LOOKED_AT), strict=False):
                if record:
                    widths[len(record)] += 1
        except csv.Error:
            continue
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
            fits = count / widths.total() * min(width, 10) if width > 1 else 0.0
            if fits > most:
                best, most = sign, fits
    return best
