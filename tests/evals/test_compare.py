"""Comparison of runs, pair by pair; the baseline's file."""

import json
from pathlib import Path

import pytest

from tests.evals.sample_run import result, run_of, sample_run
from yiju.errors import YijuError
from yiju.evals.compare import compare_runs, compare_tables
from yiju.evals.record import Run, read_run, write_run
from yiju.evals.table import read_baseline, table_of, write_baseline


def _run(scores: dict[str, float | None], sha: str = "") -> Run:
    return run_of(*(result("ask", case, {"right": score}, sha=sha) for case, score in scores.items()))


def test_only_cases_of_both_runs_are_compared() -> None:
    before = _run({"a-1": 0.0, "a-2": 1.0, "a-3": 1.0, "a-4": 0.5, "old-1": 0.0})
    after = _run({"a-1": 1.0, "a-2": 1.0, "a-3": 0.5, "a-4": None, "new-1": 0.0})
    (one,) = compare_runs(before, after)
    assert (one.suite, one.metric, one.n, one.new, one.gone) == ("ask", "right", 3, 1, 2)
    assert (one.won, one.lost) == (("a-1",), ("a-3",))
    assert one.before == pytest.approx(2 / 3)
    assert one.after == pytest.approx(2.5 / 3)
    assert one.difference == pytest.approx(0.5 / 3)
    assert one.low == pytest.approx(-0.5)
    assert one.high == pytest.approx(1.0)
    assert one.p == 1.0  # of two pairs that differ nothing can be said
    assert one.p_lost == 0.75


def test_a_changed_case_is_another_case() -> None:
    (one,) = compare_runs(_run({"a-1": 1.0}, sha="a" * 64), _run({"a-1": 0.0}, sha="b" * 64))
    assert (one.n, one.changed, one.difference, one.lost) == (0, 1, None, ())


def test_many_losses_are_no_accident() -> None:
    before = _run({f"a-{n}": 1.0 for n in range(40)})
    after = _run({f"a-{n}": float(n >= 6) for n in range(40)})
    (one,) = compare_runs(before, after)
    assert one.p_lost == 1 / 64
    assert one.p == 2 / 64
    assert one.difference == pytest.approx(-0.15)
    assert one.high is not None
    assert one.high < 0


def test_cases_that_look_at_one_suggestion_fall_as_one() -> None:
    def run(score: float, shared: bool) -> Run:
        of = [f"strategy {n // 8}" if shared else "" for n in range(16)]
        return run_of(*(result("ask", f"a-{n}", {"right": score}, shared=of[n]) for n in range(16)))

    (alone,) = compare_runs(run(1, shared=False), run(0, shared=False))
    (one,) = compare_runs(run(1, shared=True), run(0, shared=True))
    assert (alone.groups, alone.p_lost) == (16, 1 / 2**16)
    assert (one.n, one.groups, one.p_lost, one.p) == (16, 2, 1 / 4, 2 / 4)
    assert len(one.lost) == 16


def test_what_is_lost_and_won_within_one_suggestion_is_weighed() -> None:
    def run(*scores: float) -> Run:
        rows = [result("ask", f"a-{n}", {"right": s}, shared="one") for n, s in enumerate(scores)]
        return run_of(*rows, result("ask", "b-1", {"right": 1.0}))

    (even,) = compare_runs(run(1, 0), run(0, 1))
    assert (even.p, even.p_lost, even.lost, even.won) == (1.0, 1.0, ("a-0",), ("a-1",))


def test_repeated_runs_count_by_each_case_mean() -> None:
    before = [_run({"a-1": 0.0, "a-2": 1.0}), _run({"a-1": 1.0, "a-2": None})]
    (one,) = compare_runs(before, _run({"a-1": 0.5, "a-2": 1.0}))
    assert (one.n, one.difference, one.won, one.lost) == (2, 0.0, (), ())


def test_a_case_that_changed_between_repeats_counts_in_its_last_form() -> None:
    table = table_of(_run({"a-1": 1.0}, sha="a" * 64), _run({"a-1": 0.0}, sha="b" * 64))
    assert table["ask"]["right"]["a-1"] == (0.0, "b" * 8)


def test_the_baseline_comes_back_as_it_was_and_has_a_line_a_case(tmp_path: Path) -> None:
    run = sample_run()
    path = tmp_path / "deep" / "baseline.json"
    write_baseline(table_of(run), path)
    back = read_baseline(path)
    scored = sum(score is not None for r in run.results for score in r.scores.values())
    assert sum(len(cases) for metrics in back.values() for cases in metrics.values()) == scored
    assert all(not c.won and not c.lost and c.n for c in compare_tables(back, table_of(run)))
    assert len([line for line in path.read_text().splitlines() if "[" in line]) == scored
    raw = json.loads(path.read_text())
    first = run.results[0]
    assert raw["retrieval"]["recall@10"][first.id] == [first.scores["recall@10"], first.sha256[:8]]


def test_rounding_in_the_baseline_is_no_change(tmp_path: Path) -> None:
    run = _run({"a-1": 1 / 3, "a-2": 2 / 3})
    write_baseline(table_of(run), tmp_path / "b.json")
    (one,) = compare_tables(read_baseline(tmp_path / "b.json"), table_of(run))
    assert (one.won, one.lost, one.difference) == ((), (), 0.0)


def test_an_empty_baseline_can_be_written(tmp_path: Path) -> None:
    write_baseline({}, tmp_path / "b.json")
    assert read_baseline(tmp_path / "b.json") == {}


def test_a_run_is_read_from_its_folder_and_as_editors_save_it(tmp_path: Path) -> None:
    run = sample_run()
    write_run(run, tmp_path / "run.json")
    assert read_run(tmp_path) == run
    (tmp_path / "run.json").write_bytes(b"\xef\xbb\xbf" + (tmp_path / "run.json").read_bytes())
    assert read_run(tmp_path / "run.json") == run


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (b"{", r"run\.json：不是 JSON"),
        (b"[]", r"run\.json：要一个对象"),
        (b'{"name": "a", "started_at": "2026-03-10T00:00:00Z"}', "fingerprint 没有写"),
        (
            b'{"results": [{}], "name": "a", "started_at": 0, "fingerprint": "a"}',
            r"results\[0\]\.suite 没有写",
        ),
        (b"\xff\xfe", "不是 UTF-8"),
        (None, "没有这个文件"),
    ],
)
def test_what_is_wrong_with_a_run_is_named(tmp_path: Path, text: bytes | None, named: str) -> None:
    if text is not None:
        (tmp_path / "run.json").write_bytes(text)
    with pytest.raises(YijuError, match=named) as told:
        read_run(tmp_path / "run.json")
    assert "文件夹" in told.value.hint


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "b.json"),
        ("[]", "b.json"),
        ('{"ask": []}', "ask"),
        ('{"ask": {"right": 1}}', "ask.right"),
        ('{"ask": {"right": {"a-1": 1}}}', "ask.right a-1"),
        ('{"ask": {"right": {"a-1": [2, "aaaaaaaa"]}}}', "ask.right a-1"),
    ],
)
def test_a_broken_baseline_names_the_entry(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(YijuError, match=named) as caught:
        read_baseline(path)
    assert caught.value.hint
