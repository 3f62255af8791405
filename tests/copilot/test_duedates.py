"""Deadlines as people say them, against a calendar."""

import datetime as dt

import pytest

from yiju.copilot.duedates import due_date

SAID = dt.date(2026, 1, 15)  # a Thursday


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("下周三之前把边界说明发给您", "2026-01-21"),
        ("周五前给您", "2026-01-16"),
        ("周二前给您", "2026-01-20"),
        ("本周五之前", "2026-01-16"),
        ("2026年2月10日前提交", "2026-02-10"),
        ("2月10日前", "2026-02-10"),
        ("1月10日前", "2027-01-10"),
        ("20号之前", "2026-01-20"),
        ("月底前", "2026-01-31"),
        ("下个月底之前", "2026-02-28"),
        ("三天内", "2026-01-18"),
        ("5个工作日内", "2026-01-22"),
        ("两周内", "2026-01-29"),
        ("明天给您", "2026-01-16"),
        ("年底前完成", "2026-12-31"),
        ("下周给您", "2026-01-23"),
        ("by Friday", "2026-01-16"),
        ("by next Wednesday", "2026-01-21"),
        ("by 20 January", "2026-01-20"),
        ("no later than February 3, 2026", "2026-02-03"),
        ("I will come back to you in February", "2026-02-28"),
        ("一月二十号之前发出", "2026-01-20"),
        ("我们会尽快回复", None),
        ("2月30日前", None),
    ],
)
def test_due(text: str, due: str | None) -> None:
    assert due_date(text, SAID) == (dt.date.fromisoformat(due) if due else None)


def test_a_third_of_a_month_ends_with_its_last_day() -> None:
    assert due_date("9月下旬我安排工程师去三天", dt.date(2025, 7, 22)) == dt.date(2025, 9, 30)
    assert due_date("2月上旬给您", dt.date(2025, 7, 22)) == dt.date(2026, 2, 10)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("我们15日内提交整改报告", "2026-01-30"),
        ("收到样件后30日以内回复", "2026-02-14"),
        ("十五天内给您方案", "2026-01-30"),
        ("八天内给您", "2026-01-23"),
        ("二十个工作日内提交", "2026-02-12"),
        ("两三天内给您", "2026-01-18"),
        ("半个月内给您", "2026-01-30"),
        ("半年内完成", "2026-07-15"),
        ("15号之前给您", "2026-01-15"),
        ("第三周给您", None),
    ],
)
def test_a_length_of_time_is_no_day_of_the_month_and_is_read_whole(text: str, due: str | None) -> None:
    assert due_date(text, SAID) == (dt.date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("48小时内给您答复", "2026-01-17"),
        ("二季度末之前完成", "2026-06-30"),
        ("三季度前上线", "2026-06-30"),
        ("Q2给您", "2026-06-30"),
        ("上半年完成", "2026-06-30"),
        ("年内完成", "2026-12-31"),
        ("本月内给您", "2026-01-31"),
        ("下个月给您", "2026-02-28"),
        ("下月初给您", "2026-02-10"),
        ("8月份给您文档", "2026-08-31"),
        ("5月前提交", "2026-04-30"),
        ("明年3月给您", "2027-03-31"),
        ("12月份的订单", None),
        ("1.5个月的库存", None),
    ],
)
def test_a_whole_period_ends_with_its_last_day_where_it_is_asked_for(text: str, due: str | None) -> None:
    assert due_date(text, SAID) is None
    assert due_date(text, SAID, periods=True) == (dt.date.fromisoformat(due) if due else None)
