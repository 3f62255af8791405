"""Which of the talk tracks lately given a new one is compared with."""

from yiju.copilot.lately import LATELY, wanted
from yiju.store.talks import TalkRow

ASKED = {"scene": "报价", "person": "", "as_of": "2026-01-01"}


def _row(number: int, customer: str, **request: str) -> TalkRow:
    return TalkRow(f"s{number}", customer, ASKED | request, 0)


def test_one_customers_repeats_push_no_other_customer_out() -> None:
    repeats = [_row(n, "甲厂") for n in range(2 * LATELY)]
    others = [_row(100 + n, f"客户{n}") for n in range(5)]
    found, earlier = wanted([*repeats, *others], "乙厂", ASKED)
    assert found == ["s0", *(row.id for row in others)] and earlier == []


def test_another_person_is_another_request() -> None:
    rows = [_row(1, "甲厂", person="王工"), _row(2, "甲厂"), _row(3, "甲厂", person="王工")]
    assert wanted(rows, "乙厂", ASKED)[0] == ["s1", "s2"]


def test_there_are_no_more_than_so_many() -> None:
    rows = [_row(n, f"客户{n}") for n in range(2 * LATELY)]
    assert wanted(rows, "乙厂", ASKED)[0] == [f"s{n}" for n in range(LATELY)]
