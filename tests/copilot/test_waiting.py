"""Promises stay until a source says that they were kept, however old they are."""

import datetime as dt

import pytest

from tests.support.make import Line, Source, found_in, material, said, source
from yiju.copilot.advising import who_of
from yiju.copilot.commitments import find_commitments
from yiju.copilot.sections import commitments
from yiju.copilot.waiting import days_late, is_stale, lasting, uncounted, waiting
from yiju.store.labels import marks_of
from yiju.store.types import Claim, Kind, Role

PROMISE = "LCA边界说明我们12月20日之前一定发给您。"
LATER = dt.date(2028, 6, 1)


def given(day: str = "2025-12-09", text: str = PROMISE) -> Source:
    return source(Kind.CALL, day, said("王蕾", text))


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "1 天"), (60, "60 天"), (92, "3 个月"), (366, "1 年"), (430, "1 年 2 个月"), (731, "2 年")],
)
def test_lengths_of_time_in_words(days: int, words: str) -> None:
    assert lasting(days) == words


def test_how_long_it_is_overdue_is_told() -> None:
    (one,) = find_commitments(material(given(), as_of=dt.date(2026, 1, 5)))
    assert (days_late(one, dt.date(2026, 1, 5)), waiting(one, dt.date(2026, 1, 5))) == (16, "已逾期 16 天")
    assert waiting(one, dt.date(2025, 12, 15)) == ""
    assert not is_stale(one, dt.date(2026, 12, 20))
    assert is_stale(one, dt.date(2026, 12, 22))


@pytest.mark.parametrize(
    ("written", "today"),
    [
        (
            "第二期150万元（11月30日）至今未付，已逾期36天，超过计划约定的10日。",
            "第二期150万元（11月30日）至今未付",
        ),
        ("余款20万元未付，逾期 3 个月", "余款20万元未付"),
        ("逾期超过60日的，卖方可以暂停供应", "逾期超过60日的，卖方可以暂停供应"),
    ],
)
def test_days_counted_when_it_was_written_are_not_told_today(written: str, today: str) -> None:
    assert uncounted(written) == today


def test_a_row_that_is_asked_for_word_by_word_is_told_by_those_words_alone() -> None:
    row = Line("期次: 第二期 | 付款日: 2025年11月30日 | 金额(万元): 150", role=Role.TABLE_ROW)
    plan = source(Kind.CONTRACT, "2025-10-22", row)
    asks = "第二期150万元（11月30日）至今未付，已逾期36天。"
    mail = source(Kind.MAIL, "2026-01-05", asks, sender="周磊 <zhou@huarui.example>")
    (told,) = commitments(found_in(plan, mail), [])
    assert [span.document.kind for span in told.spans] == [Kind.MAIL]
    assert "36天" not in told.text
    assert {"overdue", "due:2025-11-30", "theirs"} <= set(told.flags)
    assert who_of(told) == "客户"
    short = source(Kind.MAIL, "2026-01-05", "第二期（30日）至今未付。", sender="周磊 <zhou@huarui.example>")
    (both,) = commitments(found_in(plan, short), [])
    assert len(both.spans) == 2  # what it leaves out, the plan tells


def test_one_without_a_day_tells_when_it_was_given() -> None:
    (one,) = find_commitments(material(given(text="我们会把模具分摊方案发给您。"), as_of=LATER))
    assert waiting(one, LATER) == "2 年 6 个月前说的"


def test_the_strategy_still_tells_of_an_old_one_last_and_marked() -> None:
    new = given("2028-05-20", "样件检测报告我们6月15日之前寄给您。")
    drafts = commitments(found_in(given(), new, as_of=LATER), [])
    assert [draft.spans[0].document.date for draft in drafts] == [dt.date(2028, 5, 20), dt.date(2025, 12, 9)]
    assert "stale" not in drafts[0].flags
    assert {"stale", "overdue"} <= set(drafts[1].flags)
    assert "久未落实" in marks_of(Claim(id="", nature="fact", text="", flags=drafts[1].flags))


def test_an_old_one_that_was_kept_is_gone() -> None:
    kept = source(
        Kind.MAIL, "2028-05-02", "LCA边界说明已发给您，请查收附件。", sender="王蕾 <wang@huarui.example>"
    )
    drafts = commitments(found_in(given(), kept, as_of=LATER), [])
    assert not any({"stale", "overdue", "open"} & set(draft.flags) for draft in drafts)
