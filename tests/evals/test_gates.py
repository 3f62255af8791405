"""Gates: each kind holds and breaks; the file's errors name the key."""

import re
from pathlib import Path

import pytest

from tests.evals.sample_run import result, run_of
from yiju.errors import YijuError
from yiju.evals.gatefile import Gates, load_gates
from yiju.evals.gates import judge, passed
from yiju.evals.outcome import Result
from yiju.evals.record import Run
from yiju.evals.table import table_of
from yiju.evals.verdict import Verdict

METRICS = {"ask": ["right", "clean"], "retrieval": ["recall@10", "sealed"]}


def _gates(tmp_path: Path, text: str) -> Gates:
    path = tmp_path / "gates.toml"
    path.write_text(text, encoding="utf-8")
    return load_gates(path, METRICS)


def _asks(*scores: float | None, metric: str = "right", class_: str = "single") -> list[Result]:
    return [result("ask", f"a-{n}", {metric: score}, class_=class_) for n, score in enumerate(scores)]


def _one(found: list[Verdict]) -> Verdict:
    (verdict,) = found
    return verdict


def test_a_floor_is_held_against_the_mean_of_scored_cases(tmp_path: Path) -> None:
    gates = _gates(tmp_path, '[floors]\n"ask.right" = 0.75\n')
    fine = _one(judge(run_of(*_asks(1, 1, 1, 0, None)), gates))
    assert (fine.ok, fine.value, fine.limit, fine.gate) == (True, 0.75, 0.75, "floors ask.right")
    assert "未评分" in fine.message
    low = _one(judge(run_of(*_asks(1, 1, 0.9, 0, 0)), gates))
    assert not low.ok
    assert low.cases == ("a-3", "a-4", "a-2")  # worst first
    assert "a-3" in low.told


def test_a_floor_of_one_class_looks_at_that_class(tmp_path: Path) -> None:
    gates = _gates(tmp_path, '[floors]\n"ask.right/table" = 0.5\n')
    run = run_of(*_asks(1, 1, 1, 1), result("ask", "t-1", {"right": 0.0}, class_="table"))
    verdict = _one(judge(run, gates))
    assert (verdict.ok, verdict.value, verdict.gate) == (False, 0.0, "floors ask.right/table")


def test_all_unscored_does_not_pass(tmp_path: Path) -> None:
    gates = _gates(tmp_path, '[floors]\n"ask.right" = 0.0\n')
    verdict = _one(judge(run_of(*_asks(None, None)), gates))
    assert (verdict.ok, verdict.value) == (False, None)


def test_a_promise_holds_for_every_case_or_is_broken(tmp_path: Path) -> None:
    gates = _gates(tmp_path, 'must = ["ask.clean"]\n')
    assert _one(judge(run_of(*_asks(1, 1, metric="clean")), gates)).ok
    broken = _one(judge(run_of(*_asks(1, 0.99, metric="clean")), gates))
    assert (broken.ok, broken.cases, broken.value) == (False, ("a-1",), 0.5)
    silent = _one(judge(run_of(*_asks(1, None, metric="clean")), gates))
    assert (silent.ok, silent.cases) == (False, ("a-1",))


def test_a_promise_of_one_class_or_one_case(tmp_path: Path) -> None:
    run = run_of(*_asks(1, 0), result("ask", "t-1", {"right": 1.0}, class_="table"))
    assert _one(judge(run, _gates(tmp_path, 'must = ["ask.right/table"]'))).ok
    assert _one(judge(run, _gates(tmp_path, 'must = ["ask.right#a-0"]'))).ok
    assert not _one(judge(run, _gates(tmp_path, 'must = ["ask.right#a-1"]'))).ok


def test_what_smoke_lacks_breaks_its_gate_and_what_another_run_lacks_does_not(tmp_path: Path) -> None:
    gates = _gates(tmp_path, 'must = ["retrieval.sealed"]\n[floors]\n"ask.right/table" = 0.1\n')
    run = run_of(*_asks(1))
    assert [v.ok for v in judge(run, gates)] == [False, False]
    # A suite alone is asked in full: it lacks another suite, but not a class that its gates name.
    assert [v.gate for v in judge(run.model_copy(update={"name": "ask"}), gates)] == [
        "floors ask.right/table"
    ]
    assert judge(run, gates, whole=False) == []


