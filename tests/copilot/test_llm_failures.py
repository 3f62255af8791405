"""When a model fails: repaired once, else a clear signal to fall back, never a wrong citation."""

import logging

import pytest

from tests.support.drafting import (
    ANSWER,
    CARBON,
    EVIDENCE,
    NOTHING,
    STRATEGY,
    WEIGHT,
    draft,
    fact,
    said,
)
from tests.support.evidence import cite, make_evidence
from tests.support.stub_llm import Step, StubLLM, answer
from yiju.copilot.llm_draft import draft_section
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_outcome import refused_in
from yiju.models.chat import ChatModel
from yiju.models.tokens import MESSAGE_TOKENS, count_tokens
from yiju.prompts.registry import load_prompt


def test_repair_names_what_was_rejected_and_takes_the_better_version(stub: StubLLM) -> None:
    wrong = "ESG评分权重由5%提高到25%。"
    stub.script(
        said(fact(wrong, "E1"), fact(CARBON, "E2"), fact("甲方要求赠送模具一套。", "E4")),
        said(fact(WEIGHT, "E1", replaces="R1"), fact("客户要求赠送模具一套。", "E4", replaces="R2")),
    )
    drafted = draft(stub)
    assert [claim.text for claim in drafted.claims] == [WEIGHT, CARBON]
    assert drafted.repaired == 1
    assert [item.text for item in drafted.dropped] == ["甲方要求赠送模具一套。"]
    assert f"[R1] {wrong}（退回理由：" in stub.prompt()
    assert f"[F1] {CARBON}" in stub.prompt()
    assert EVIDENCE[3].quote in stub.prompt()
    item = stub.requests[1]["response_format"]["json_schema"]["schema"]["properties"]["statements"]["items"]
    assert item["properties"]["replaces"]["enum"] == ["R1", "R2"]
    assert list(drafted.prompts) == [load_prompt(name).label for name in ("visit-strategy", "repair")]
    assert len(stub.requests) == 2


@pytest.mark.parametrize(
    "second",
    [
        said(fact(WEIGHT, "E1")),
        said(fact(WEIGHT, "E1", replaces="R7")),
        said(fact("ESG评分权重由5%提高到35%。", "E1", replaces="R1")),
        Step(text="不会改"),
        Step(status=500),
        Step(text='{"statements": [', cut_after=5),
    ],
)
def test_a_failed_repair_keeps_what_was_good(stub: StubLLM, second: Step) -> None:
    stub.script(said(fact("ESG评分权重由5%提高到25%。", "E1"), fact(CARBON, "E2")), second)
    drafted = draft(stub)
    assert [claim.text for claim in drafted.claims] == [CARBON]
    assert [item.text for item in drafted.dropped] == ["ESG评分权重由5%提高到25%。"]


def _refusals(drafted: DraftedSection) -> dict[str, int]:
    return dict(refused_in(drafted))


def test_every_refusal_counts_though_it_is_mended(stub: StubLLM) -> None:
    """Each time: the first words and the second, a repair of no form, and what nobody asked for."""
    wrong, worse = fact("ESG评分权重由5%提高到25%。", "E1"), "ESG评分权重由5%提高到35%。"
    stub.script(said(wrong), said(fact(WEIGHT, "E1", replaces="R1")))
    assert _refusals(draft(stub)) == {"verdicts": 1}
    stub.script(said(wrong, fact(CARBON, "E2")), said(fact(worse, "E1", replaces="R1")))
    assert _refusals(draft(stub)) == {"verdicts": 2}
    stub.script(said(wrong, fact(CARBON, "E2")), Step(text="不会改"))
    assert _refusals(draft(stub)) == {"verdicts": 1, "unreadable": 1}
    stub.script(said(wrong), said(fact(WEIGHT, "E1", replaces="R1"), fact(worse, "E1", replaces="R1")))
    assert _refusals(draft(stub)) == {"verdicts": 1, "fields": 1}


def test_what_a_model_wrote_does_not_stand_in_the_log(
    stub: StubLLM, caplog: pytest.LogCaptureFixture
) -> None:
    stub.script(Step(text="王蕾 13800138000\n2026-01-01 ERROR 伪造的一行日志"))
    with caplog.at_level(logging.DEBUG):
        assert draft(stub).status == "failed"
    told = [one.getMessage() for one in caplog.records if one.name.startswith("yiju")]
    assert told and not any(word in one for one in told for word in ("王蕾", "138", "伪造", "\n"))


@pytest.mark.parametrize(
    ("step", "down"),
    [
        (Step(text="没有 JSON"), False),
        (Step(status=500), False),
        (Step(status=401), True),
        (Step(status=404), True),
        (Step(status=429, headers={"Retry-After": "0"}), True),
        (Step(empty_choices=True), False),
        (Step(refusal="no"), False),
        (Step(text="{" * 20000), False),
        (Step(text='{"statements": [{"nature": "fa', no_finish=True), False),
        (Step(text='{"statements": [{"nature": "fact", "text": "很长的一句话"}', cut_after=40), False),
        (answer({"statements": "全都很好"}), False),
        (answer({"statements": [{"nature": "truth", "text": WEIGHT, "evidence": ["E1"]}]}), False),
        (answer({"statements": [{"nature": "fact", "text": 7, "evidence": ["E1"]}]}), False),
        (answer({"statements": [{"nature": "fact", "text": WEIGHT, "evidence": "E1"}]}), False),
        (said(fact("客户的预算是900万元。", "E2")), False),
    ],
)
def test_a_useless_model_is_a_clear_signal_to_fall_back(stub: StubLLM, step: Step, down: bool) -> None:
    stub.script(step)
    drafted = draft(stub)
    assert drafted.status == "failed"
    assert drafted.endpoint_down is down
    assert not drafted.claims


def test_a_time_out_is_a_clear_signal_too(stub: StubLLM) -> None:
    stub.script(Step(pause=20))
    drafted = draft(stub, timeout=0.4)
    assert (drafted.status, drafted.endpoint_down) == ("failed", True)
    assert "规定时间" in drafted.fallback


def test_nothing_to_say_is_not_a_failure(stub: StubLLM) -> None:
    stub.script(NOTHING)
    assert draft(stub, ANSWER).status == "declined"


def test_no_evidence_means_no_call(stub: StubLLM) -> None:
    chat = ChatModel(base_url=stub.url, model="stub")
    drafted = draft_section(chat, STRATEGY, [], cite=cite)
    assert (drafted.status, stub.requests) == ("failed", [])


@pytest.mark.parametrize("budget", [1200, 1800, 3000])
def test_the_repair_prompt_keeps_the_budget_too(stub: StubLLM, budget: int) -> None:
    evidence = [make_evidence(n, f"第{n}批次，要求逐件提供碳足迹数据和验收口径。") for n in range(1, 80)]
    wrong = [fact(f"第{n}批次要求提供{n}00份报告，" + "并逐件说明" * 15, f"E{n}") for n in range(1, 7)]
    stub.script(said(*wrong), NOTHING)
    draft_section(ChatModel(base_url=stub.url, model="stub"), STRATEGY, evidence, cite=cite, budget=budget)
    assert len(stub.requests) == 2
    for request in stub.requests:
        assert sum(count_tokens(m["content"]) + MESSAGE_TOKENS for m in request["messages"]) <= budget
