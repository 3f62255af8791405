"""A model whose talk track sounds like those lately given is asked once more, and shown nothing of theirs."""

from dataclasses import replace

import pytest

from tests.support.account import CUSTOMER, TODAY, evidence_in, honest
from tests.support.desk import Desk, Entry
from tests.support.stub_llm import Step, answer
from yiju.copilot.lately import KnownLately
from yiju.copilot.variety import LIMIT
from yiju.store.types import Claim, Section, Suggestion

SCENE = "异议处理"
FOREIGN = "机密八号"
FIRST_WORDS = "请您确认一下这一条怎么理解，有什么要求请直接告诉我们，我们当面听您说。"
OTHER_WORDS = "请您对照材料看一下。"
FALLBACKS = {
    FIRST_WORDS: "那请您先看一下原文，哪一处要改，请您写下来告诉我们，我们再和您一起确认。",
    OTHER_WORDS: "",
}


def _again(body: Entry) -> bool:
    return "<用过>" in "\n".join(message["content"] for message in body["messages"])


def _in(body: Entry, words: str) -> Step:
    """What copies its evidence, around it these words."""
    return honest(
        body,
        lambda line: (
            line | {"say": line["say"].replace("请看一下材料。", words), "fallback": FALLBACKS[words]}
        ),
    )


def _first_words(body: Entry) -> Step:
    return _in(body, FIRST_WORDS)


def _other_words(body: Entry) -> Step:
    return _in(body, OTHER_WORDS)


@pytest.fixture
def lately(desk: Desk) -> KnownLately:
    """Another customer was given the same in the model's words; it holds something of theirs."""
    desk.stub.script(_first_words)
    first = desk.talk()
    assert first.mode == "llm", (first.notices, first.dropped_claims, first.drafting)
    desk.stub.requests.clear()
    return KnownLately([first.model_copy(update={"customer": "别的公司", "sections": _with(first)})])


def _with(one: Suggestion) -> tuple[Section, ...]:
    """What the model worded, and something of theirs."""
    own = [s for s in one.sections if any(claim.id.startswith("m") for claim in s.claims)]
    claim = Claim(id="z1", nature="advice", text=f"{FOREIGN}。", role="say")
    return (*own, Section(title="要点9", claims=(claim,)))


def _talk(desk: Desk, lately: KnownLately) -> Suggestion:
    copilot = replace(desk.copilot, lately=lately)
    return desk.checked(copilot.talk(CUSTOMER, scene=SCENE, as_of=TODAY))


def _said(one: Suggestion) -> list[str]:
    return [c.text for s in one.sections for c in s.claims if c.role == "say" and c.id.startswith("m")]


def test_a_second_draft_in_other_words_is_taken(desk: Desk, lately: KnownLately) -> None:
    desk.stub.script(lambda body: _other_words(body) if _again(body) else _first_words(body))
    given = _talk(desk, lately)
    assert given.sameness is not None and given.sameness.varied == "model"
    assert _said(given) and all(line.endswith(OTHER_WORDS) for line in _said(given))
    assert [_again(body) for body in desk.stub.requests] == [False, False, True, True], "each with its repair"
    assert given.usage["calls"] == 4, "what both cost is counted"
    assert any(label.startswith("fresh.v1@") for label in given.prompts)
    assert len(given.drafting) == 1 and given.drafting[0].outcome == "drafted"
    assert not given.notices


def test_nothing_of_another_customer_is_put_to_the_model(desk: Desk, lately: KnownLately) -> None:
    desk.stub.script(_first_words)
    _talk(desk, lately)
    assert any(map(_again, desk.stub.requests))
    for number in range(len(desk.stub.requests)):
        assert FOREIGN not in desk.stub.prompt(number)
        assert "别的公司" not in desk.stub.prompt(number)
    shown = desk.stub.prompt().partition("<用过>\n")[2].partition("\n</用过>")[0]
    assert {line.partition("”，")[2] or line for line in shown.splitlines()} == {
        FIRST_WORDS,
        FALLBACKS[FIRST_WORDS],
    }, "its own lines, and no others"


@pytest.mark.parametrize("second", ["same", "nothing", "broken", "unsupported"])
def test_a_second_draft_that_is_no_better_or_does_not_hold_is_not(
    desk: Desk, lately: KnownLately, second: str
) -> None:
    def worse(body: Entry) -> Step:
        (one, _words), *_ = evidence_in(body)
        line = {
            "evidence": [one],
            "why": "客户去年亏损97亿元。",
            "say": "请看。",
            "reply": "",
            "fallback": "",
        }
        return {
            "same": _first_words(body),
            "nothing": answer({"lines": []}),
            "broken": Step(status=500),
            "unsupported": answer({"lines": [line]}),
        }[second]

    desk.stub.script(lambda body: worse(body) if _again(body) else _first_words(body))
    given = _talk(desk, lately)
    assert given.mode == "llm" and given.sameness is not None
    assert given.sameness.varied in {"", "points"}
    assert _said(given) and all(line.endswith(FIRST_WORDS) for line in _said(given))
    assert len(given.drafting) == 1 and given.drafting[0].outcome == "drafted"
    assert not given.notices, "the first draft is shown: nothing fell back"


def test_what_sounds_like_nothing_is_drafted_once(desk: Desk, lately: KnownLately) -> None:
    desk.stub.script(_other_words)
    given = _talk(desk, lately)
    assert given.sameness is not None and given.sameness.varied != "model"
    assert given.sameness.ngram <= LIMIT and not any(map(_again, desk.stub.requests))
