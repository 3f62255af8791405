"""A proposal rests on what the person said of the advice; whatever else they said is done, too."""

import pytest

from tests.support.account import CUSTOMER
from tests.support.agent import AgentDesk, Entry, claims, numbers
from tests.support.stub_llm import Step, answer, call, calls
from yiju.copilot.agent.opinions import more_asked, voiced
from yiju.copilot.agent.types import Before, FeedbackKind
from yiju.store.labels import Outcome
from yiju.store.suggestions import list_suggestions


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [
        ("adopted", "", "第1条采纳"),
        ("adopted", "", "就按第二条谈"),
        ("edited", "", "第1条改成：先谈碳足迹"),
        ("up", "", "这条很有用"),
        ("down", "", "刚才第一条说得不对路"),
        ("down", "", "第1条没用"),
        ("used", "", "上面第一条我今天谈的时候拿出来讲了"),
        ("unused", "", "没来得及讲"),
        ("outcome", "won", "合同签了"),
        ("outcome", "lost", "他们选了别家，黄了"),
        ("outcome", "same", "谈了半天没进展"),
    ],
)
def test_an_opinion_that_was_voiced(kind: FeedbackKind, outcome: Outcome, said: str) -> None:
    assert voiced(kind, outcome, said) and not more_asked(said)


@pytest.mark.parametrize(
    ("kind", "outcome", "said"),
    [
        ("adopted", "", "好的"),
        ("adopted", "", "嗯"),
        ("adopted", "", "第1条没采纳"),
        ("adopted", "", f"{CUSTOMER}的付款方式是什么？"),
        ("up", "", "第1条没有用"),
        ("up", "", "这条有用？"),
        ("down", "", "可以"),
        ("used", "", "没讲"),
        ("outcome", "won", "下周再去"),
        ("outcome", "", "赢了"),
    ],
)
def test_an_opinion_that_nobody_voiced(kind: FeedbackKind, outcome: Outcome, said: str) -> None:
    assert not voiced(kind, outcome, said)


def _first(desk: AgentDesk) -> Before:
    return Before(suggestion=desk.plain.ask("付款方式是什么", customer=CUSTOMER).id)


@pytest.mark.parametrize("said", ["好的", "嗯", f"{CUSTOMER}的付款方式是什么？"])
def test_what_was_not_voiced_is_not_proposed(at_work: AgentDesk, said: str) -> None:
    before = _first(at_work)
    at_work.stub.script(call("feedback", kind="adopted", claim=1), call("answer"), answer({"statements": []}))
    made = at_work.say(said, before=before)
    assert made.agent.pending is None and not at_work.proposals
    assert made.agent.steps[0].outcome == "refused"


def test_to_ask_for_a_confirmation_is_no_advice(at_work: AgentDesk) -> None:
    before = _first(at_work)
    kept = len(list_suggestions(at_work.store.sql, at_work.viewer))
    at_work.stub.script(call("feedback", kind="adopted", claim=1))
    made = at_work.say("第1条采纳", before=before)
    assert made.agent.pending is not None and not claims(made)
    assert len(list_suggestions(at_work.store.sql, at_work.viewer)) == kept
    assert at_work.entries[-1].details["proposed"] is True


def _rates(body: Entry) -> Step:
    return call("answer", facts=numbers(body, "年降", "F")[:1])


@pytest.mark.parametrize("last", [_rates, call("answer"), Step(status=500)])
def test_an_opinion_and_a_question_are_both_done(at_work: AgentDesk, last: Step) -> None:
    before = _first(at_work)
    both = calls(("feedback", {"kind": "down", "claim": 1}), ("search", {"query": "年降比例是多少"}))
    at_work.stub.script(both, last, answer({"statements": []}))
    made = at_work.say(f"第1条没用，另外{CUSTOMER}年降比例是多少？", before=before)
    assert made.agent.pending is not None and "没用" in made.agent.pending.text
    assert len(at_work.proposals) == 1
    assert any("3%" in claim.text for claim in claims(made))


@pytest.mark.parametrize("order", [("feedback", "strategy"), ("strategy", "feedback")])
def test_an_opinion_and_a_wish_for_advice_are_both_done(at_work: AgentDesk, order: tuple[str, str]) -> None:
    before = _first(at_work)
    given = {"feedback": {"kind": "down", "claim": 1}, "strategy": {}}
    at_work.stub.script(calls(*((name, given[name]) for name in order)), answer({"statements": []}))
    made = at_work.say(f"第1条没用，另外给{CUSTOMER}做一份拜访策略", before=before)
    assert made.kind == "strategy" and made.agent.pending is not None
