"""Agreement: as in the literature's worked examples; undefined stays undefined."""

import numpy as np
import pytest

from tests.support.reviewed import (
    ADMIN,
    CLIENT,
    HEAD,
    HEAD_2,
    HEAD_3,
    REP,
    RUBRIC,
    WEST_HEAD,
    advice,
    claim,
    judge,
    keep,
)
from yiju.sandbox.agreement import agreement
from yiju.sandbox.alpha import Level, alpha, resampled
from yiju.sandbox.annotations import all_annotations
from yiju.store.database import Database
from yiju.store.types import Viewer

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): A, binary, two observers, none missing;
# C, four observers, twelve units, some missing.
BINARY = ("0100000010", "1110010000")
FOUR = ("123321412...", "1233224125.3", ".333234225 1.".replace(" ", ""), "123324412 51.".replace(" ", ""))


def _units(observers: tuple[str, ...]) -> list[dict[str, int]]:
    return [
        {f"o{n}": int(value) for n, value in enumerate(column) if value != "."}
        for column in zip(*observers, strict=True)
    ]


@pytest.mark.parametrize(
    ("observers", "level", "expected", "units", "ratings"),
    [
        (BINARY, "nominal", 0.095, 10, 20),
        (FOUR, "nominal", 0.743, 11, 40),
        (FOUR, "ordinal", 0.815, 11, 40),
    ],
)
def test_worked_examples(
    observers: tuple[str, ...], level: Level, expected: float, units: int, ratings: int
) -> None:
    found = alpha(_units(observers), level)
    assert found.value == pytest.approx(expected, abs=5e-4)
    assert (found.units, found.ratings) == (units, ratings)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high


@pytest.mark.parametrize("level", ["nominal", "ordinal"])
def test_the_bootstrap_counts_as_the_package_does(level: Level) -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        units = [{f"o{n}": int(rng.integers(1, 5)) for n in range(rng.integers(2, 5))} for _ in range(12)]
        counts = np.zeros((12, 4))
        for n, unit in enumerate(units):
            for value in unit.values():
                counts[n, value - 1] += 1
        counts = counts[:, counts.sum(axis=0) > 0]
        (own,) = resampled(counts, np.ones((1, 12)), level)
        assert alpha(units, level).value == pytest.approx(float(own), abs=1e-4)


@pytest.mark.parametrize(
    "units",
    [
        [],
        [{"a": 1}, {"b": 2}],
        [{"a": 1, "b": 1}],
        [{"a": 1, "b": 2}],
        [{"a": 1, "b": 1}] * 40,
        [{"a": 1, "b": 1}] * 40 + [{"a": 2}],
    ],
    ids=["nothing", "nobody twice", "one thing", "one thing apart", "all alike", "all alike but alone"],
)
def test_undefined_is_neither_nought_nor_one(units: list[dict[str, int]]) -> None:
    found = alpha(units, "nominal")
    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.small


def test_perfect_and_opposite() -> None:
    assert alpha([{"a": n % 2, "b": n % 2} for n in range(20)], "nominal").value == 1.0
    opposite = alpha([{"a": n % 2, "b": 1 - n % 2} for n in range(20)], "nominal").value
    assert opposite is not None
    assert opposite < -0.9


def test_few_things_are_marked() -> None:
    assert alpha([{"a": n % 2, "b": n % 2} for n in range(4)], "nominal").small
    assert not alpha([{"a": n % 2, "b": n % 2} for n in range(5)], "nominal").small


@pytest.fixture
def judged(sql: Database) -> None:
    keep(sql, *(advice(f"s{n}") for n in range(6)))
    keep(sql, advice("s9", unit="west", customer="西部重工"))
    for n in range(6):
        what = ("accept", "reject")[n % 2]
        judge(sql, HEAD, f"s{n}", what, scores={"grounds": 1 + n % 3})
        judge(sql, HEAD_2, f"s{n}", what, scores={"grounds": 1 + n % 3})
        if n < 3:
            judge(sql, HEAD_3, f"s{n}", ("reject", "accept")[n % 2], *([] if n % 2 else ["outdated"]))
    judge(sql, WEST_HEAD, "s9", "reject")


