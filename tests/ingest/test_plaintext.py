"""Plain text and Markdown: paragraphs as a person counts them, headings, clauses, tables."""

# ruff: noqa: E501 (samples keep their own line breaks)

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yiju.errors import ReadFailure, Skipped
from yiju.ingest.plaintext import read_markdown, read_text
from yiju.ingest.reading import Reading
from yiju.store.types import Kind, Role


def body(reading: Reading) -> list[str]:
    return [p.text for p in reading.paragraphs if p.role is Role.BODY]


def check(reading: Reading) -> None:
    numbers = [p.locator.paragraph for p in reading.paragraphs if p.role is Role.BODY]
    assert numbers == list(range(1, len(numbers) + 1))
    for paragraph in reading.paragraphs:
        assert reading.text[paragraph.start : paragraph.end] == paragraph.text


MINUTES = """莱茵项目拜访纪要
日期：2026-01-15

一、客户近况
客户计划在 2027 年前完成碳足迹数据的逐件追溯，要求一级供应商配合，并且在一月底之
前确认数据模板，由采购部统一验收。
二、下一步
1. 王蕾提交 LCA 边界说明
2. 张工复核 P6
"""


def test_minutes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(MINUTES, encoding="gb18030")
    reading = read_text(path)
    check(reading)
    assert (reading.title, reading.date) == ("莱茵项目拜访纪要", dt.date(2026, 1, 15))
    assert body(reading) == [
        "客户计划在 2027 年前完成碳足迹数据的逐件追溯，要求一级供应商配合，并且在一月底之前确认数据模板，由采购部统一验收。",
        "1. 王蕾提交 LCA 边界说明",
        "2. 张工复核 P6",
    ]
    assert reading.paragraphs[3].headings == ("莱茵项目拜访纪要", "一、客户近况")
    assert reading.paragraphs[-1].locator.clause == "二"


def test_articles_give_clauses(tmp_path: Path) -> None:
    path = tmp_path / "合同.txt"
    path.write_text(
        "采购合同\n\n第一条 标的\n甲方向乙方采购零件。\n第二条 价格\n2.1 单价为 12 元。\n2.2 年降 3%。\n"
    )
    reading = read_text(path)
    check(reading)
    clauses = {p.text: p.locator.clause for p in reading.paragraphs if p.role is Role.BODY}
    assert clauses == {"甲方向乙方采购零件。": "第一条", "2.1 单价为 12 元。": "2.1", "2.2 年降 3%。": "2.2"}


def test_wrapped_english_is_joined_and_lists_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "The supplier must provide product carbon footprint data for every part\n"
        "number from 2027 on, and the template is to be confirmed by the end of\n"
        "January.\n\nOpen points:\n- LCA boundary\n- P6 evidence\n* price\n"
    )
    reading = read_text(path)
    assert body(reading) == [
        "The supplier must provide product carbon footprint data for every part number from 2027 on, and the "
        "template is to be confirmed by the end of January.",
        "Open points:", "- LCA boundary", "- P6 evidence", "* price",
    ]  # fmt: skip


def test_lines_without_blank_lines_between_are_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "客户：莱茵\n联系人：Vogt\n" + "这一段很长，" * 30 + "完。\n" + "这一段也很长，" * 30 + "完。\n"
    )
    assert len(body(read_text(path))) == 4


def test_a_post(tmp_path: Path) -> None:
    path = tmp_path / "post.txt"
    path.write_text(
        "Anke Vogt · 采购总监\n2026-01-15 10:21\n\n今天在论坛上谈了碳足迹。逐件数据是门槛。\n#碳足迹 #轻量化\n"
    )
    reading = read_text(path)
    check(reading)
    assert reading.date == dt.date(2026, 1, 15)
    assert "今天在论坛上谈了碳足迹。逐件数据是门槛。" in body(reading)
    assert "#碳足迹 #轻量化" in reading.text


def test_transcripts_are_recognised(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("王工 00:05\n大家好。\n\n李总 00:09\n您好。\n")
    assert read_text(path).kind is Kind.CALL
    path = tmp_path / "a.md"
    path.write_text("# 例会\n\n**王工** 00:05\n大家好。\n\n**李总** 00:09\n您好。\n")
    assert (read_markdown(path).kind, read_markdown(path).title) == (Kind.CALL, "例会")


MARKDOWN = """---
title: 周报
date: 2026-01-15
author: 王蕾
平台: LinkedIn
---
# 莱茵项目

客户：莱茵
负责人：王蕾

## 进展 <!-- 内部 -->

1. 样件已交付，见 **PPAP** [报告](http://x.example)
2. 价格待定
   - 年降 *3%*

| 项目 | 金额 |
|---|---|
| 模具 | 120 万元 |

> 客户原话：可以

```
A = 1
B = 2
```
"""


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN)
    reading = read_markdown(path)
    check(reading)
    assert (reading.title, reading.date, reading.attributes) == (
        "周报",
        dt.date(2026, 1, 15),
        {"author": "王蕾", "date": "2026-01-15", "平台": "LinkedIn"},
    )
    assert body(reading) == [
        "客户：莱茵", "负责人：王蕾", "1. 样件已交付，见 PPAP 报告", "2. 价格待定", "年降 3%", "客户原话：可以", "A = 1\nB = 2",
    ]  # fmt: skip
    rows = [(p.locator.table, p.locator.row, p.text) for p in reading.paragraphs if p.role is Role.TABLE_ROW]
    assert rows == [(1, 1, "项目 | 金额"), (1, 2, "项目: 模具 | 金额: 120 万元")]
    assert reading.paragraphs[-1].headings == ("莱茵项目", "进展")
    assert "平台：LinkedIn" in reading.text


@pytest.mark.parametrize("reader", [read_text, read_markdown])
def test_nothing_to_read(reader: type[object], tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbf \r\n")
    with pytest.raises(Skipped):
        reader(path)  # type: ignore[call-arg]
    path.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(ReadFailure):
        reader(path)  # type: ignore[call-arg]


PROSE = st.text(alphabet="报价交期abc 12。，：\n\n#-|>*一、（）第条.", max_size=400)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=PROSE)
def test_offsets_hold_and_no_word_is_lost(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.txt"
    path.write_text(text, encoding="utf-8")
    try:
        reading = read_text(path)
    except Skipped:
        return
    for p in reading.paragraphs:
        assert reading.text[p.start : p.end] == p.text
    if reading.kind is None:
        kept = [c for c in reading.text if c.isalnum()]
        assert kept == [c for c in text if c.isalnum()]
    path.write_text(text, encoding="utf-8")
    try:
        marked = read_markdown(path)
    except Skipped:
        return
    for p in marked.paragraphs:
        assert marked.text[p.start : p.end] == p.text
