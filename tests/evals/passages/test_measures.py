"""Measures against values computed by hand."""

import math

import pytest

from yiju.evals.passages.measures import COMPARED, MEASURES, ArmResult, against_best, best_of, scores_of
from yiju.evals.passages.records import Question

QUESTIONS = (
    Question("one", "…", ("a",)),
    Question("two", "…", ("b", "c")),
    Question("none", "…", ("z",)),
)
FOUND = [
    ["x", "a", "y"],  # rank 2
    ["b", *"123456", "c"],  # ranks 1 and 8
    ["x", "y"],
]


def test_scores_of_each_question() -> None:
    scores = scores_of(FOUND, QUESTIONS, 100)
    assert tuple(scores) == MEASURES
    assert scores["recall@1"] == [0, 0.5, 0]
    assert scores["recall@5"] == [1, 0.5, 0]
    assert scores["recall@10"] == scores["recall@50"] == scores["recall@100"] == [1, 1, 0]
    assert scores["hit@1"] == [0, 1, 0]
    assert scores["hit@5"] == [1, 1, 0]
    assert scores["mrr@10"] == [0.5, 1, 0]
    ideal = 1 + 1 / math.log2(3)
    assert scores["ndcg@10"] == pytest.approx([1 / math.log2(3), (1 + 1 / math.log2(9)) / ideal, 0])


def test_the_top_ten_end_at_ten() -> None:
    hits = [[*"0123456789", "a"]]
    scores = scores_of(hits, QUESTIONS[:1], 100)
    assert (scores["recall@10"], scores["recall@50"]) == ([0], [1])
    assert (scores["mrr@10"], scores["ndcg@10"]) == ([0], [0])


def test_measures_deeper_than_was_asked_are_left_out() -> None:
    assert set(scores_of(FOUND, QUESTIONS, 9)) == {"recall@1", "recall@5", "hit@1", "hit@5"}
    assert scores_of(FOUND, QUESTIONS, 7)["recall@5"] == [1, 0.5, 0]


def test_means_intervals_and_times() -> None:
    arm = ArmResult(
        "x",
        "X",
        scores=scores_of(FOUND, QUESTIONS, 100),
        search_ms=[float(n) for n in range(1, 102)],
        embed_ms=[10.0] * 101,
    )
    assert arm.mean("recall@10") == pytest.approx(2 / 3)
    span = arm.interval("recall@10")
    assert span is not None
    assert span.low <= 2 / 3 <= span.high
    times = arm.times()
    assert (times["p50_ms"], times["p95_ms"], times["p99_ms"]) == (51, 96, 100)
    assert (times["embed_p50_ms"], times["total_p50_ms"], times["total_p95_ms"]) == (10, 61, 106)


def test_unscored_is_not_zero() -> None:
    arm = ArmResult("dense", "向量", unscored="没有向量")
    assert arm.mean("recall@10") is None
    assert arm.interval("recall@10") is None
    assert set(arm.times().values()) == {None}
    assert best_of([arm], "recall@10") is None


def _arm(name: str, *scores: float) -> ArmResult:
    return ArmResult(name, name, scores=dict.fromkeys(COMPARED, scores))


def test_ours_is_held_against_the_best() -> None:
    questions = [Question(str(at), "…", ("a",)) for at in range(4)]
    worse, best = _arm("worse", 0, 0, 0, 1), _arm("best", 1, 0, 1, 0)
    ours = _arm("ours", 1, 1, 1, 0)
    found = against_best(ours, [worse, best, ArmResult("dense", "", unscored="…")], questions)
    assert tuple(found) == COMPARED
    arm, row = found["ndcg@10"]
    assert arm is best
    assert (row.before, row.after, row.difference, row.won, row.lost) == (0.5, 0.75, 0.25, ("1",), ())
    assert row.p == 1.0  # one pair that differs says nothing
    assert against_best(ours, [], questions) == {}
    assert best_of([best, _arm("later", 1, 0, 1, 0)], "recall@1") is best
