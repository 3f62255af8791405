"""A document's own date: labels, datelines, date lines and signatures; never a date merely mentioned."""

import datetime as dt
import json
import lzma
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.ingest.dates import find_date, parse_date

D = dt.date(2026, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月15日", "2026 年 01 月 15 日", "２０２６年１月１５日", "26年1月15日", "二〇二六年一月十五日",
        "二零二六年元月十五日", "二○二六年一月十五日", "2026-01-15", "2026.1.15", "2026/01/15",
        "2026-1-15 10:30",
        "20260115", "2026-01-15T10:03:12+08:00", "Jan 15, 2026", "Jan. 15, 2026", "January 15th, 2026",
        "15 January 2026", "15th day of January, 2026", "15. Jan 2026", "15.01.2026", "15/01/2026",
        "01/15/2026",
        "Thu, 15 Jan 2026 10:00:00 +0100", "2026年1月15日（星期四）上午9:30", "15-Jan-2026",
    ],
)  # fmt: skip
def test_forms_people_write(text: str) -> None:
    assert parse_date(text) == D


@pytest.mark.parametrize(
    "text",
    ["", "明天", "2026年1月", "2026年13月15日", "2026-02-30", "01/02/2026", "1.2.3", "版本 2.0.26.1.15",
     "2026-01-15 至 2026-03-01", "13800138000", "订单 2026011512345", "10:30", "26-01-15", "12026-01-15"],
)  # fmt: skip
def test_nothing_rather_than_wrong(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day: dt.date) -> None:
    han = "〇一二三四五六七八九"

    def number(n: int) -> str:
        tens, ones = divmod(n, 10)
        return (han[tens] if tens > 1 else "") + ("十" if tens else "") + (han[ones] if ones else "")

    year = "".join(han[int(c)] for c in str(day.year))
    assert parse_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert parse_date(f"{year}年{number(day.month)}月{number(day.day)}日") == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(day.strftime("%B %d, %Y")) == day
    assert parse_date(day.strftime("%d %b %Y")) == day


@pytest.mark.parametrize(
    "text",
    [
        "拜访纪要\n日期：2026-01-15\n\n客户提到 2027年3月1日 前完成切换。",
        "会议主题：报价\n会议时间：2026年1月15日 14:00-15:30\n参会人：王工",
        "标题\n发布时间： 2026-01-15 10:22 来源：某网\n2025年12月1日，公司宣布……",
        "某公司新品发布\n2026年01月15日 08:30  来源：证券时报网  作者：张三\n正文。",
        "新华社北京2026年1月15日电（记者 李雷）今天……",
        "2026年1月15日讯，某公司宣布",
        "STUTTGART, Germany, Jan. 15, 2026 /PRNewswire/ -- The company said on Dec. 1, 2025 that",
        "Berlin, 15 January 2026 – The company today",
        "某某公司\n\n2026年1月15日\n\n致：采购部",
        "质量分析报告\n报告编号：A-12\n报告日期：二〇二六年一月十五日\n",
        "| 项目 | 内容 |\n| 日期 | 2026-01-15 |\n",
        "李雷\n2026-01-15 10:21\n今天参加了轻量化论坛。",
        "李雷 · 2026年1月15日 · 上海\n轻量化论坛见闻",
        "# 周报\n\n**日期**: 2026/01/15\n",
        "Date: January 15, 2026\nTo: all",
        "年降沟通\n2026年1月15日 上午 11:02 | 18分钟\n参与人：李昕",
        "录制开始：2026年1月15日 15:02（电话会议）",
        "# 台账\n\n更新日期：2026-01-15　编制：谢芸\n",
        "SERVICES AGREEMENT\nThis Services Agreement is\nsigned this 15th day of January, 2026 by",
        "AGREEMENT\n" + "Terms. " * 400 + "\nDate: January 12, 2026    Date: January 15, 2026",
        "Posted on 15 January 2026\nGreat day.",
        "框架合同\n本合同由甲乙双方于2026年1月15日在上海签订，自2026年2月1日起生效。",
        "SUPPLY AGREEMENT\nThis Agreement is made as of January 15, 2026 by and between A and B.",
        "合同签订日期：2026年1月15日\n合同有效期：2026年2月1日至2029年1月31日",
        "关于调价的函\n正文第一段。\n" + "正文。" * 800 + "\n某公司\n2026年1月15日",
        "采购合同\n"
        + "条款。" * 800
        + "\n甲方（盖章）：\n日期：2026年1月12日\n乙方（盖章）：\n日期：2026年1月15日",
    ],
)  # fmt: skip
def test_the_documents_own_date(text: str) -> None:
    assert find_date(text) == D


@pytest.mark.parametrize(
    "text",
    [
        "客户要求我们在2026年1月15日前提交样件。",
        "投标截止日期：2026年1月15日\n开标时间：2026-01-15 09:30",
        "合同有效期：2026年1月15日至2027年1月14日",
        "2026年1月15日，双方签署了框架协议，随后双方讨论了年降。",
        "项目里程碑\n2026-01-15 启动会，输出计划 3 份\n2026-03-01 样件交付，完成 PPAP",
        "根据 2026-01-15 的邮件，我们确认如下。",
        "下次会议时间：2026年1月15日",
        "交货日期：2026年1月15日",
        "甲方：\n日期：    年  月  日",
        "本合同自2026年1月15日起生效。",
        "本协议于2026年1月15日到期。",
        "出生日期：1986年1月15日",
    ],
)  # fmt: skip
def test_a_date_merely_mentioned_is_not_its_date(text: str) -> None:
    assert find_date(text) is None


def test_agreement_dates_of_real_contracts(shared_data: Path) -> None:
    """People marked the agreement date; where one is found it must nearly always be theirs."""
    with lzma.open(shared_data / "contracts_en_cuad" / "contracts.jsonl.xz", "rt", encoding="utf-8") as file:
        contracts = [json.loads(line) for line in file]
    right = wrong = 0
    for item in contracts:
        marked = (item["categories"].get("Agreement Date") or {}).get("answer") or ""
        if not re.fullmatch(r"\d+/\d+/\d{4}", marked):
            continue
        found = find_date(item["text"])
        right += found == dt.datetime.strptime(marked, "%m/%d/%Y").date()
        wrong += found is not None and found != dt.datetime.strptime(marked, "%m/%d/%Y").date()
    assert right >= 50
    assert wrong <= 0.1 * right


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    find_date(text)
    parse_date(text)
