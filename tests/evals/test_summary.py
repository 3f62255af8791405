"""Summaries: unscored is counted and never a zero; classes; time."""

from tests.evals.sample_run import result, run_of
from yiju.evals.summary import Row, case_score, stages, summarise, total_seconds


def _rows(*results: object) -> dict[tuple[str, str, str], Row]:
    return {(r.suite, r.metric, r.class_): r for r in summarise(run_of(*results))}  # type: ignore[arg-type]


def test_unscored_cases_are_counted_and_not_averaged() -> None:
    rows = _rows(
        result("ask", "a-1", {"right": 1.0, "facts": None}),
        result("ask", "a-2", {"right": None, "facts": None}),
        result("ask", "a-3", {"right": 0.5}),
    )
    right, facts = rows["ask", "right", ""], rows["ask", "facts", ""]
    assert (right.n, right.unscored, right.mean) == (2, 1, 0.75)
    assert (facts.n, facts.unscored, facts.mean, facts.low) == (0, 2, None, None)


def test_cases_of_one_suggestion_are_drawn_together() -> None:
    """Thirty looks at one suggestion are not thirty suggestions."""
    scores = [float(n % 3 > 0) for n in range(6)]
    many = [
        result("talk", f"t-{n}-{look}", {"right": score}, shared=f"s{n}")
        for n, score in enumerate(scores)
        for look in range(30)
    ]
    few = [result("talk", f"t-{n}", {"right": score}) for n, score in enumerate(scores)]
    wide, same = _rows(*many)["talk", "right", ""], _rows(*few)["talk", "right", ""]
    assert (wide.n, wide.mean, wide.low, wide.high) == (180, same.mean, same.low, same.high)


def test_a_metric_is_told_whole_then_by_class_in_the_order_of_the_run() -> None:
    rows = summarise(
        run_of(
            result("retrieval", "r-1", {"recall@10": 1.0, "mrr@10": 0.5}, class_="table"),
            result("ask", "a-1", {"right": 1.0}, class_="dated"),
            result("retrieval", "r-2", {"sealed": 1.0}, class_="out_of_rights"),
            result("retrieval", "r-3", {"recall@10": 0.0, "mrr@10": 0.0}, class_="single"),
        )
    )
    keys = [(r.suite, r.metric, r.class_) for r in rows]
    assert keys == [
        ("retrieval", "recall@10", ""),
        ("retrieval", "recall@10", "table"),
        ("retrieval", "recall@10", "single"),
        ("retrieval", "mrr@10", ""),
        ("retrieval", "mrr@10", "table"),
        ("retrieval", "mrr@10", "single"),
        ("retrieval", "sealed", ""),
        ("retrieval", "sealed", "out_of_rights"),
        ("ask", "right", ""),
        ("ask", "right", "dated"),
    ]
    assert rows[0].mean == 0.5
    assert rows[0].n == 2  # the case without this metric is not counted


def test_time_by_stage_names_the_slowest_case() -> None:
    run = run_of(*(result("ask", f"a-{n}", {}, seconds={"read": n / 10}) for n in range(11)))
    (stage,) = stages(run)
    assert (stage.stage, stage.n, stage.median, stage.longest_case) == ("read", 11, 0.5, "a-10")
    assert round(stage.total, 6) == 5.5
    assert round(stage.p95, 6) == 0.95
    assert total_seconds(run) == 42.0


def test_how_a_case_did_is_its_main_metric_or_its_lowest_score() -> None:
    assert case_score(result("ask", "a-1", {"clean": 0.0, "right": 1.0}), "right") == 1.0
    assert case_score(result("ask", "a-1", {"sealed": 0.0, "other": 1.0}), "right") == 0.0
    assert case_score(result("ask", "a-1", {"right": None}), "right") is None
    assert case_score(result("ask", "a-1", {}, error="nothing came"), "right") == 0.0
