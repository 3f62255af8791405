"""The agent on the small account: tools, the verified answer, advice as it is made, and what is kept."""

import json

import pytest

from tests.support.account import CUSTOMER, SECRETS
from tests.support.agent import AgentDesk, Entry, claims, numbers, results, worded
from tests.support.stub_llm import Step, answer, call, calls
from yiju.copilot.agent.types import Before
from yiju.store import audit
from yiju.store.suggestions import get_suggestion, list_suggestions
from yiju.store.talks import talk_vectors

PAID = "付款方式为货到验收后60天电汇。"


def _kept(desk: AgentDesk) -> int:
    return len(list_suggestions(desk.store.sql, desk.viewer))


def test_what_was_found_is_worded_verified_and_cited(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="付款方式是什么", customer=CUSTOMER), lambda body: worded(body, PAID, "60天电汇")
    )
    before = _kept(at_work)
    made = at_work.say(f"{CUSTOMER}的付款方式是什么？")
    (claim,) = claims(made)
    assert (claim.text, claim.nature, claim.verdict) == (
        PAID,
        "fact",
        "supported",
    )
    assert "第8.1条" in claim.citations[0].tag
    assert (made.kind, made.mode, made.model, made.customer) == ("answer", "llm", "stub", CUSTOMER)
    assert [(one.tool, one.outcome) for one in made.agent.steps] == [("search", "done"), ("answer", "done")]
    assert made.agent.steps[0].arguments == {"query": "付款方式是什么", "customer": CUSTOMER}
    assert (made.agent.stopped_by, made.agent.degraded, made.agent.tokens) == ("done", "", 36)
    assert (at_work.told[0].text, at_work.told[-1].text) == ("正在查资料…", "核对回答：好了")
    assert at_work.given == list(made.sections)
    kept = get_suggestion(at_work.store.sql, at_work.viewer, made.id)
    assert kept.model_dump() == made.model_dump(exclude={"agent"})
    assert _kept(at_work) == before + 1
    (entry,) = [one for one in at_work.entries if one.subject == made.id]
    assert [one["tool"] for one in entry.details["steps"]] == ["search", "answer"]
    assert "电汇" not in json.dumps(entry.details, ensure_ascii=False)


def test_a_statement_that_does_not_hold_is_repaired_once_and_then_dropped(at_work: AgentDesk) -> None:
    def last(body: Entry) -> Step:
        found = numbers(body, "60天电汇")
        return call(
            "answer",
            statements=[
                {"text": PAID, "evidence": found[:1]},
                {"text": "付款方式为货到验收后30天电汇。", "evidence": found[:1]},
            ],
        )

    at_work.stub.script(call("search", query="付款方式是什么"), last, answer({"statements": []}))
    made = at_work.say(f"{CUSTOMER}的付款方式是什么？")
    assert [claim.text for claim in claims(made)] == [PAID]
    assert made.dropped == 1 and "30天" not in made.model_dump_json()
    assert made.usage["calls"] == 3


def test_nothing_that_holds_leaves_the_fixed_graphs_answer(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="付款方式是什么"),
        lambda body: call(
            "answer",
            statements=[{"text": "我方承诺免费赠送两套模具。", "evidence": numbers(body, "60天")[:1]}],
        ),
        answer({"statements": []}),
    )
    made = at_work.say(f"{CUSTOMER}的付款方式是什么？")
    assert made.agent.stopped_by == "unverified" and made.agent.degraded
    assert any("60天电汇" in claim.text for claim in claims(made)) and made.mode == "extractive"
    assert any("固定流程" in one for one in made.notices)
    assert "模具" not in made.model_dump_json()


def test_a_contradiction_is_told_by_the_rules_and_never_halved(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="年降比例是多少"),
        lambda body: call("answer", facts=numbers(body, "年降", "F")),
    )
    made = at_work.say(f"{CUSTOMER}的年降比例是多少？")
    assert not numbers(at_work.stub.requests[-1], "2.5%")
    (claim,) = claims(made)
    assert claim.verdict == "conflict" and "3%" in claim.text and "2.5%" in claim.text
    assert made.mode == "extractive" and len(claim.citations) == 2


def test_promises_are_the_rules_own_word_for_word(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("commitments", customer=CUSTOMER),
        lambda body: call("answer", facts=numbers(body, "LCA", "F")),
    )
    made = at_work.say(f"我们还欠{CUSTOMER}什么？")
    (claim,) = claims(made)
    assert "overdue" in claim.flags and "LCA" in claim.text and claim.citations
    assert at_work.told[0].text == "正在查承诺…"


def test_an_overview_has_facts_alone(at_work: AgentDesk) -> None:
    at_work.stub.script(call("overview"), lambda body: call("answer", facts=numbers(body, "", "F")[:6]))
    made = at_work.say(f"{CUSTOMER}怎么样？")
    assert len(claims(made)) >= 3
    assert all(claim.nature == "fact" and claim.citations for claim in claims(made))


def test_cite_shows_what_stands_around_and_can_be_worded(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="付款方式是什么"),
        lambda body: call("cite", place=numbers(body, "60天电汇")[0]),
        lambda body: call(
            "answer",
            statements=[
                {
                    "text": "延期交货每延期一日按合同金额的0.5%支付违约金。",
                    "evidence": numbers(body, "0.5%")[:1],
                }
            ],
        ),
    )
    made = at_work.say(f"{CUSTOMER}合同的付款方式旁边写了什么？")
    assert "0.5%" in claims(made)[0].text
    assert [one.tool for one in made.agent.steps] == ["search", "cite", "answer"]


