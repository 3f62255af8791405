"""Budgets of steps, tokens and seconds, the guard against loops, and an answer that nobody waits for."""

import threading

import pytest

from tests.support.account import CUSTOMER, TODAY
from tests.support.agent import AgentDesk, claims
from tests.support.stub_llm import Step, answer, call, calls
from yiju.copilot.agent.budget import TOLD, Budget
from yiju.copilot.agent.turn import Limits
from yiju.copilot.agent.types import Stopped
from yiju.copilot.progress import Cancelled, Watch
from yiju.store.suggestions import list_suggestions

ASKED = f"{CUSTOMER}的付款方式是什么？"


class Endless:
    """Searches for ever, for something else each time."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, body: dict[str, object]) -> Step:
        self.count += 1
        return call("search", query=f"第{self.count}个问题是什么")


def _over(at_work: AgentDesk, why: Stopped) -> None:
    made = at_work.say(ASKED)
    assert made.agent.stopped_by == why
    assert TOLD[why] in made.notices and made.agent.degraded == TOLD[why]
    assert any("60天电汇" in claim.text for claim in claims(made)) and made.mode == "extractive"
    assert at_work.entries[-1].details["stopped_by"] == why


def test_steps(at_work: AgentDesk) -> None:
    at_work.limits = Limits(steps=3)
    at_work.stub.script(Endless())
    _over(at_work, "steps")
    assert len(at_work.stub.requests) == 4
    assert at_work.entries[-1].details["tokens"] == 72


class Refused:
    """Answers for ever without having looked anything up."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, body: dict[str, object]) -> Step:
        self.count += 1
        return call("answer", statements=[{"text": f"第{self.count}种说法。", "evidence": ["E1"]}])


def test_an_answer_that_is_refused_is_a_step(at_work: AgentDesk) -> None:
    at_work.limits = Limits(steps=3)
    at_work.stub.script(Refused())
    _over(at_work, "steps")
    assert len(at_work.stub.requests) == 4


def test_a_loop_that_nothing_else_ends_is_out_of_steps(
    at_work: AgentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Budget, "step", lambda self: None)
    at_work.stub.script(Endless())
    _over(at_work, "steps")


def test_many_calls_at_once_are_as_many_steps(at_work: AgentDesk) -> None:
    at_work.limits = Limits(steps=3)
    at_work.stub.script(calls(*(("search", {"query": f"第{n}个问题"}) for n in range(20))))
    _over(at_work, "steps")
    assert len(at_work.stub.requests) == 1


def test_tokens(at_work: AgentDesk) -> None:
    at_work.limits = Limits(tokens=2700)
    at_work.stub.script(Endless())
    _over(at_work, "tokens")
    assert len(at_work.stub.requests) < 4


def test_seconds_end_an_answer_that_is_being_written(at_work: AgentDesk) -> None:
    at_work.limits = Limits(seconds=0.3)
    at_work.stub.script(Step(text="……", pause=15))
    _over(at_work, "seconds")


def test_seconds_end_a_tool_that_drafts(at_work: AgentDesk) -> None:
    at_work.limits = Limits(seconds=1.0)
    at_work.stub.script(call("strategy", customer=CUSTOMER), Step(text="……", pause=15))
    made = at_work.say(f"给{CUSTOMER}准备拜访策略")
    assert made.agent.stopped_by == "seconds" and made.kind == "answer"


def test_the_same_call_again_is_not_done_again(at_work: AgentDesk) -> None:
    at_work.stub.script(call("search", query="付款方式"))
    _over(at_work, "repeats")
    assert [one["outcome"] for one in at_work.entries[-1].details["steps"]] == [
        "done",
        "repeated",
        "repeated",
    ]


@pytest.mark.parametrize("after", [0, 1])
def test_whoever_goes_away_ends_it_and_nothing_is_kept(at_work: AgentDesk, after: int) -> None:
    gone = threading.Event()

    def slow(body: dict[str, object]) -> Step:
        gone.set()
        return Step(text="……", pause=15)

    at_work.stub.script(*[call("search", query="付款方式")] * after, slow)
    before = len(list_suggestions(at_work.store.sql, at_work.viewer))
    with pytest.raises(Cancelled):
        at_work.agent().converse(ASKED, as_of=TODAY, watch=Watch(stopped=gone.is_set))
    assert len(list_suggestions(at_work.store.sql, at_work.viewer)) == before
    assert (at_work.entries[-1].subject, at_work.entries[-1].details["stopped_by"]) == ("", "cancelled")
    assert len(at_work.entries[-1].details["steps"]) == after


def test_whatever_breaks_is_audited_with_the_steps_that_were_done(
    at_work: AgentDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk")

    at_work.stub.script(call("search", query="付款方式"), call("answer"))
    monkeypatch.setattr("yiju.copilot.agent.service.save_suggestion", broken)
    with pytest.raises(RuntimeError):
        at_work.say(ASKED)
    told = at_work.entries[-1].details
    assert (told["stopped_by"], len(told["steps"])) == ("failed", 2)


def test_what_is_drafted_after_a_model_failed_is_paid_too(at_work: AgentDesk) -> None:
    refused = Step(status=400)
    at_work.stub.script(refused, answer({"statements": []}))
    made = at_work.say(ASKED)
    drafts = [one for one in at_work.stub.requests if "tools" not in one]
    assert made.agent.stopped_by == "model" and made.agent.tokens == 18 * len(drafts) > 0


def test_nothing_is_drafted_after_a_model_failed_where_nothing_is_left(at_work: AgentDesk) -> None:
    at_work.limits = Limits(seconds=0.5)
    at_work.stub.script(Step(status=400, pause=0.45), Step(text="……", pause=15))
    made = at_work.say(ASKED)
    assert made.agent.stopped_by in ("model", "seconds") and made.timings.get("llm", 0.0) < 5.0


def test_a_repair_is_paid_too(at_work: AgentDesk) -> None:
    """Where nothing is left for it, what did not hold is dropped."""
    at_work.limits = Limits(tokens=6000)
    filler = call("search", query="付款方式是什么")

    def last(body: dict[str, object]) -> Step:
        return call("answer", statements=[{"text": "我方承诺免费赠送两套模具。", "evidence": ["E1"]}])

    at_work.stub.script(filler, last, answer({"statements": []}))
    assert at_work.say(ASKED).agent.stopped_by == "unverified"
