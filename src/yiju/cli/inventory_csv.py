"""The inventory for spreadsheets: a cell that would be a formula there stays text."""

import csv
import datetime as dt
import io
import sys
from typing import TYPE_CHECKING

from yiju.cli.output import shown
from yiju.store.days import CHINA

if TYPE_CHECKING:
    from yiju.copilot.inventory.listing import Inventory

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What Excel, WPS and LibreOffice take a cell for a formula by."""
_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for another encoding."""


def print_csv(found: "Inventory", *, gaps: bool) -> None:
    """One line a document, or one a gap, on stdout; UTF-8 with a mark, CRLF (RFC 4180)."""
    rows = _gaps(found) if gaps else _documents(found)
    made = io.StringIO()
    csv.writer(made).writerows([[safe_cell(shown(cell)) for cell in row] for row in rows])
    sys.stdout.buffer.write((_MARK + made.getvalue()).encode())
    sys.stdout.flush()


def safe_cell(text: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would compute it."""
    computed = text.startswith(("\t", "\r")) or text.lstrip(" \t\r\n'").startswith(_FORMULA)
    return f"'{text}" if computed else text


def _documents(found: "Inventory") -> list[list[str]]:
    from yiju.privacy.counting import told
    from yiju.store.labels import DOCUMENTS

    head = (
        "编号 客户 单元 类型 格式 日期 标题 页 段 语言 完整度 检索块 有向量 模型 被引次数 最近被引"
        " 个人信息 解析器 读入时间 读入人 原件 提醒 过时"
    )
    rows = [head.split()]
    for d in found.documents:
        rows.append(
            [
                *(d.id, d.customer, d.unit, DOCUMENTS[d.kind], d.format),
                *(str(d.date or ""), d.title, str(d.pages or ""), str(d.paragraphs), d.language),
                "" if d.coverage is None else f"{d.coverage:.4f}",
                *(str(d.index.chunks), str(d.index.dense), d.index.model),
                *(str(d.cited), _moment(d.last_cited) if d.last_cited else ""),
                "未统计" if d.personal_data is None else told(d.personal_data),
                *(d.parser, _moment(d.ingested_at), d.ingested_by),
                d.uri if d.opens else "受限",
                *("；".join(d.warnings), "；".join(one.said for one in d.stale)),
            ]
        )
    return rows


def _moment(at: dt.datetime) -> str:
    """As clocks in China show it, and by how much they differ from UTC."""
    return at.astimezone(CHINA).isoformat(timespec="seconds")


def _gaps(found: "Inventory") -> list[list[str]]:
    from yiju.store.labels import DOCUMENTS

    rows = ["客户 单元 类型 缺什么 最近 天数 希望".split()]
    for gap in found.gaps:
        kind = DOCUMENTS[gap.kind] if gap.kind else ""
        figures = [str(gap.last or ""), *("" if n is None else str(n) for n in (gap.days, gap.expected))]
        rows.append([gap.customer, gap.unit, kind, gap.said, *figures])
    return rows
