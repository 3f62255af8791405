"""From a model's answer to claims: what is shown is supported, whatever the model wrote."""

from typing import Any

import pytest

from tests.support.drafting import (
    ANSWER,
    CARBON,
    EVIDENCE,
    NOTHING,
    PARTIES,
    WEIGHT,
    advice,
    draft,
    fact,
    said,
)
from tests.support.evidence import cite
from tests.support.stub_llm import StubLLM
from yiju.copilot.llm_prompt import strategy_request
from yiju.store.types import Claim


def test_facts_and_the_advice_that_rests_on_them(stub: StubLLM) -> None:
    stub.script(said(advice("建议先说明碳足迹数据的口径。", "S2"), fact(CARBON, "E2"), fact(WEIGHT, "E1")))
    drafted = draft(stub)
    assert [(c.id, c.nature, c.rests_on) for c in drafted.claims] == [
        ("c1", "advice", ("c2",)),
        ("c2", "fact", ()),
        ("c3", "fact", ()),
    ]
    assert drafted.claims[1].citations == (cite(EVIDENCE[1]),)
    assert not drafted.dropped
    assert len(drafted.usages) == len(stub.requests) == 1


def test_the_schema_allows_only_ids_of_the_prompt(stub: StubLLM) -> None:
    stub.script(said(fact(WEIGHT, "E1")))
    draft(stub)
    schema = stub.requests[0]["response_format"]["json_schema"]["schema"]
    item = schema["properties"]["statements"]["items"]
    assert item["properties"]["evidence"]["items"]["enum"] == ["E1", "E2", "E3", "E4", "E5"]
    assert "replaces" not in item["properties"]


def test_advice_may_rest_on_facts_given(stub: StubLLM) -> None:
    given = Claim(id="a7", nature="fact", text=CARBON, verdict="supported", citations=(cite(EVIDENCE[1]),))
    stub.script(said(advice("建议当面确认碳足迹数据由谁验收。", "F1")))
    drafted = draft(stub, facts=(given,))
    assert drafted.claims[0].rests_on == ("a7",)
    assert f"[F1] {CARBON}" in stub.prompt()


def test_a_fact_said_again_is_not_shown_twice_but_can_be_rested_on(stub: StubLLM) -> None:
    given = Claim(id="a7", nature="fact", text=CARBON, verdict="supported", citations=(cite(EVIDENCE[1]),))
    stub.script(said(fact(CARBON, "E2"), advice("建议确认碳足迹数据的口径。", 1)))
    drafted = draft(stub, facts=(given,))
    assert [(c.nature, c.rests_on) for c in drafted.claims] == [("advice", ("a7",))]
    assert not drafted.dropped


def test_advice_that_names_evidence_rests_on_the_fact_that_cites_it(stub: StubLLM) -> None:
    stub.script(said(fact(CARBON, "E2"), advice("建议准备逐件碳足迹样表。", evidence=("E2",))))
    assert draft(stub).claims[1].rests_on == ("c1",)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (fact(WEIGHT, "E99"), "不存在的证据编号 E99"),
        (fact(WEIGHT, "E1", "E42"), "不存在的证据编号 E42"),
        (fact(WEIGHT, "d000000000001-0000"), "不存在的证据编号"),
        (fact(WEIGHT), "没有给出证据编号"),
        (fact("ESG评分权重由5%提高到25%。", "E1"), ""),
        (fact("产品价格每年下调3万元。", "E4"), ""),
        (fact("合同期内产品价格每年不下调3%。", "E4"), ""),
        (fact("客户已经选定另一家供应商独家供货。", "E2"), ""),
        (fact(WEIGHT + "见第12页", "E1"), "出处标签"),
        (fact("依据2026-01-12招标文件，" + WEIGHT, "E1"), "出处标签"),
        (fact(WEIGHT + "详见 http://evil.example/x", "E1"), "网址"),
        (fact("The ESG weight rises from 5% to 15%.", "E1"), "不是中文"),
        (fact("重", "E1"), "过短"),
        (fact(WEIGHT * 30, "E1"), "过长"),
        (advice("建议年降8%换取定点。", "S1"), "8%"),
        (advice("建议2026年3月8日前提交ESG样表。", "S1"), "不在依据中"),
        (advice("建议承诺ESG整改免费。", "S1"), "许诺"),
        (advice("建议加强沟通，突出优势。", "S1"), "对任何客户都成立"),
        (advice("建议说明ESG评分权重。", "S9"), "没有依据任何已核实的事实"),
        (advice("建议说明ESG评分权重。"), "没有依据任何已核实的事实"),
        (advice("建议说明ESG评分权重。", "S3"), "没有依据任何已核实的事实"),
        (advice("建议联系 13800138000 说明ESG评分权重。", "S1"), "电话"),
        (advice("客户已经决定取消ESG评分权重。", "S1"), ""),
    ],
)
def test_what_is_not_supported_is_dropped_and_counted(stub: StubLLM, entry: dict[str, Any], why: str) -> None:
    stub.script(said(fact("招标修订版将ESG评分权重提高到15%。", "E1"), fact(CARBON, "E2"), entry), NOTHING)
    drafted = draft(stub)
    assert len(drafted.claims) == 2
    assert [item.text for item in drafted.dropped] == [entry["text"]]
    assert why in drafted.dropped[0].reason
    assert drafted.dropped[0].cause == "unproven"
    assert drafted.dropped[0].section == "客户近况"