@pytest.mark.parametrize("kind", ["must", "floors"])
def test_a_case_that_broke_keeps_no_promise(tmp_path: Path, kind: str) -> None:
    """It has no score for what the promise is about, and must not hold for that."""
    broken = result("ask", "e-1", {"right": 0.0}, error="KeyError")
    held = result("ask", "a-1", {"right": 1.0, "clean": 1.0})
    text = 'must = ["ask.clean"]' if kind == "must" else '[floors]\n"ask.clean" = 1.0'
    verdict = _one(judge(run_of(held, broken), _gates(tmp_path, text), whole=False))
    assert verdict.ok == (kind == "floors")
    assert verdict.cases == (("e-1",) if kind == "must" else ())
    alone = judge(run_of(broken), _gates(tmp_path, text))
    assert [v.ok for v in alone] == [False]


def test_smoke_has_its_time_and_other_runs_have_not(tmp_path: Path) -> None:
    gates = _gates(tmp_path, "[smoke]\nseconds = 180\n")
    assert passed(judge(run_of(seconds=180.0), gates))
    slow, _ = judge(run_of(seconds=181.0), gates)
    assert (slow.gate, slow.ok, slow.value, slow.limit) == ("smoke.seconds", False, 181.0, 180.0)
    assert judge(run_of(name="ask", seconds=500.0), gates) == []


def test_a_case_without_an_outcome_breaks_smoke(tmp_path: Path) -> None:
    run = run_of(result("ask", "a-1", {"right": 0.0}, error="KeyError"), *_asks(1))
    _, errors = judge(run, _gates(tmp_path, "[smoke]\nseconds = 180\n"))
    assert (errors.gate, errors.ok, errors.value, errors.cases) == ("smoke.errors", False, 1, ("a-1",))
    assert passed(judge(run, _gates(tmp_path, "[smoke]\nseconds = 180\nerrors = 1\n")))


def _worse(lost: int, won: int, of: int = 200) -> tuple[Run, Run]:
    before = [float(n >= won) for n in range(of)]
    after = [1.0 if n < won else float(n < of - lost) for n in range(of)]
    return run_of(*_asks(*before)), run_of(*_asks(*after))


@pytest.mark.parametrize(
    ("lost", "won", "ok"),
    [(0, 0, True), (4, 0, True), (5, 0, False), (5, 1, True), (7, 1, False), (0, 9, True)],
)
def test_more_lost_than_won_beyond_chance_is_worse(tmp_path: Path, lost: int, won: int, ok: bool) -> None:
    gates = _gates(tmp_path, "[no_worse]\nalpha = 0.05\nmargin = 0.5\n")
    before, after = _worse(lost, won)
    verdict = _one(judge(after, gates, table_of(before)))
    assert (verdict.ok, verdict.gate) == (ok, "no_worse ask.right")
    assert len(verdict.cases) == (0 if ok else lost)
    assert ("没有一例变化" in verdict.message) == (not lost and not won)


def test_a_mean_that_falls_beyond_the_margin_is_worse(tmp_path: Path) -> None:
    before, after = _worse(lost=3, won=0, of=50)
    near = _gates(tmp_path, "[no_worse]\nmargin = 0.06\n")
    assert _one(judge(after, near, table_of(before))).ok
    tight = _gates(tmp_path, "[no_worse]\nmargin = 0.05\n")
    verdict = _one(judge(after, tight, table_of(before)))
    assert (verdict.ok, verdict.value, verdict.limit) == (False, -0.06, -0.05)


