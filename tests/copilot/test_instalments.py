"""Rows of a payment plan: asked for, paid, paid in part."""

import datetime as dt

import pytest

from tests.support.make import Source, found_in, material, row, said, source
from yiju.copilot.commitments import Commitment, find_commitments
from yiju.copilot.sections import commitments
from yiju.store.types import Kind

OURS = "王蕾 <wang@huarui.example>"
PLAN = source(
    Kind.CONTRACT,
    "2025-10-22",
    row("期次: 第一期 | 付款日: 2025年10月31日 | 金额(万元): 82"),
    row("期次: 第二期 | 付款日: 2025年11月30日 | 金额(万元): 150"),
    row("期次: 第三期 | 付款日: 2025年12月31日 | 金额(万元): 150"),
    row("期次: 第四期 | 付款日: 2026年3月31日 | 金额(万元): 150"),
    title="分期付款协议",
)
ASKED = source(
    Kind.MAIL,
    "2026-01-05",
    "第二期150万元（11月30日）至今未付。第三期150万元（12月31日）亦未到账。",
    sender=OURS,
)
SECOND, THIRD = dt.date(2025, 11, 30), dt.date(2025, 12, 31)


def by_due(*sources: Source) -> dict[dt.date | None, Commitment]:
    return {one.due: one for one in find_commitments(material(PLAN, *sources))}


def note(day: str, *lines: str) -> Source:
    return source(Kind.NOTE, day, *lines)


def test_a_plan_of_which_nobody_asks_for_anything_is_not_told() -> None:
    assert by_due() == {}


@pytest.mark.parametrize(
    "told",
    [
        note("2026-01-16", "昨日到账50万元，对方说明为第三期的部分款项。"),
        note("2026-01-16", "第三期150万元已部分到账。"),
        note("2026-01-16", "第三期已付100万元，尚欠50万元。"),
        source(
            Kind.NOTE,
            "2026-03-01",
            row("到账日期: 2026-01-15 | 金额（万元）: 50 | 对应款项: 第三期（部分） | 累计（万元）: 710"),
        ),
        source(Kind.CALL, "2026-02-03", said("李昕", "第三期我们已经付了50万。")),
    ],
)
def test_a_part_payment_reaches_its_instalment(told: Source) -> None:
    one = by_due(ASKED, told)[THIRD]
    assert one.status == "overdue"
    assert one.proof is not None and one.proof.document.id == told.document.id
    findings = found_in(PLAN, ASKED, told)
    text = next(d.text for d in commitments(findings, []) if f"due:{THIRD}" in d.flags)
    assert one.proof.text.rstrip("。").replace(" | ", "；") in text


@pytest.mark.parametrize(
    "told",
    [
        note("2026-01-16", "第二期150万元已于1月15日到账。"),
        note("2026-01-16", "第二期已付清。"),
        source(
            Kind.NOTE,
            "2026-03-01",
            row("到账日期: 2026-01-15 | 金额（万元）: 50 | 对应款项: 第二期（部分） | 累计（万元）: 132"),
            row("到账日期: 2026-02-15 | 金额（万元）: 100 | 对应款项: 第二期（余款） | 累计（万元）: 232"),
        ),
        source(Kind.MAIL, "2026-01-20", "第二期150万元已收到，第三期150万元至今未付。", sender=OURS),
    ],
)
def test_an_instalment_that_was_paid_is_asked_for_no_more(told: Source) -> None:
    found = by_due(ASKED, told)
    assert found[SECOND].status == "done"
    assert found[THIRD].status == "overdue"
    shown = [d for d in commitments(found_in(PLAN, ASKED, told), []) if f"due:{SECOND}" in d.flags]
    assert shown == []


def test_what_is_asked_for_after_a_part_payment_is_told_by_whoever_asks() -> None:
    told = note("2026-01-16", "第三期已付50万元。")
    later = source(Kind.MAIL, "2026-02-16", "第三期余款100万元至今未付。", sender=OURS)
    one = by_due(ASKED, told, later)[THIRD]
    assert one.proof is not None and "余款100万元" in one.proof.text


