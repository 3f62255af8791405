"""Visits from a CRM's CSV file: one a row, errors named by row."""

import csv
import datetime as dt
import io
from collections.abc import Sequence

from yiju.bots.proactive.moments_typed import read_moment
from yiju.bots.proactive.visit_import import Entry, Found, Resolve
from yiju.bots.proactive.visits import Planned, typed_source
from yiju.errors import ReadFailure, YijuError
from yiju.ingest.encoding import TooMuch, decode

_NAMES = {
    "customer": ("customer", "客户", "客户名称", "公司", "account"),
    "at": ("at", "时间", "拜访时间", "开始时间", "start", "datetime"),
    "day": ("date", "日期", "拜访日期"),
    "clock": ("time", "时刻", "几点"),
    "subject": ("subject", "事由", "主题", "拜访目的", "目的", "title"),
    "user": ("user", "用户", "用户名", "负责人", "owner"),
    "id": ("id", "编号", "记录编号", "crm_id"),
}
"""Our name of a column → headings by which files call it."""
_MOST_ROWS = 5000
_WRONG = {
    "unexpected end": "为止，有一个引号没有收尾",
    "expected after": "的引号后面多了字",
    "field larger": "有一格太长",
}
"""What the reader says of a file → what is told."""


def read_rows(data: bytes, user: str, resolve: Resolve, today: dt.date) -> Found:
    """The visits of a file. Rows in error are left out and told; the first row holds the headings.

    Args:
        user: whose visits they are where a row does not say.
        today: by which days without a year are dated.

    Raises:
        YijuError: it is no such file, or has no column of customers or of times.
    """
    rows = _rows(data)
    columns = _columns(list(rows[0][1]) if rows else [])
    rows = rows[1:]
    if len(rows) > _MOST_ROWS:
        raise YijuError(f"一次最多 {_MOST_ROWS} 行，这个文件有 {len(rows)} 行。", hint="请分成几个文件。")
    entries: list[Entry] = []
    errors: list[tuple[int, str]] = []
    for number, row in rows:
        cells = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
        if not any(cells.values()):
            continue
        try:
            visit = _visit(cells, user, resolve, today)
        except YijuError as error:
            errors.append((number, f"第 {number} 行：{error}"))
        else:
            entries.append(Entry(place=f"第 {number} 行", visit=visit, order=number))
    return Found(entries=tuple(entries), errors=tuple(errors))


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    """Each row with the number of the line that it ends on; empty ones left out."""
    try:
        text = decode(data)
    except TooMuch:
        raise
    except ReadFailure:
        raise YijuError(
            "CSV 读不了：里面不是文字。", hint="在 Excel 里另存为 CSV（UTF-8），不要只改文件名。"
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        why = next((told for sign, told in _WRONG.items() if sign in str(error)), "格式不对")
        hint = "用逗号分隔的 CSV，第一行写列名；单元格里的引号要写两遍。"
        raise YijuError(f"CSV 读不了：第 {reader.line_num} 行{why}。", hint=hint) from error


def _columns(headings: Sequence[str]) -> dict[str, int]:
    clean = {heading.strip().lower(): place for place, heading in enumerate(headings) if heading.strip()}
    found = {
        name: clean[known]
        for name, names in _NAMES.items()
        if (known := next((one for one in names if one in clean), None))
    }
    if "customer" not in found or not {"at", "day"} & found.keys():
        raise YijuError(
            "CSV 里缺“客户”列或“时间”列。",
            hint="第一行写列名：客户,时间,事由,用户,编号；后三列可以没有。",
        )
    return found


def _visit(cells: dict[str, str], user: str, resolve: Resolve, today: dt.date) -> Planned:
    if not cells.get("customer"):
        raise YijuError("客户是空的。")
    at = read_moment(cells.get("at") or f"{cells.get('day', '')} {cells.get('clock', '')}", today)
    customer = resolve(cells["customer"])
    subject = cells.get("subject", "")
    number = cells.get("id", "")
    return Planned(
        customer=customer,
        user=cells.get("user") or user,
        at=at,
        subject=subject,
        source=f"crm:{number}" if number else typed_source(customer, at, subject),
    )