def test_changed_and_new_cases_are_left_out_and_counted(tmp_path: Path) -> None:
    gates = _gates(tmp_path, "[no_worse]\n")
    before = run_of(*_asks(1, 1), result("ask", "c-1", {"right": 1.0}, sha="a" * 64))
    after = run_of(
        *_asks(1, 1),
        result("ask", "c-1", {"right": 0.0}, sha="b" * 64),
        result("ask", "n-1", {"right": 0.0}),
    )
    verdict = _one(judge(after, gates, table_of(before)))
    assert verdict.ok
    assert "改过 1 例，新增 1 例" in verdict.message


@pytest.mark.parametrize("what", ["all changed", "most changed", "metric gone", "suite gone", "unscored"])
def test_what_is_not_compared_does_not_pass(tmp_path: Path, what: str) -> None:
    gates = _gates(tmp_path, "[no_worse]\n")
    before = table_of(run_of(*_asks(1, 1, 1)))
    changed = {"all changed": 3, "most changed": 2}.get(what, 0)
    after = [result("ask", f"a-{n}", {"right": 1.0}, sha="b" * 64 if n < changed else "") for n in range(3)]
    if what == "metric gone":
        after = _asks(1, 1, 1, metric="clean")
    if what == "suite gone":
        after = [result("retrieval", "r-1", {"sealed": 1.0})]
    if what == "unscored":
        after = _asks(None, None, 1)
    verdict = _one(judge(run_of(*after), gates, before))
    assert (verdict.ok, verdict.gate, verdict.value) == (False, "no_worse ask.right", None)
    assert "--save-baseline" in verdict.message
    assert passed(judge(run_of(*after), gates, before, whole=False))  # a sample holds what it holds
    few = [result("ask", f"a-{n}", {"right": 1.0}, sha="b" * 64 if n < 1 else "") for n in range(3)]
    assert passed(judge(run_of(*few), gates, before))


def test_only_named_metrics_are_compared_where_some_are_named(tmp_path: Path) -> None:
    gates = _gates(tmp_path, '[no_worse]\nmetrics = ["ask.clean"]\n')
    before, after = _worse(lost=20, won=0)
    assert judge(after, gates, table_of(before)) == []


def test_without_a_baseline_nothing_is_compared(tmp_path: Path) -> None:
    gates = _gates(tmp_path, "[no_worse]\n")
    assert gates.baseline == tmp_path / "baseline.json"
    assert judge(run_of(*_asks(0)), gates) == []
    assert passed([])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("floors = 3", "floors"),
        ("[flors]", "flors"),
        ("must = 'ask.clean'", "must"),
        ("must = [3]", "must[0]"),
        ("must = ['ask.clean', 'clean']", "must[1]"),
        ("must = ['ask.claen']", "ask.claen"),
        ("must = ['nosuch.clean']", "nosuch.clean"),
        ('[floors]\n"ask.right" = 1.5', 'floors."ask.right"'),
        ('[floors]\n"ask.right" = true', 'floors."ask.right"'),
        ('[floors]\n"ask.right" = "x"', 'floors."ask.right"'),
        ("[smoke]\nseconds = -1", "smoke.seconds 不对：要大于 0"),
        ("[smoke]\nseconds = 1\nminutes = 1", "smoke.minutes 不对：没有这个字段"),
        ("[no_worse]\nalpha = 'low'", "no_worse.alpha 不对：要一个数"),
        ("[no_worse]\nmetrics = ['ask.nosuch']", "no_worse.metrics"),
        ("[smoke", "gates.toml"),
        ("", "一道门也没有"),
        ("must = []", "一道门也没有"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(YijuError, match=re.escape(named)) as caught:
        _gates(tmp_path, text)
    assert caught.value.hint


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(YijuError, match="读不了"):
        load_gates(tmp_path / "none.toml")


def test_the_product_s_own_gates_are_well_formed() -> None:
    from yiju.evals.suites import SUITES

    path = Path(__file__).parents[2] / "src/yiju/evals/gates.toml"
    gates = load_gates(path, {suite.name: suite.metrics for suite in SUITES.values()})
    assert gates.smoke is not None
    assert gates.smoke.seconds == 240
    assert gates.floors
    assert gates.must
    assert gates.no_worse is not None
