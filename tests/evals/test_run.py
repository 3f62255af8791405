"""A run: resumes after a kill, keeps going after a failure, and gives the same in several processes."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evals.conftest import Write
from yiju.errors import YijuError
from yiju.evals.cache import Cache
from yiju.evals.outcome import Outcome
from yiju.evals.plan import plan
from yiju.evals.record import read_run, write_run
from yiju.evals.run import run_plan

CONTRACT = "weserland/contract/威瑟兰_轻量化结构件框架采购合同_2025-03-28.docx"


def _line(**case: Any) -> str:
    return json.dumps({"class": "single", "provenance": "for this test"} | case, ensure_ascii=False)


def support_case(number: int, **changes: Any) -> str:
    claim = {"claim": f"质保期为{number}个月", "evidence": ["质保期为3个月。"], "label": number == 3}
    return _line(id=f"t-{number}", **claim | changes)


def test_what_is_known_is_not_asked_again(tmp_path: Path, write: Write) -> None:
    folder = write("support", *(support_case(n) for n in range(1, 7)))
    made = plan("support", tmp_path / "home", cases=folder)
    first = run_plan(made)
    assert (first.computed, len(first.results)) == (6, 6)
    assert all(result.scores["right"] == 1.0 for result in first.results)
    # A kill in the middle of a write leaves a torn line: that case is asked again, the others are not.
    [kept] = (tmp_path / "home" / "cache").glob("*/support.jsonl")
    kept.write_bytes(kept.read_bytes()[:-40])
    again = run_plan(made)
    assert again.computed == 1
    assert [(r.id, r.scores) for r in again.results] == [(r.id, r.scores) for r in first.results]
    assert run_plan(made).computed == 0
    write("support", *(support_case(n) for n in range(1, 6)), support_case(6, label=True))
    changed = run_plan(plan("support", tmp_path / "home", cases=folder))
    assert changed.computed == 1
    assert [r.id for r in changed.results if r.scores["right"] == 0.0] == ["t-6"]
    assert run_plan(plan("support", tmp_path / "home", cases=folder, resume=False)).computed == 6


def test_an_outcome_is_known_again_whatever_its_text_holds(tmp_path: Path) -> None:
    texts = ("甲\u2028乙", "\x0b\x0c\x1c\x85", "\n\r\n", "\x00\u202e")
    for n, text in enumerate(texts):
        Cache(tmp_path, "code").add("ask", [(str(n), Outcome(given={"told": text}))])
    found = Cache(tmp_path, "code").load("ask")
    assert [found[str(n)].given["told"] for n in range(len(texts))] == list(texts)


def test_a_suite_that_is_asked_again_leaves_the_others_be(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "code")
    for suite in ("ask", "talk"):
        cache.add(suite, [("a", Outcome(given={"told": suite}))])
    cache.forget(["ask", "terms"])
    assert cache.load("ask") == {}
    assert cache.load("talk")["a"].given == {"told": "talk"}


def test_a_failing_case_stops_nothing(tmp_path: Path, write: Write) -> None:
    lost = {"file": "weserland/没有.pdf", "contains": "什么"}
    asked = {"question": "年降比例是多少", "customer": "威瑟兰汽车"}
    here = {"file": CONTRACT, "contains": "降低2.8%，连续执行三年"}
    folder = write("ask", _line(id="t-1", **asked, gold=[[lost]]), _line(id="t-2", **asked, gold=[[here]]))
    seen: list[tuple[str, int, int]] = []
    run = run_plan(plan("smoke", tmp_path / "home", cases=folder), lambda *now: seen.append(now))
    bad, good = run.results
    assert "不在示例里" in bad.outcome.error
    assert (bad.scores, good.scores["right"]) == ({"right": 0.0}, 1.0)
    assert [now for now in seen if now[0] == "ask"] == [("ask", 1, 2), ("ask", 2, 2)]
    assert {stage for stage, _, _ in seen} == {"准备：读文件", "准备：算向量", "ask"}
    assert run.seconds.keys() >= {"world", "ask", "score", "all"}
    write_run(run, tmp_path / "run.json")
    assert read_run(tmp_path / "run.json") == run


def test_several_processes_find_the_same(tmp_path: Path, write: Write) -> None:
    here = {"file": CONTRACT, "contains": "降低2.8%，连续执行三年"}
    asked = {"customer": "威瑟兰汽车", "gold": [[here]]}
    folder = write(
        "retrieval", *(_line(id=f"t-{n}", query=f"价格每年降低多少 {n}", **asked) for n in range(12))
    )
    write("support", *(support_case(n) for n in range(1, 7)))
    alone = run_plan(plan("smoke", tmp_path / "home", cases=folder))
    shared = run_plan(plan("smoke", tmp_path / "home", cases=folder, workers=2, resume=False))
    assert [(r.id, r.scores) for r in shared.results] == [(r.id, r.scores) for r in alone.results]
    assert shared.computed == 18


def test_a_sample_is_the_same_every_time(tmp_path: Path, write: Write) -> None:
    folder = write("support", *(support_case(n) for n in range(1, 30)))
    picked = [plan("support", tmp_path, cases=folder, sample=5).suites[0][1] for _ in range(2)]
    assert picked[0] == picked[1]
    assert len(picked[0]) == 5


def test_nothing_to_run_is_said(tmp_path: Path, write: Write) -> None:
    with pytest.raises(YijuError, match="没有评测套件"):
        plan("wishes", tmp_path)
    with pytest.raises(YijuError, match="没有可跑的用例"):
        plan("smoke", tmp_path, cases=write.folder)


def test_a_file_of_no_suite_is_named(tmp_path: Path, write: Write) -> None:
    write("support", support_case(3))
    write("suport", support_case(3))
    with pytest.raises(YijuError, match=r"suport\.jsonl 不属于任何套件") as told:
        plan("smoke", tmp_path, cases=write.folder)
    assert "support" in told.value.hint
