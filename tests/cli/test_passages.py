"""``yiju eval retrieval``, run as a shell runs it."""

import json
import os
import re
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from tests.evals.passages.material import files, passages, questions, save, write
from tests.support.shell import Ran, yiju

FLAT = ["recall@1", "recall@5", "recall@10", "recall@50", "recall@100", "mrr@10", "ndcg@10"]


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("YIJU_")]:
        monkeypatch.delenv(name)


def _run(folder: Path, *more: str) -> Ran:
    corpus, queries = files(folder)
    line = ("--corpus", str(corpus), "--queries", str(queries), "--data", str(folder / "data"))
    return yiju("eval", "retrieval", *line, "--embedder", "hashing", *more)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def test_one_json_object_with_flat_measures(tmp_path: Path) -> None:
    ran = _run(tmp_path, "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.json
    for name in (*FLAT, "hit@10"):
        assert 0 < told[name] <= 1
        assert told["arms"]["ours"][name] == told[name]
        low, high = told["arms"]["ours"]["intervals"][name]
        assert low <= told[name] <= high
    assert 0 < told["p50_ms"] <= told["p95_ms"] <= told["p99_ms"]
    assert told["p50_ms"] == told["arms"]["ours"]["p50_ms"] <= told["total_p50_ms"]
    assert set(told["arms"]) == {"bm25-bigrams", "bm25-words", "dense", "rrf", "ours"}
    assert all(arm["index_bytes"] > 0 and arm["unscored"] is None for arm in told["arms"].values())
    assert set(told["against_best"]) == set(FLAT)
    assert told["against_best"]["recall@1"]["baseline"] in set(told["arms"]) - {"ours"}
    counts = ("passages", "questions", "gold", "without_gold", "gold_not_in_corpus", "limit")
    assert [told[key] for key in counts] == [50, 11, 15, 0, 0, 100]
    vectors = told["vectors"]
    assert (vectors["model"], vectors["given"], vectors["computed"]) == ("hashing-384-2", False, 61)


def test_without_vectors_nothing_is_zero(tmp_path: Path) -> None:
    told = _run(tmp_path, "--json", "--embedder", "none", "--arms", "dense,rrf,ours").json
    for name in ("dense", "rrf"):
        arm = told["arms"][name]
        assert arm["unscored"] == "没有向量"
        assert {arm[key] for key in (*FLAT, "p50_ms", "index_bytes")} == {None}
    assert told["recall@10"] == 1
    assert told["vectors"]["model"] is None


def test_only_what_was_asked_is_scored(tmp_path: Path) -> None:
    told = _run(tmp_path, "--json", "--arms", "bm25-words，dense", "--limit", "20").json
    assert list(told["arms"]) == ["bm25-words", "dense"]
    assert {told[key] for key in (*FLAT, "p50_ms")} == {None}
    assert told["against_best"] == {}
    assert told["arms"]["dense"]["recall@50"] is None
    assert told["arms"]["dense"]["recall@10"] == 1


def test_tables_for_people_fit_a_hundred_columns(tmp_path: Path) -> None:
    ran = _run(tmp_path, "--report", str(tmp_path / "r.md"))
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert max(_width(line) for line in lines) <= 100
    assert "…" not in ran.out
    for label in ("BM25 二字", "BM25 词", "向量", "RRF（", "Yiju"):
        assert any(line.startswith(label) and re.search(r"\d\.\d{3} .*\d+\.\d", line) for line in lines), (
            label
        )
    assert any(line.startswith("ndcg@10") for line in lines)
    assert "50 段，11 个问题" in ran.out
    report = (tmp_path / "r.md").read_text("utf-8")
    assert report.count("\n| ") == 2 + 5 + 2 + 7
    assert "50 段，11 个问题" in report


def test_a_narrow_terminal_cuts_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    out = _run(tmp_path, "--arms", "bm25-bigrams,ours").out
    assert "…" not in out
    assert re.search(r"^Yiju .*\d\.\d{3} .*\d+\.\d", re.sub(r"\x1b\[[0-9;]*m", "", out), re.MULTILINE)


def test_a_person_is_told_what_was_left_out(tmp_path: Path) -> None:
    rows = [
        *questions(),
        {"id": "u", "text": "无", "gold": []},
        {"id": "s", "text": "无", "gold": ["p1", "x"]},
    ]
    write(tmp_path / "q.jsonl", rows)
    corpus = str(files(tmp_path)[0])
    line = ("--corpus", corpus, "--queries", str(tmp_path / "q.jsonl"), "--data", str(tmp_path / "d"))
    ran = yiju("eval", "retrieval", *line, "--embedder", "none", "--sample", "12", "--arms", "dense")
    assert "1 个问题没有 gold" in ran.out
    assert "1 个 gold 不在语料里" in ran.out
    assert "向量：未评分（没有向量）" in ran.out


def test_vectors_of_another_model_are_doubted(tmp_path: Path) -> None:
    ids = np.asarray([row["id"] for row in passages()])
    other = np.random.default_rng(0).normal(size=(50, 384))
    given = save(tmp_path / "v.npz", ids=ids, vectors=other)
    ran = _run(tmp_path, "--vectors", str(given), "--arms", "dense")
    assert ran.code == 0
    assert "像是另一个模型算的" in ran.out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--embedder", "word2vec"), "没有这种向量模型：word2vec"),
        (("--embedder", "endpoint"), "YIJU_EMBED_BASE_URL"),
        (("--arms", "bm25"), "没有这种检索：bm25"),
        (("--vectors", "absent.npz"), "读不了 absent.npz"),
        (("--report", "nowhere/r.md"), "没有目录"),
        (("--report", "."), "是一个文件夹，要文件名"),
        (("--corpus", "absent.jsonl"), "读不了 absent.jsonl"),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_mistakes_are_named_with_what_to_do(
    tmp_path: Path, more: tuple[str, ...], said: str, form: tuple[str, ...]
) -> None:
    ran = _run(tmp_path, *more, *form)
    assert ran.code == (2 if said.startswith("没有这种") else 1)
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert (json.loads(ran.out)["hint"] != "") if form else ran.out == ""


@pytest.mark.parametrize("line", [("--limit", "0"), ("--sample", "-1"), ("--limit", "x")])
def test_bad_usage(tmp_path: Path, line: tuple[str, ...]) -> None:
    assert _run(tmp_path, *line).code == 2
