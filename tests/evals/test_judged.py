"""The judged suite: ids without a model, judges with one, nothing but unscored where it fails."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.evals.conftest import Write
from tests.evals.judging import BROKEN, by_name, chat_of
from tests.support.stub_llm import StubLLM
from yiju.errors import YijuError
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.plan import plan
from yiju.evals.run import ask_one, run_plan
from yiju.evals.suites.judged import JUDGED, JUDGED_SUITE
from yiju.evals.summary import failures_of
from yiju.evals.world import World

CONTRACT = "weserland/contract/威瑟兰_轻量化结构件框架采购合同_2025-03-28.docx"
HERE = {"file": CONTRACT, "contains": "降低2.8%，连续执行三年"}
ASKED = {"question": "合同里价格每年降多少", "customer": "威瑟兰汽车", "gold": [[HERE]]}
IDS = {"id_context_precision", "id_context_recall"}


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        server.script(by_name())
        yield server


def _line(**case: Any) -> str:
    return json.dumps({"id": "t-1", "class": "single", "provenance": "for this test"} | case)


def _scores(world: World, **case: Any) -> tuple[Scores, Outcome]:
    made = JUDGED_SUITE.form.model_validate_json(_line(**case))
    outcome = ask_one(JUDGED_SUITE, world, made)
    assert not outcome.error, outcome.error
    given = JUDGED_SUITE.score(made, outcome)
    assert set(given) <= set(JUDGED_SUITE.metrics)
    return given, outcome


def test_ids_need_no_model(eval_world: World) -> None:
    given, outcome = _scores(eval_world, **ASKED)
    assert set(given) == IDS
    assert given["id_context_recall"] == 1.0
    assert given["id_context_precision"] == pytest.approx(
        sum(any(p in outcome.given["gold"][0] for p in hit) for hit in outcome.given["retrieved"]) / 5
    )
    lost = {"file": CONTRACT, "contains": "寄售仓库"}
    half, _ = _scores(eval_world, **ASKED | {"gold": [[HERE], [lost]]})
    none, _ = _scores(eval_world, **ASKED | {"gold": [[lost]]})
    assert (half["id_context_recall"], none["id_context_recall"]) == (0.5, 0.0)


def test_what_the_viewer_may_not_see_is_not_retrieved(eval_world: World) -> None:
    given, outcome = _scores(eval_world, **ASKED | {"viewer": "rep_medical"})
    assert outcome.given["retrieved"] == []
    assert given == {"id_context_precision": None, "id_context_recall": 0.0}


def test_judges_are_asked_and_their_spread_is_shown(eval_world: World, stub: StubLLM) -> None:
    world = dataclasses.replace(eval_world, chat=chat_of(stub), repeats=2)
    given, outcome = _scores(world, **ASKED)
    wanted = dict.fromkeys(JUDGED, 1.0) | {"faithfulness": 0.5}
    assert {name: given[name] for name in JUDGED} == pytest.approx(wanted)
    assert dict(outcome.shown)["faithfulness"] == "0.500（2 次：0.5 ~ 0.5）"
    names = [body["response_format"]["json_schema"]["name"] for body in stub.requests]
    assert names.count("NLIStatementOutput") == 2
    assert outcome.seconds["judge"] > 0


def test_citations_that_the_judge_refuses_count_as_such(eval_world: World, stub: StubLLM) -> None:
    stub.script(by_name(support_mark={"reason": "没写。", "mark": 1}))
    given, _ = _scores(dataclasses.replace(eval_world, chat=chat_of(stub)), **ASKED)
    assert (given["judge_citation_recall"], given["judge_citation_precision"]) == (0.0, 0.0)


@pytest.mark.parametrize("how", ["500", "no JSON", "NaN", "cut off"])
def test_a_broken_judge_leaves_its_metrics_unscored(eval_world: World, stub: StubLLM, how: str) -> None:
    stub.script(BROKEN[how])
    given, outcome = _scores(dataclasses.replace(eval_world, chat=chat_of(stub)), **ASKED)
    assert [given[name] for name in JUDGED] == [None] * len(JUDGED)
    assert given["id_context_recall"] == 1.0
    assert outcome.given["again"]


def test_a_mean_is_over_the_rounds_that_brought_a_score(eval_world: World, stub: StubLLM) -> None:
    asked = 0

    def marks(body: dict[str, Any]) -> Any:
        nonlocal asked
        if body["response_format"]["json_schema"]["name"] != "NLIStatementOutput":
            return by_name()(body)
        asked += 1
        return BROKEN["no JSON"] if asked == 2 else by_name()(body)

    stub.script(marks)
    given, outcome = _scores(dataclasses.replace(eval_world, chat=chat_of(stub), repeats=3), **ASKED)
    assert given["faithfulness"] == 0.5
    assert dict(outcome.shown)["faithfulness"] == "0.500（2 次：0.5 ~ 0.5，1 次没有分数）"


def test_a_refusal_is_judged_by_nobody(eval_world: World, stub: StubLLM) -> None:
    world = dataclasses.replace(eval_world, chat=chat_of(stub))
    case = {"class": "out_of_rights", "question": "威瑟兰的年降比例是多少", "viewer": "rep_medical"}
    given, outcome = _scores(world, **case)
    assert given == dict.fromkeys(JUDGED_SUITE.metrics)
    assert not stub.requests
    assert not outcome.given["again"]


def test_a_run_names_its_judge_and_asks_a_failed_one_again(
    tmp_path: Path, write: Write, stub: StubLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write("ask", _line(**ASKED))
    quiet = run_plan(plan("judged", tmp_path / "home", cases=folder))
    assert (quiet.model, set(quiet.results[0].scores)) == ("", IDS)
    monkeypatch.setenv("YIJU_LLM_BASE_URL", stub.url)
    monkeypatch.setenv("YIJU_LLM_MODEL", "stub")
    made = plan("judged", tmp_path / "home", cases=folder, judge=True)
    stub.script(BROKEN["no JSON"])
    failed = run_plan(made)
    assert failed.model == "stub"
    assert failed.fingerprint != quiet.fingerprint
    stub.script(by_name())
    again, kept = run_plan(made), run_plan(made)
    assert (failed.computed, again.computed, kept.computed) == (1, 1, 0)
    assert failed.results[0].scores["faithfulness"] is None
    assert list(failures_of(failed)) == failed.results[0].outcome.given["failures"] != []
    assert failures_of(kept) == {}
    assert kept.results[0].scores["faithfulness"] == 0.5
    thrice = run_plan(plan("judged", tmp_path / "home", cases=folder, judge=True, repeats=3))
    assert thrice.fingerprint != again.fingerprint


def test_smoke_is_without_it_and_judges_need_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YIJU_LLM_BASE_URL", raising=False)
    assert "judged" not in [suite.name for suite, _ in plan("smoke", tmp_path).suites]
    assert len(plan("judged", tmp_path).suites[0][1]) == len(plan("ask", tmp_path).suites[0][1])
    with pytest.raises(YijuError, match="需要大模型"):
        plan("judged", tmp_path, judge=True)
    with pytest.raises(YijuError, match="只用于 judged"):
        plan("ask", tmp_path, judge=True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(YijuError, match="没有安装"):
        plan("judged", tmp_path)
