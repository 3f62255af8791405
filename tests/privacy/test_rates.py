"""Precision and recall of every kind, on made-up sentences with hard negatives: floors that may only rise."""

import pytest
from benchmarks.privacy import Score, measure, ours
from benchmarks.privacy_items import KINDS, hard_cases, items

_FLOOR = 0.97


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    made = items(7, each=40)
    assert sum(not item.truth for item in made) >= 300
    return measure(made, ours)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_found_and_nothing_else_is_taken_for_it(scores: dict[str, Score], kind: str) -> None:
    assert scores[kind].values == 40
    assert scores[kind].recall >= _FLOOR
    assert scores[kind].precision >= _FLOOR


def test_of_the_hard_ones_no_fewer_are_found_than_were_and_nothing_is_taken_for_one() -> None:
    found = measure(hard_cases(), ours)[0].values()
    assert sum(one.values for one in found) >= 62
    assert sum(one.hit for one in found) >= 47
    assert sum(one.spans - one.right for one in found) == 0
