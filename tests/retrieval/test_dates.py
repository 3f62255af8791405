import datetime as dt

import pytest

from yiju.retrieval.dates import days_of

TODAY = dt.date(2026, 3, 10)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("上个月谈的价格", "2026-02-01", "2026-02-28"),
        ("本月", "2026-03-01", "2026-03-31"),
        ("去年q3的交付", "2025-07-01", "2025-09-30"),
        ("去年第三季度", "2025-07-01", "2025-09-30"),
        ("今年6月", "2026-06-01", "2026-06-30"),
        ("12月的会", "2025-12-01", "2025-12-31"),
        ("2月份的邮件", "2026-02-01", "2026-02-28"),
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025年11月", "2025-11-01", "2025-11-30"),
        ("去年营收", "2025-01-01", "2025-12-31"),
        ("2024年", "2024-01-01", "2024-12-31"),
        ("2026-01-15那封", "2026-01-15", "2026-01-15"),
        ("2026年1月15日", "2026-01-15", "2026-01-15"),
        ("上季度", "2025-10-01", "2025-12-31"),
        ("上一季度", "2025-10-01", "2025-12-31"),
        ("2025年前三季度的营收", "2025-01-01", "2025-09-30"),
        ("一季报", "2026-01-01", "2026-03-31"),
        ("2025年1-9月", "2025-01-01", "2025-09-30"),
        ("去年三到五月", "2025-03-01", "2025-05-31"),
        ("上周", "2026-03-02", "2026-03-08"),
        ("上上周", "2026-02-23", "2026-03-01"),
        ("昨天", "2026-03-09", "2026-03-09"),
        ("最近3天", "2026-03-07", "2026-03-10"),
        ("近两周", "2026-02-24", "2026-03-10"),
        ("近十二个月", "2025-03-09", "2026-03-10"),
    ],
)
def test_words_for_times_become_days(text: str, first: str, last: str) -> None:
    assert days_of(text, TODAY) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["质保期多久", "3个月内付款", "2025年2月30日", "单价2030元", "VDA6.3审核"])
def test_lengths_of_time_and_no_days_are_none(text: str) -> None:
    assert days_of(text, TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        *("目前年产能", "成本年降多少", "成本周期", "日本月度销量", "以上年限", "证明年检", "以前年度"),
        *("目前天数", "四季酒店", "faq1", "每季度", "15月", "周期多长", "3-5个月"),
    ],
)
def test_words_that_only_look_like_times_are_none(text: str) -> None:
    assert days_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("上个月", "2026-01-31", "2025-12-01", "2025-12-31"),
        ("上上个月", "2026-01-31", "2025-11-01", "2025-11-30"),
        ("上季度", "2026-01-31", "2025-10-01", "2025-12-31"),
        ("2月", "2024-03-31", "2024-02-01", "2024-02-29"),
        ("2024年2月29日", "2026-03-10", "2024-02-29", "2024-02-29"),
    ],
)
def test_the_year_turns_and_february_ends(text: str, today: str, first: str, last: str) -> None:
    found = days_of(text, dt.date.fromisoformat(today))
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))
