"""Each promise once, and the sets that make finding it quick."""

import datetime as dt

import pytest

from tests.support.make import material, said, source
from yiju.copilot import later as followed
from yiju.copilot.commitments import find_commitments
from yiju.copilot.promises import bits, holding_two, is_promise
from yiju.store.types import Kind


def test_sets_of_numbers() -> None:
    masks = {"模具": 0b0110, "方案": 0b1100, "报告": 0b0001}
    assert bits(holding_two(masks, ("模具", "方案"))) == [2]
    assert bits(holding_two(masks, ("模具", "方案", "报告", "图纸"))) == [2]
    assert bits(0) == []


def test_a_promise_is_held_against_what_shares_its_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[frozenset[str]] = []
    same = followed._same_subject

    def counted(weights: dict[str, float], shared: frozenset[str]) -> bool:
        compared.append(shared)
        return same(weights, shared)

    monkeypatch.setattr(followed, "_same_subject", counted)
    parts = [f"WL-{n}" for n in range(200)]
    day = dt.date(2025, 6, 2)
    promises = [said("王蕾", f"我们7月1日之前把{part}的夹具图纸{part}A发给您。") for part in parts]
    chases = [said("李昕", f"{part}的检具图纸{part}A还没有收到。") for part in parts]
    whole = material(
        source(Kind.CALL, day.isoformat(), *promises),
        source(Kind.CALL, (day + dt.timedelta(days=60)).isoformat(), *chases),
    )
    found = find_commitments(whole)
    assert len(found) == len(parts)
    assert all(one.proof is not None and one.status == "overdue" for one in found)
    assert len(compared) <= 2 * len(parts)


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("折扣的事我回去问一下，4月25日前给您答复。", True),
        ("质保的事我请示一下，周五前回您。", True),
        ("夹具4月12日前送到。", True),
        ("我25日前给您答复。", False),
        ("质保条款请在25日前回您的同事。", False),
    ],
)
def test_an_answer_on_something_commercial_and_a_delivery_are_promised(text: str, *, promises: bool) -> None:
    assert is_promise(text) is promises
