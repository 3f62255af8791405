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
