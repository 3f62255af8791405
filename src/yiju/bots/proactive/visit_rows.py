"""Visits from a CRM's CSV file: one a row, errors named by row."""

import csv
import io
from collections.abc import Sequence

from yiju.bots.proactive.moments_typed import read_moment
from yiju.bots.proactive.visit_import import Entry, Found, Resolve
from yiju.bots.proactive.visits import Planned, typed_source
from yiju.errors import YijuError
from yiju.ingest.encoding import decode

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


def read_rows(data: bytes, user: str, resolve: Resolve) -> Found:
    """The visits of a file. Rows in error are left out and told; the first row holds the headings.

    Args:
        user: whose visits they are where a row does not say.

    Raises:
        YijuError: it is no such file, or has no column of customers or of times.
    """
    try:
        reader = csv.DictReader(io.StringIO(decode(data), newline=""), strict=True)
        columns = _columns(reader.fieldnames or [])
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise YijuError(f"CSV 读不了：{error}", hint="用逗号分隔的 CSV，第一行写列名。") from error
    if len(rows) > _MOST_ROWS:
        raise YijuError(f"一次最多 {_MOST_ROWS} 行，这个文件有 {len(rows)} 行。", hint="请分成几个文件。")
    entries: list[Entry] = []
    errors: list[str] = []
    for number, row in rows:
        cells = {name: (row.get(column) or "").strip() for name, column in columns.items()}
        if not any(cells.values()):
            continue
        try:
            entries.append(Entry(place=f"第 {number} 行", visit=_visit(cells, user, resolve)))
        except YijuError as error:
            errors.append(f"第 {number} 行：{error}")
    return Found(entries=tuple(entries), errors=tuple(errors))


def _columns(headings: Sequence[str]) -> dict[str, str]:
    clean = {heading.strip().lower(): heading for heading in headings if heading}
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


def _visit(cells: dict[str, str], user: str, resolve: Resolve) -> Planned:
    if not cells["customer"]:
        raise YijuError("客户是空的。")
    at = read_moment(cells.get("at") or f"{cells.get('day', '')} {cells.get('clock', '')}")
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
