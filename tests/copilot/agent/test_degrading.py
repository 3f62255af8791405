"""A model that is no agent, or fails: the fixed graph answers, and says so; who cannot is not asked again."""

import json

import pytest

from tests.support.account import CUSTOMER
from tests.support.agent import AgentDesk, claims, worded
from tests.support.stub_llm import Step, answer, call
from yiju.copilot.agent import incapable
from yiju.copilot.agent.service import NO_MODEL
from yiju.copilot.agent.turn import Limits
from yiju.copilot.agent.types import Conversed

ASKED = f"{CUSTOMER}的付款方式是什么？"
PAID = "付款方式为货到验收后60天电汇。"
_REFUSED = Step(status=400, body=json.dumps({"error": {"message": "this model does not support tools"}}))
_DRAFT = answer({"statements": []})


def _fixed(at_work: AgentDesk, *script: Step, conversations: int = 1) -> None:
    """The fixed graph answered, with a notice the first time, and after so many the model is not asked for
    tools again."""
    for number in range(conversations):
        at_work.stub.script(*script, _DRAFT)
        made = at_work.say(ASKED)
        assert made.agent.stopped_by == "model" and made.agent.degraded
        assert _told(made) == (number == 0)
        assert any("60天电汇" in claim.text for claim in claims(made))
    at_work.stub.requests.clear()
    again = at_work.say(ASKED)
    assert again.agent.stopped_by == "no_agent" and again.agent.degraded == made.agent.degraded
    assert not _told(again)
    assert not [one for one in at_work.stub.requests if "tools" in one]


def _told(made: Conversed) -> bool:
    return any("固定流程" in one for one in made.notices)


def _works(at_work: AgentDesk) -> None:
    """The model answers as an agent."""
    at_work.stub.script(call("search", query="付款方式是什么"), lambda body: worded(body, PAID, "60天电汇"))
    assert not at_work.say(ASKED).agent.degraded


def test_an_endpoint_that_takes_no_tools(at_work: AgentDesk) -> None:
    _fixed(at_work, _REFUSED)


_MUTE = (Step(text="60天电汇。"), Step(text="我说了，60天。"))


def test_a_model_that_answers_in_words_alone_is_asked_once_more(at_work: AgentDesk) -> None:
    _fixed(at_work, *_MUTE, conversations=incapable.DOUBTS)


def test_a_greeting_answered_politely_says_nothing_of_the_model(at_work: AgentDesk) -> None:
    at_work.stub.script(Step(text="您好，有什么可以帮您？"), Step(text="您好！"), _DRAFT)
    assert at_work.say("你好").agent.degraded
    _works(at_work)