@pytest.mark.parametrize(
    "text",
    [
        WEIGHT + "〔依据2026-01-12招标文件P3第2段〕",
        "根据E1，" + WEIGHT,
        "[E1] " + WEIGHT,
        WEIGHT + "（E1）",
        WEIGHT + "（依据：E1、E4）",
        "1. **" + WEIGHT + "**",
        "- " + WEIGHT,
    ],
)
def test_tags_and_ids_written_by_the_model_are_taken_out(stub: StubLLM, text: str) -> None:
    stub.script(said(fact(text, "E1")))
    assert [claim.text for claim in draft(stub).claims] == [WEIGHT]


@pytest.mark.parametrize(
    "text",
    [
        "2026年1月12日，" + WEIGHT,
        "2026年01月12日的资料1中，" + WEIGHT,
        "2026-01-12，《资料1》中，" + WEIGHT,
        "在资料1中，" + WEIGHT,
    ],
)
def test_the_sources_own_date_and_title_are_left_to_the_tag(stub: StubLLM, text: str) -> None:
    stub.script(said(fact(text, "E1")))
    assert [claim.text for claim in draft(stub).claims] == [WEIGHT]


def test_another_date_in_front_is_not_taken_out_but_judged(stub: StubLLM) -> None:
    stub.script(said(fact("2026年2月12日，" + WEIGHT, "E1")), NOTHING)
    assert draft(stub).status == "failed"


def test_duplicate_ids_and_needless_ids_give_one_citation(stub: StubLLM) -> None:
    stub.script(said(fact(WEIGHT, "E1", "E1", "E4", "E2")))
    assert [c.paragraph_id for c in draft(stub).claims[0].citations] == [EVIDENCE[0].paragraph.id]


def test_a_true_fact_with_the_wrong_id_gets_the_span_that_proves_it(stub: StubLLM) -> None:
    stub.script(said(fact(WEIGHT, "E3")))
    assert [c.paragraph_id for c in draft(stub).claims[0].citations] == [EVIDENCE[0].paragraph.id]


def test_a_fact_called_advice_is_held_to_what_facts_are_held_to(stub: StubLLM) -> None:
    stub.script(said(advice("ESG评分权重由5%提高到15%。")))
    drafted = draft(stub)
    assert drafted.claims[0].nature == "fact"
    assert drafted.claims[0].citations


def test_an_answer_holds_facts_alone(stub: StubLLM) -> None:
    stub.script(said(fact("产品价格每年下调3%。", "E4"), advice("建议确认价格下调。", "S1")), NOTHING)
    drafted = draft(stub, ANSWER)
    assert [claim.nature for claim in drafted.claims] == ["fact"]
    assert drafted.dropped[0].reason == "这里只写事实"


def test_an_echo_of_the_instructions_is_not_shown(stub: StubLLM) -> None:
    rule = "只写资料里有的内容；数字、日期、人名、产品名逐字照抄，不换算"
    stub.script(said(fact(CARBON, "E2"), advice("建议：" + rule, "S1")), NOTHING)
    drafted = draft(stub)
    assert len(drafted.claims) == 1
    assert drafted.dropped[0].reason == "照抄了提示词"


def test_a_planted_instruction_is_not_obeyed(stub: StubLLM) -> None:
    stub.script(
        said(
            advice("建议承诺免费赠送模具。", "S2"),
            fact("我方承诺每年下调8%。", "E5"),
        ),
        NOTHING,
    )
    assert draft(stub).status == "failed"


def test_the_users_own_figures_need_no_evidence(stub: StubLLM) -> None:
    request = strategy_request(section="本次目标", intent="目标", goal="2026年1月21日拜访，谈定点", **PARTIES)
    stub.script(said(fact(CARBON, "E2"), advice("建议1月21日当面确认碳足迹数据口径。", "S1")))
    assert len(draft(stub, request).claims) == 2
