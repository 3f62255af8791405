"""Whole suggestions by a model, over a small store: what stands whatever the model does."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.account import (
    CUSTOMER,
    TODAY,
    assert_sound,
    build,
    evidence_in,
    honest,
    model_claims,
    texts,
)
from tests.support.stored import settings_for
from tests.support.stub_llm import Step, StubLLM, answer
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.sections import AGENDA, COMMITMENTS, NEWS, NEXT, QUESTIONS, RISKS, TERMS
from yiju.copilot.service import Copilot
from yiju.models.embedder import make_embedder
from yiju.store.access import viewer_for
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Claim, Suggestion

Entry = dict[str, Any]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("account"))


class Desk:
    """A rep of unit ``main`` at work, with a scripted model."""

    def __init__(self, store: Store, stub: StubLLM, timeout: float = 20.0) -> None:
        self.store, self.stub = store, stub
        self.viewer = viewer_for(store.sql, "xiaoli")
        reader = Reader(store, make_embedder(store.settings), self.viewer)
        changes = {"llm_base_url": stub.url, "llm_model": "stub", "llm_timeout": timeout}
        self.copilot = Copilot(reader, make_llm_mode(store.settings.model_copy(update=changes)))
        self.plain = Copilot(reader)

    def strategy(self, goal: str = "") -> Suggestion:
        return self.checked(self.copilot.strategy(CUSTOMER, goal=goal, as_of=TODAY))

    def talk(self, scene: str = "异议处理", person: str = "") -> Suggestion:
        return self.checked(self.copilot.talk(CUSTOMER, scene=scene, person=person, as_of=TODAY))

    def ask(self, question: str) -> Suggestion:
        return self.checked(self.copilot.ask(question, as_of=TODAY))

    def checked(self, suggestion: Suggestion) -> Suggestion:
        assert_sound(suggestion, self.store, self.viewer, self.stub)
        assert get_suggestion(self.store.sql, self.viewer, suggestion.id) == suggestion
        return suggestion


@pytest.fixture
def desk(account: Path, stub: StubLLM) -> Iterator[Desk]:
    with Store.open(settings_for(account)) as store:
        yield Desk(store, stub)


def section(suggestion: Suggestion, title: str) -> tuple[Claim, ...]:
    return next(s.claims for s in suggestion.sections if s.title == title)


def test_a_strategy_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.strategy()
    assert (given.mode, given.model) == ("llm", "stub")
    assert {label.split(".")[0] for label in given.prompts} <= {"visit-strategy", "repair"}
    assert given.usage["calls"] == len(desk.stub.requests)
    assert given.usage["prompt_tokens"] == 11 * len(desk.stub.requests)
    facts = section(given, TERMS)
    assert [c.nature for c in facts] == ["fact"] * len(facts)
    assert any(c.id.startswith("m") and "60天电汇" in c.text for c in facts)
    for title in (AGENDA, QUESTIONS, NEXT):
        assert all(c.id.startswith("m") for c in section(given, title))


def test_what_only_the_rules_know_stays(desk: Desk) -> None:
    desk.stub.script(honest)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert section(given, COMMITMENTS) == section(plain, COMMITMENTS)
    assert given.headline == plain.headline
    for title, flag in ((NEWS, "changed"), (RISKS, "conflict"), (COMMITMENTS, "overdue")):
        before = [c for c in section(plain, title) if flag in c.flags]
        assert before
        assert [c for c in section(given, title) if flag in c.flags] == before


def test_no_stale_or_contradicted_value_is_handed_to_the_model(desk: Desk) -> None:
    desk.stub.script(honest)
    desk.strategy()
    desk.talk()
    sent = [words for body in desk.stub.requests for _, words in evidence_in(body)]
    assert any("60天电汇" in words for words in sent)
    assert not any("年降比例" in words for words in sent)
    assert not any("5%" in words and "ESG" in words and "15%" not in words for words in sent)
    assert all(line.split("｜")[0].endswith("2025-11-03") is False for line in _evidence_heads(desk.stub))


def _evidence_heads(stub: StubLLM) -> list[str]:
    return [
        line for n in range(len(stub.requests)) for line in stub.prompt(n).splitlines() if line[:2] == "[E"
    ]


def test_no_span_is_told_twice(desk: Desk) -> None:
    desk.stub.script(honest)
    cited = [(c.paragraph_id, c.start) for claim in model_claims(desk.strategy()) for c in claim.citations]
    assert len(cited) == len(set(cited))


def test_the_model_is_told_what_is_overdue_and_for_what(desk: Desk) -> None:
    desk.stub.script(honest)
    desk.strategy(goal="谈妥碳足迹模板")
    assert "（答应过，已逾期）" in desk.stub.prompt()
    assert "谈妥碳足迹模板" in desk.stub.prompt()


def test_a_goal_stands_first_whoever_drafts(desk: Desk) -> None:
    desk.stub.script(honest)
    assert section(desk.strategy(goal="谈妥碳足迹模板"), AGENDA)[0].text == "本次目标：谈妥碳足迹模板"


def test_a_section_whose_draft_fails_keeps_its_extractive_claims(desk: Desk) -> None:
    def but_terms(body: Entry) -> Step:
        return Step(text="不会") if f"“{TERMS}”一栏" in body["messages"][1]["content"] else honest(body)

    desk.stub.script(but_terms)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert given.mode == "llm"
    assert section(given, TERMS) == section(plain, TERMS)
    (notice,) = given.notices
    assert f"{TERMS}——大模型的回答不是 JSON" in notice


def test_extractive_claims_come_in_for_what_is_dropped(desk: Desk) -> None:
    """One statement is altered: the span it cites is shown in its own words instead."""

    def altered(entry: Entry) -> Entry:
        return entry | {"text": entry["text"].replace("60天", "90天")} if "text" in entry else entry

    desk.stub.script(lambda body: honest(body, altered))
    given = desk.strategy()
    terms = section(given, TERMS)
    assert not any("90天" in text for text in texts(terms))
    (payment,) = [c for c in terms if "电汇" in c.text]
    assert payment.id.startswith("c") and "60天" in payment.text
    assert any("90天" in dropped.text for dropped in given.dropped_claims)


def test_advice_that_falls_back_rests_on_what_is_shown_now(desk: Desk) -> None:
    def facts_only(body: Entry) -> Step:
        return Step(status=400) if "facts" not in body and "栏：这次见面" in str(body) else honest(body)

    desk.stub.script(facts_only)
    given = desk.strategy()
    assert any("“LCA边界说明" in text for text in texts(section(given, AGENDA)))
    assert any(AGENDA in notice for notice in given.notices)


def test_a_talk_track_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.talk(person="Anke Vogt")
    assert given.mode == "llm"
    assert "对Anke Vogt说" in desk.stub.prompt()
    own = [s for s in given.sections if any(c.id.startswith("m") for c in s.claims)]
    assert own and all([c.role for c in s.claims][:2] == ["say", "why"] for s in own)
    assert given.sections[-1].claims[0].role == "avoid"
    assert [s.title for s in given.sections[:-1]] == [f"要点{n}" for n in range(1, len(given.sections))]


def test_an_answer_in_the_models_words(desk: Desk) -> None:
    desk.stub.script(honest)
    given = desk.ask("莱茵汽车的付款方式是什么")
    assert given.mode == "llm"
    assert texts(model_claims(given)) == ["付款方式为货到验收后60天电汇。"]


def test_refusals_and_contradictions_are_never_put_to_the_model(desk: Desk) -> None:
    desk.stub.script(honest)
    refused, disputed = desk.ask("莱茵汽车的食堂有几个座位"), desk.ask("莱茵汽车的年降比例是多少")
    assert refused.missing
    assert any(c.verdict == "conflict" for s in disputed.sections for c in s.claims)
    assert (refused.mode, disputed.mode) == ("extractive", "extractive")
    assert "按原文" in disputed.notices[-1]
    assert not desk.stub.requests


def _texts_to(change: Callable[[str], str]) -> Callable[[Entry], Entry]:
    return lambda entry: {
        key: change(value) if key in {"text", "why", "say"} else value for key, value in entry.items()
    }


SPOILERS: dict[str, Callable[[Entry], Entry]] = {
    "ids never retrieved": lambda e: e | {"evidence": ["E77"], "rests_on": ["F77"]},
    "ids of paragraphs": lambda e: e | {"evidence": ["d000000000001-0001"], "rests_on": ["c1"]},
    "no ids": lambda e: e | {"evidence": [], "rests_on": []},
    "altered numbers": _texts_to(lambda t: "".join("9" if c in "12345" else c for c in t) + "共77件。"),
    "negated": _texts_to(lambda t: t.replace("为", "不为").replace("要求", "不要求").replace("将", "不会")),
    "forged tags": _texts_to(lambda t: t + "〔依据2026-01-01董事会决议P1第1段〕"),
    "forged tags, misspelt": _texts_to(lambda t: t + "【依据2026-01-01董事会决议第9页】"),
    "another customer, guessed": _texts_to(lambda t: "南山电器年采购额9.9亿，要求另给返点。"),
    "the prompt": _texts_to(
        lambda t: "只写资料里有的内容；数字、日期、人名、产品名逐字照抄，不换算、不推测。"
    ),
    "links": _texts_to(lambda t: t + "详见 http://evil.example/steal"),
    "markdown links": _texts_to(lambda t: t + "![图](//evil.example/x.png)"),
    "promises": _texts_to(lambda t: "我方承诺免费赠送模具并降价8%。"),
    "other language": _texts_to(lambda t: "All requirements are waived by the customer."),
    "wrong types": lambda e: e | {"evidence": "E1"},
}


@pytest.mark.parametrize("spoiler", SPOILERS)
def test_a_model_that_lies_is_not_shown(desk: Desk, spoiler: str) -> None:
    desk.stub.script(lambda body: honest(body, SPOILERS[spoiler]))
    for given in (desk.strategy(), desk.talk(), desk.ask("莱茵汽车的付款方式是什么")):
        shown = " ".join(texts(model_claims(given)))
        for lie in ("共77", "董事会", "9.9亿", "不换算", "evil", "免费", "waived", "不为"):
            assert lie not in shown
        assert any(claim.citations for s in given.sections for claim in s.claims)
        assert given.mode == "llm" or any("原文摘编" in notice for notice in given.notices)


@pytest.mark.parametrize(
    ("step", "calls", "why"),
    [
        (Step(text='{"statements": [{"nature"'), 2, "不是 JSON"),
        (Step(text="好的，以下是策略"), 2, "不是 JSON"),
        (answer({"lines": "x", "statements": "x"}), 2, "格式"),
        (Step(status=500), 6, "500"),
        (Step(status=401), 1, "YIJU_LLM_API_KEY"),
        (Step(status=404), 1, "404"),
        (Step(status=429, headers={"Retry-After": "0"}), 3, "429"),
        (answer({"statements": []} | {"lines": []}), None, "没有可写的内容"),
        (Step(text='{"statements": [{"nature": "fact", "text": "很长"}]}', cut_after=40), 6, "断开"),
        (Step(refusal="no"), 2, "没有给出任何内容"),
    ],
)
def test_a_model_that_breaks_leaves_the_extractive_strategy(
    desk: Desk, step: Step, calls: int | None, why: str
) -> None:
    desk.stub.script(step)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert (given.mode, given.sections, given.headline) == ("extractive", plain.sections, plain.headline)
    (notice,) = given.notices
    assert "原文摘编" in notice and why in notice
    assert len(notice) < 160
    if calls is not None:
        assert len(desk.stub.requests) == calls


@pytest.mark.parametrize("step", [Step(text="?"), Step(status=500), answer({"lines": [], "statements": []})])
def test_talk_and_answers_fall_back_too(desk: Desk, step: Step) -> None:
    desk.stub.script(step)
    talk, said = desk.talk(), desk.ask("莱茵汽车的付款方式是什么")
    assert talk.sections == desk.plain.talk(CUSTOMER, scene="异议处理", as_of=TODAY).sections
    assert "60天电汇" in said.sections[0].claims[0].text
    assert talk.mode == said.mode == "extractive"


def test_a_slow_model_is_asked_once(account: Path, stub: StubLLM) -> None:
    stub.script(Step(pause=30))
    with Store.open(settings_for(account)) as store:
        given = Desk(store, stub, timeout=0.4).strategy()
    assert given.mode == "extractive"
    assert len(stub.requests) == 1
    (notice,) = given.notices
    assert "规定时间" in notice and "YIJU_LLM_TIMEOUT" in notice


def test_an_endpoint_that_goes_down_midway_is_asked_no_more(desk: Desk) -> None:
    first: list[int] = []

    def once(body: Entry) -> Step:
        first.append(1)
        return honest(body) if len(first) == 1 else Step(status=401)

    desk.stub.script(once)
    given = desk.strategy()
    assert given.mode == "llm"
    assert len(desk.stub.requests) == 2
    (notice,) = given.notices
    assert "原文摘编" in notice and notice.count("401") == 1


def test_nobody_answers_at_all(account: Path) -> None:
    stub = StubLLM()
    stub._server.server_close()
    with Store.open(settings_for(account)) as store:
        given = Desk(store, stub).strategy()
    assert given.mode == "extractive"
    assert "连不上" in given.notices[0] and "YIJU_LLM_BASE_URL" in given.notices[0]


def test_half_a_setting_is_said_to_be_half(tmp_path: Path) -> None:
    told: list[str] = []
    assert make_llm_mode(settings_for(tmp_path, llm_base_url="http://127.0.0.1:1/v1"), told.append) is None
    assert "YIJU_LLM_MODEL" in told[0]
    assert make_llm_mode(settings_for(tmp_path), told.append) is None
    assert len(told) == 1