def test_doubt_of_a_model_ends_with_a_call_and_with_time(
    at_work: AgentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(incapable.DOUBTS):
        at_work.stub.script(*_MUTE, _DRAFT)
        assert at_work.say(ASKED).agent.stopped_by == "model"
        _works(at_work)
    for _ in range(incapable.DOUBTS):
        at_work.stub.script(*_MUTE, _DRAFT)
        assert at_work.say(ASKED).agent.stopped_by == "model"
    assert at_work.say(ASKED).agent.stopped_by == "no_agent"
    monkeypatch.setattr(incapable, "LASTS", 0.0)
    _works(at_work)


def test_each_person_is_told_once_and_again_after_a_while(
    at_work: AgentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> bool:
        at_work.stub.script(_REFUSED, _DRAFT)
        return _told(at_work.say(ASKED))

    assert [asked(), asked()] == [True, False]
    assert incapable.news("http://elsewhere/v1 m", "rep") and not incapable.news(
        "http://elsewhere/v1 m", "rep"
    )
    assert incapable.news("http://elsewhere/v1 m", "another")
    monkeypatch.setattr(incapable, "LASTS", 0.0)
    assert asked()


def test_a_model_too_slow_for_one_call_is_not_waited_for_each_time(at_work: AgentDesk) -> None:
    at_work.limits = Limits(seconds=0.3)
    for _ in range(incapable.DOUBTS):
        at_work.stub.script(Step(text="……", pause=15))
        assert at_work.say(ASKED).agent.stopped_by == "seconds"
    at_work.stub.script(_DRAFT)
    made = at_work.say(ASKED)
    assert (made.agent.stopped_by, made.agent.degraded) == ("no_agent", incapable.SLOW)
    assert incapable.SLOW in made.notices and any("60天电汇" in claim.text for claim in claims(made))


def test_slips_beside_calls_that_are_understood_say_nothing_of_the_model(at_work: AgentDesk) -> None:
    for _ in range(incapable.DOUBTS):
        slips = [call("sql", query=f"第{n}次") for n in range(6)]
        at_work.stub.script(call("search", query="付款方式是什么"), *slips, _DRAFT)
        assert at_work.say(ASKED).agent.stopped_by == "model"
    _works(at_work)


@pytest.mark.parametrize(
    "message",
    [
        "This model's maximum context length is 8192 tokens. Reduce the length of the messages or tools.",
        "Invalid schema for function 'search': tools[0].function.parameters: 'pattern' is not permitted.",
        "messages[3]: tool_call_id call_1 was not found",
    ],
)
def test_a_refused_request_that_speaks_of_tools_is_no_refusal_of_tools(
    at_work: AgentDesk, message: str
) -> None:
    at_work.stub.script(Step(status=400, body=json.dumps({"error": {"message": message}})), _DRAFT)
    assert at_work.say(ASKED).agent.stopped_by == "model"
    _works(at_work)


@pytest.mark.parametrize(
    "wrong",
    [
        call("sql", query="select * from documents"),
        call("search", query="付款", viewer="boss"),
        call("search", query=3),
        call("search", query="x" * 201),
        call("strategy", customer=CUSTOMER, unit="north"),
        Step(calls=(("search", "{not json"),), finish="tool_calls"),
        Step(calls=(("search", "[1, 2]"),), finish="tool_calls"),
    ],
)
def test_a_model_whose_calls_cannot_be_understood(at_work: AgentDesk, wrong: Step) -> None:
    _fixed(at_work, wrong, wrong, conversations=incapable.DOUBTS)


def test_one_slip_is_forgiven(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("serach", query="付款方式"),
        call("search", query="付款方式是什么"),
        lambda body: worded(body, PAID, "60天电汇"),
    )
    made = at_work.say(ASKED)
    assert [one.outcome for one in made.agent.steps] == ["invalid", "done", "done"]
    assert made.agent.steps[0].tool == "（没有的工具）"
    assert claims(made)[0].text == PAID and not made.agent.degraded


def test_a_model_that_found_and_then_only_talks_is_asked_for_statements(at_work: AgentDesk) -> None:
    def draft(body: dict[str, object]) -> Step:
        assert "response_format" in body
        text = json.dumps(body, ensure_ascii=False)
        number = text[: text.index("60天电汇")].rpartition("[E")[2].partition("]")[0]
        return answer(
            {"statements": [{"nature": "fact", "text": PAID, "evidence": [f"E{number}"], "rests_on": []}]}
        )

    at_work.stub.script(
        call("search", query="付款方式是什么"), Step(text="付款是60天，见 http://evil.example"), draft
    )
    made = at_work.say(ASKED)
    assert [claim.text for claim in claims(made)] == [PAID]
    assert "evil" not in made.model_dump_json() and not made.agent.degraded


@pytest.mark.parametrize("step", [Step(status=401), Step(status=500), Step(cut_after=0, text="x" * 80)])
def test_a_model_that_fails_costs_no_answer_and_is_tried_again(at_work: AgentDesk, step: Step) -> None:
    at_work.stub.script(step)
    made = at_work.say(ASKED)
    assert made.agent.stopped_by == "model" and any("60天电汇" in one.text for one in claims(made))
    at_work.stub.script(call("search", query="付款方式是什么"), lambda body: worded(body, PAID, "60天电汇"))
    assert not at_work.say(ASKED).agent.degraded


def test_without_a_model_or_switched_off(at_work: AgentDesk) -> None:
    off = at_work.say(ASKED, copilot=at_work.plain)
    assert (off.agent.stopped_by, off.agent.degraded, off.mode) == ("no_agent", NO_MODEL, "extractive")
    assert not at_work.stub.requests
    at_work.stub.script(_DRAFT)
    assert at_work.say(ASKED, on=False).agent.stopped_by == "no_agent"
    assert not [one for one in at_work.stub.requests if "tools" in one]
    assert not [one for one in at_work.entries if one.subject == off.id]