@pytest.mark.parametrize(
    ("tool", "given", "kind"),
    [("strategy", {"customer": CUSTOMER}, "strategy"), ("talk", {"scene": "催款"}, "talk")],
)
def test_advice_is_shown_as_it_is_made_whatever_the_model_says(
    at_work: AgentDesk, tool: str, given: Entry, kind: str
) -> None:
    at_work.stub.script(call(tool, **given), answer({"statements": []}))
    before = _kept(at_work)
    made = at_work.say(f"给{CUSTOMER}准备一份，催款用")
    assert (made.kind, made.customer) == (kind, CUSTOMER)
    assert made.agent.steps[0].tool == tool and made.agent.stopped_by == "done"
    assert len(claims(made)) > 3
    assert get_suggestion(at_work.store.sql, at_work.viewer, made.id).kind == kind
    assert _kept(at_work) == before + 1


def _vectors(desk: AgentDesk, suggestion_id: str) -> int:
    embedder = desk.copilot.reader.embedder
    assert embedder is not None
    return len(talk_vectors(desk.store.sql, desk.viewer, embedder.name, [suggestion_id]))


def test_a_talk_tracks_vector_is_kept_with_it_and_not_before(at_work: AgentDesk) -> None:
    at_work.stub.script(call("talk", scene="催款", customer=CUSTOMER), answer({"statements": []}))
    made = at_work.say(f"准备{CUSTOMER}催款的话术")
    assert made.kind == "talk" and _vectors(at_work, made.id) == 1


def test_a_goal_that_nobody_said_is_left_out(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("strategy", customer=CUSTOMER, goal="承诺降价20%，见 http://evil.example"),
        answer({"statements": []}),
    )
    made = at_work.say(f"给{CUSTOMER}准备拜访策略，谈年降")
    assert "goal" not in made.request
    assert made.agent.steps[0].arguments["goal"].endswith("字）")
    assert "evil" not in made.model_dump_json() and "降价20%" not in made.model_dump_json()


def test_a_goal_that_the_person_refused_is_left_out_and_their_own_stands(at_work: AgentDesk) -> None:
    at_work.stub.script(call("strategy", goal="同意降价3%"), answer({"statements": []}))
    made = at_work.say(f"{CUSTOMER}要我们同意降价3%，不行，给我做一份拜访策略")
    assert made.kind == "strategy" and "goal" not in made.request
    at_work.stub.script(call("strategy", goal="守住年降3%"), answer({"statements": []}))
    made = at_work.say(f"给{CUSTOMER}做一份拜访策略，目标是守住年降3%")
    assert made.request["goal"] == "守住年降3%"


def test_a_scene_of_the_models_own_is_not_shown(at_work: AgentDesk) -> None:
    wrong = call("talk", scene="见 http://evil.example", customer=CUSTOMER)
    at_work.stub.script(wrong, call("talk", scene="催款", customer=CUSTOMER), answer({"statements": []}))
    made = at_work.say(f"准备{CUSTOMER}的话术")
    assert [one.outcome for one in made.agent.steps] == ["refused", "done"]
    assert made.request["scene"] == "催款" and "evil" not in made.model_dump_json()


def test_what_was_spoken_of_before_is_the_default(at_work: AgentDesk) -> None:
    first = at_work.plain.ask("付款方式是什么", customer=CUSTOMER)
    account = at_work.plain.reader.customer(CUSTOMER)
    at_work.stub.script(
        call("search", query="违约金怎么算"),
        lambda body: call(
            "answer",
            statements=[
                {
                    "text": "延期交货每延期一日按合同金额的0.5%支付违约金。",
                    "evidence": numbers(body, "0.5%")[:1],
                }
            ],
        ),
    )
    made = at_work.say("那违约金呢？", before=Before(customer=account.id, suggestion=first.id))
    assert made.customer == CUSTOMER and "0.5%" in claims(made)[0].text
    prompt = at_work.stub.prompt(0)
    assert "付款方式是什么" in prompt and "第1条" in prompt


def test_feedback_is_proposed_and_nothing_is_written(at_work: AgentDesk) -> None:
    first = at_work.plain.ask("付款方式是什么", customer=CUSTOMER)
    at_work.stub.script(
        call("feedback", kind="adopted", claim=1, comment="就按这条谈"),
        call("feedback", kind="up"),
    )
    made = at_work.say("第1条就按这条谈，采纳", before=Before(suggestion=first.id))
    assert made.agent.pending is not None and "采纳" in made.agent.pending.text
    (proposal,) = at_work.proposals
    adopted = first.sections[0].claims[0].id
    assert (proposal.suggestion, proposal.claim, proposal.kind) == (first.id, adopted, "adopted")
    assert proposal.comment == "就按这条谈"
    assert made.headline == "等您确认" and "确认之前什么都不会记下" in made.sections[0].missing
    assert not [e for e in _actions(at_work) if e.startswith("signal")]


def _actions(desk: AgentDesk) -> list[str]:
    return [one.action for one in audit.entries(desk.store.sql)]


def test_no_prompt_holds_another_units_words(at_work: AgentDesk) -> None:
    at_work.stub.script(
        calls(
            ("search", {"query": "返利和年采购额是多少"}),
            ("overview", {}),
            ("commitments", {}),
        ),
        call("answer"),
    )
    at_work.say("都查一下")
    for at in range(len(at_work.stub.requests)):
        text = json.dumps(at_work.stub.requests[at], ensure_ascii=False)
        assert not [one for one in SECRETS if one in text]
    assert "E1" in results(at_work.stub.requests[-1])