def test_an_interval_draws_whole_groups() -> None:
    units = [{"a": n % 2, "b": n % 2 if n < 32 else 1 - n % 2} for n in range(40)]
    alone, grouped = alpha(units, "nominal"), alpha(units, "nominal", groups=[n // 8 for n in range(40)])
    assert (alone.value, alone.groups, grouped.value, grouped.groups) == (grouped.value, 40, alone.value, 5)
    assert alone.low is not None
    assert grouped.low is not None
    assert grouped.low < alone.low, "all that differs stands in one group"
    one = alpha(units, "nominal", groups=["s1"] * 40)
    assert (one.value, one.low, one.high, one.small) == (alone.value, None, None, True)


def test_claims_of_one_suggestion_are_one_group(sql: Database) -> None:
    claims = [claim(f"c{n}") for n in range(8)]
    keep(sql, advice("s1", *claims), advice("s2", *claims))
    for name in ("s1", "s2"):
        for n, one in enumerate(claims):
            for who in (HEAD, HEAD_2):
                judge(
                    sql,
                    who,
                    name,
                    ("accept", "reject")[n % 2],
                    claim_id=one.id,
                    scores={"grounds": 1 + n % 4},
                )
    found = agreement(sql, HEAD, RUBRIC)
    for told in (found.verdicts, found.pairs[0].alpha, found.scores["grounds"], found.reasons["wrong_fact"]):
        assert (told.value, told.units, told.groups, told.small) == (1.0, 16, 2, True)


def test_pairs_reasons_and_scores(sql: Database, judged: None) -> None:
    found = agreement(sql, HEAD, RUBRIC)
    pairs = {(pair.one, pair.other): pair for pair in found.pairs}
    assert pairs["head", "head2"].alpha.value == 1.0
    assert (pairs["head", "head2"].same, pairs["head", "head2"].alpha.units) == (6, 6)
    assert (pairs["head", "head3"].same, pairs["head", "head3"].alpha.units) == (0, 3)
    value = pairs["head", "head3"].alpha.value
    assert value is not None
    assert value < 0
    assert (found.verdicts.units, found.verdicts.ratings) == (6, 15)
    assert found.scores["grounds"].value == 1.0
    assert found.scores["wording"].value is None
    assert found.reasons["too_alike"].value is None, "nobody ever gave it"
    assert found.reasons["wrong_fact"].value is not None


def test_an_adjudicators_word_and_what_was_corrected_do_not_count(sql: Database) -> None:
    keep(sql, advice("s1"), advice("s2"))
    wrong = judge(sql, HEAD, "s1", "reject")
    judge(sql, HEAD_2, "s1")
    judge(sql, ADMIN, "s1", settles=True)
    assert agreement(sql, HEAD, RUBRIC).verdicts.ratings == 2
    judge(sql, HEAD, "s1", "accept", replaces=wrong.id)
    (pair,) = agreement(sql, HEAD, RUBRIC).pairs
    assert pair.same == 1


@pytest.mark.parametrize("who", [REP, CLIENT, WEST_HEAD], ids=lambda v: v.user)
def test_others_learn_nothing_of_reviewers(sql: Database, judged: None, who: Viewer) -> None:
    found = agreement(sql, who, RUBRIC)
    assert (found.pairs, found.verdicts.units, found.verdicts.ratings) == ((), 0, 0)
    assert all(one.ratings == 0 for one in [*found.reasons.values(), *found.scores.values()])


def test_a_window(sql: Database, judged: None) -> None:
    everything = agreement(sql, HEAD, RUBRIC)
    said = all_annotations(sql, HEAD)
    assert agreement(sql, HEAD, RUBRIC, since=said[0].at) == everything
    assert agreement(sql, HEAD, RUBRIC, until=said[0].at).verdicts.units == 0


def test_verdicts_on_replays_are_none_on_advice(sql: Database, judged: None) -> None:
    before = agreement(sql, HEAD, RUBRIC)
    keep(sql, advice("r1", replay_of="s1"))
    judge(sql, HEAD, "r1")
    judge(sql, HEAD_2, "r1", "reject")
    assert agreement(sql, HEAD, RUBRIC) == before