@pytest.mark.parametrize(
    "told",
    [
        "第三期我们争取2月底到账。",
        "请贵司安排，第三期已付了吗？",
        "第三期150万元没有收到。",
        "预计第三期150万元下周到账。",
    ],
)
def test_a_payment_to_come_or_missed_pays_nothing(told: str) -> None:
    one = by_due(ASKED, note("2026-02-16", told))[THIRD]
    assert (one.status, one.due) == ("overdue", THIRD)


def test_a_row_behind_an_unpaid_one_is_unpaid_too_and_one_to_come_is_not_due() -> None:
    asked = source(Kind.MAIL, "2026-01-05", "第二期150万元（11月30日）至今未付。", sender=OURS)
    found = by_due(asked)
    assert {due: one.status for due, one in found.items()} == {SECOND: "overdue", THIRD: "overdue"}
    assert found[THIRD].proof is None


def test_a_payment_on_another_plan_pays_nothing_of_this_one() -> None:
    other = source(
        Kind.CONTRACT,
        "2025-09-01",
        row("期次: 第三期 | 付款日: 2025年11月15日 | 金额(万元): 80"),
        title="维保协议",
    )
    paid = note("2026-01-16", "维保第三期80万元已到账。")
    found = by_due(ASKED, other, paid)
    assert found[THIRD].status == "overdue"
    proof = found[THIRD].proof
    assert proof is not None and proof.document.id == ASKED.document.id
    assert found[dt.date(2025, 11, 15)].status == "done"


def test_a_plan_that_lies_there_twice_is_told_once() -> None:
    lines = [paragraph.text for paragraph in PLAN.paragraphs]
    copy = source(Kind.MAIL, "2025-10-23", *(row(line) for line in lines), title="分期付款协议", sender=OURS)
    found = find_commitments(material(PLAN, copy, ASKED))
    assert sorted(one.due for one in found if one.due) == [SECOND, THIRD]


def test_a_ledgers_rows_are_no_plan() -> None:
    ledger = source(
        Kind.NOTE,
        "2026-01-20",
        row("到账日期: 2025-11-28 | 金额（万元）: 150 | 对应款项: 第二期"),
        title="到账台账",
    )
    asked = source(Kind.MAIL, "2026-02-01", "第二期150万元（28日）对应的发票一直没有收到。", sender=OURS)
    assert find_commitments(material(ledger, asked)) == []


PROMISED = "2月20号之前我争取付150万。"
UNPAID = source(Kind.MAIL, "2026-01-05", "第二期150万元（11月30日）至今未付。请尽快安排，谢谢。", sender=OURS)


def call(*turns: tuple[str, str]) -> Source:
    return source(Kind.CALL, "2026-02-04", *(said(*turn) for turn in turns))


@pytest.mark.parametrize("question", ["那12月31号的150万呢？", "第三期什么时候能付？"])
def test_an_instalment_that_is_promised_anew_is_one_debt(question: str) -> None:
    found = by_due(UNPAID, call(("王蕾", question), ("李昕", PROMISED)))
    assert set(found) == {SECOND, dt.date(2026, 2, 20)}
    assert found[dt.date(2026, 2, 20)].status == "overdue"


def test_one_debt_is_told_with_the_newer_word_of_it() -> None:
    paid = note("2026-02-25", "第三期150万元只付了50万元。")
    one = by_due(UNPAID, call(("王蕾", "那12月31号的150万呢？"), ("李昕", PROMISED)), paid)
    newest = one[dt.date(2026, 2, 20)].proof
    assert newest is not None and newest.document.id == paid.document.id


@pytest.mark.parametrize(
    "turns",
    [
        [("李昕", PROMISED)],
        [("王蕾", "那预付款的150万呢？"), ("李昕", PROMISED)],
        [("王蕾", "那12月31号的150万呢？"), ("李昕", "2月20号之前我争取付80万。")],
        [("李昕", "那12月31号的150万呢？"), ("李昕", PROMISED)],
    ],
)
def test_a_promise_that_names_no_instalment_leaves_the_plan_as_it_is(turns: list[tuple[str, str]]) -> None:
    found = by_due(UNPAID, call(*turns))
    assert {SECOND, THIRD, dt.date(2026, 2, 20)} <= set(found)
