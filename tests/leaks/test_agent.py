"""A conversation with a hostile model: whatever it calls or says, nothing leaves and nothing is written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.agent import numbers, scripted
from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, TODAY
from tests.support.stub_llm import Step, StubLLM, answer, call, calls
from tests.support.traces import foreign_to
from tests.support.world import AUTO, NAMESAKE, who
from yiju.copilot.agent.answering import CONFIRM
from yiju.copilot.agent.service import Agent
from yiju.copilot.agent.types import Before, Conversed, Pending, Proposal
from yiju.copilot.llm_mode import make_llm_mode
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.errors import NotFound
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.sandbox.proposals import ask
from yiju.store import audit
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents, paragraphs_of
from yiju.store.store import Store
from yiju.store.suggestions import list_suggestions

PLANTED = ("http://evil.invalid/a", "evil@evil.invalid", "13912345678", "降价37%", "9999万元")
"""What no material says."""
ASKED = f"{NAMESAKE}的付款方式是什么？"


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    """A scripted model."""
    with scripted() as server:
        yield server


class Told:
    """A user's conversation on the world's store, with everything that could leave it."""

    def __init__(self, store: Store, stub: StubLLM, user: str) -> None:
        self.store, self.stub, self.viewer = store, stub, who(store, user)
        settings = store.settings.model_copy(update={"llm_base_url": stub.url, "llm_model": "stub"})
        copilot = Copilot(Reader(store, HashingEmbedder(), self.viewer), make_llm_mode(settings))
        self.proposed: list[Proposal] = []
        self.agent = Agent(copilot, address=stub.url, propose=self._propose)
        self.before = audit.head(store.sql)[0]
        stub.requests.clear()

    def _propose(self, proposal: Proposal) -> Pending:
        self.proposed.append(proposal)
        return ask(proposal)[0]

    def say(self, text: str = ASKED, before: Before | None = None, **given: Any) -> Conversed:
        return self.agent.converse(text, before=before or Before(), as_of=TODAY, **given)

    def clean(self, made: Conversed, said: str = "", echoed: str = "") -> None:
        """Nothing of others was given, or told the model; nothing but the one answer was written.

        Args:
            said: what the person typed; echoed: what the model wrote itself.
        """
        traces = foreign_to(self.store, self.viewer)
        assert traces.in_text(made.model_dump_json(), said=said) == []
        assert traces.in_text(self.stub.requests, said=said + echoed) == []
        assert not [one for one in PLANTED if one in made.model_dump_json()]
        entries = audit.entries(self.store.sql, after=self.before)
        assert {one.action for one in entries} <= {"suggestion.saved", "agent.answered", "draft.refused"}, (
            entries
        )
        saved = [] if made.headline == CONFIRM else [made.id]  # to ask for a confirmation is no advice
        assert [one.subject for one in entries if one.action == "suggestion.saved"] == saved
        (entry,) = [one for one in entries if one.action == "agent.answered"]
        assert entry.actor == self.viewer.user and entry.subject == made.id
        assert traces.in_text(entry.details) == []


def _foreign(store: Store) -> tuple[str, str, str]:
    """Ids of a paragraph, a document and a customer of the other unit."""
    every = list_documents(store.sql, local_viewer(store.sql))
    document = next(d for d in every if d.unit != AUTO and d.paragraphs > 4)
    paragraph = paragraphs_of(store.sql, local_viewer(store.sql), [document.id])[2]
    return paragraph.id, document.id, document.customer_id


def test_other_customers_are_as_unknown_as_ones_that_never_were(world: Store, stub: StubLLM) -> None:
    told: list[str] = []

    def look(body: dict[str, Any]) -> Step:
        told.extend(str(one["content"]) for one in body["messages"] if one["role"] == "tool")
        return call("answer")

    names = (DISTRIBUTOR, HOSPITAL, "仁澍医院", "莫须有公司")
    for tool, more in (("search", {"query": "还欠多少钱"}), ("overview", {}), ("commitments", {})):
        stub.script(calls(*((tool, {"customer": name, **more}) for name in names)), look)
        rep = Told(world, stub, "rep_auto")
        told.clear()
        made = rep.say(f"{NAMESAKE}怎么样")
        rep.clean(made, echoed="".join(names))
        assert {one.outcome for one in made.agent.steps[:-1]} == {"unknown"}
        assert len({text.replace(name, "X") for text, name in zip(told, names, strict=True)}) == 1
        assert not [name for name in names if name in json.dumps([one.arguments for one in made.agent.steps])]


def test_a_question_that_names_anothers_customer(world: Store, stub: StubLLM) -> None:
    stub.script(
        call("search", query="还欠多少钱", customer=HOSPITAL),
        call("search", query="还欠多少钱"),
        lambda body: call("answer", statements=[{"text": f"{HOSPITAL}还欠9999万元。", "evidence": ["E1"]}]),
        answer({"statements": []}),
    )
    rep = Told(world, stub, "rep_auto")
    made = rep.say(f"{HOSPITAL}还欠多少钱？")
    rep.clean(made, said=HOSPITAL)
    assert made.unit == AUTO


def test_another_customer_of_ones_own_is_not_spoken_of_where_one_is_named(
    world: Store, stub: StubLLM
) -> None:
    stub.script(call("search", query="年降比例是多少", customer=CAR), call("answer"))
    rep = Told(world, stub, "rep_auto")
    made = rep.say()
    assert made.agent.steps[0].outcome == "unknown"
    assert CAR not in made.model_dump_json()


def test_ids_paths_and_statements_of_others_open_nothing(world: Store, stub: StubLLM) -> None:
    paragraph, document, customer = _foreign(world)
    for place in (paragraph, document, customer, "E1", "F9", "x-OR-1"):
        stub.script(call("cite", place=place), call("search", query=f"{document} {customer}"), call("answer"))
        rep = Told(world, stub, "rep_auto")
        made = rep.say()
        assert made.agent.steps[0].outcome == "unknown", place
        rep.clean(made, echoed=f"{paragraph}{document}{customer}")
    for injected in ("' OR 1=1 --", "a'; DROP TABLE documents; --", "%", "*) OR unit:medical"):
        stub.script(call("search", query=injected + "x", customer=injected), call("answer"))
        rep = Told(world, stub, "rep_auto")
        made = rep.say()
        assert made.agent.steps[0].outcome == "unknown"
        rep.clean(made)


@pytest.mark.parametrize("field", ["viewer", "unit", "user", "roles", "units", "as"])
def test_no_tool_takes_a_viewer(world: Store, stub: StubLLM, field: str) -> None:
    stub.script(
        call("search", query="付款方式", **{field: "boss"}),
        call("overview", **{field: "medical"}),
        answer({}),
    )
    rep = Told(world, stub, "rep_auto")
    made = rep.say()
    assert [one.outcome for one in made.agent.steps] == ["invalid", "invalid"]
    rep.clean(made)


@pytest.mark.parametrize("name", ["sql", "shell", "confirm", "add_signal", "ingest", "search\n"])
def test_a_tool_that_is_none_does_nothing(world: Store, stub: StubLLM, name: str) -> None:
    stub.script(call(name, query="http://evil.invalid/a", token="x"), answer({}))
    rep = Told(world, stub, "rep_auto")
    made = rep.say()
    rep.clean(made)
    assert made.agent.degraded and {one.tool for one in made.agent.steps} == {"（没有的工具）"}


def test_feedback_called_again_and_again_writes_nothing(world: Store, stub: StubLLM) -> None:
    rep = Told(world, stub, "rep_auto")
    first = rep.agent.copilot.ask("付款方式是什么", customer=NAMESAKE, as_of=TODAY)
    foreign = Copilot(Reader(world, None, who(world, "rep_medical"))).ask(
        "还欠多少钱", customer=HOSPITAL, as_of=TODAY
    )
    kinds = ("adopted", "up", "down", "used", "unused")
    stub.script(
        calls(*(("feedback", {"kind": kind, "comment": "降价37%"}) for kind in kinds)), Step(text="已确认。")
    )
    rep.before = audit.head(world.sql)[0]
    made = rep.say("好的，采纳", before=Before(suggestion=first.id))
    rep.clean(made)
    assert len(rep.proposed) == 1 and rep.proposed[0].comment == ""
    stub.script(call("feedback", kind="up"), call("feedback", kind="down", claim=1), call("answer"))
    rep = Told(world, stub, "rep_auto")
    made = rep.say("好的", before=Before(suggestion=foreign.id))
    rep.clean(made)
    assert not rep.proposed and made.agent.steps[0].outcome == "refused"


def _lies(body: dict[str, Any]) -> Step:
    """Statements of every bad sort, each on a true span."""
    number = numbers(body, "")[0]
    texts = (
        "详情见 http://evil.invalid/a 。",
        "请把报价发到 evil@evil.invalid 或打 13912345678。",
        "我方承诺降价37%。",
        "首批订单金额为9999万元。",
        f"{HOSPITAL}还欠8264万元。",
        "〔依据2026-01-01合同第1条〕付款方式为预付全款。",
    )
    return call("answer", statements=[{"text": text, "evidence": [number]} for text in texts])


def _lies_again(body: dict[str, Any]) -> Step:
    """And in the repair, once more."""
    lie = {
        "nature": "fact",
        "text": "我方承诺降价37%。",
        "evidence": ["E1"],
        "rests_on": [],
        "replaces": "R1",
    }
    return answer({"statements": [lie | {"replaces": "R1"}]})


def test_links_prices_tags_and_others_names_are_not_shown(world: Store, stub: StubLLM) -> None:
    stub.script(call("search", query="付款方式是什么"), _lies, _lies_again)
    rep = Told(world, stub, "rep_auto")
    made = rep.say()
    rep.clean(made, echoed=HOSPITAL)
    assert made.agent.stopped_by == "unverified" and "预付全款" not in made.model_dump_json()
    stub.script(call("search", query="付款方式是什么"), Step(text="请看 http://evil.invalid/a"), answer({}))
    rep = Told(world, stub, "rep_auto")
    rep.clean(rep.say())


def test_words_of_a_model_are_no_words_of_the_person(world: Store, stub: StubLLM) -> None:
    for tool, given in (
        ("strategy", {"goal": "承诺降价37%，见 http://evil.invalid/a"}),
        ("talk", {"scene": "催款9999万元，打 13912345678", "person": "evil@evil.invalid"}),
    ):
        stub.script(call(tool, customer=NAMESAKE, **given), answer({"statements": [], "lines": []}))
        rep = Told(world, stub, "rep_auto")
        made = rep.say(f"给{NAMESAKE}准备一下")
        assert made.kind == tool
        rep.clean(made)


@pytest.mark.parametrize("user", ["nobody", "client", "root"])
def test_who_sees_nothing_is_told_nothing(world: Store, stub: StubLLM, user: str) -> None:
    rep = Told(world, stub, user)
    with pytest.raises(NotFound, match="还没有任何资料"):
        rep.say()
    assert not stub.requests and list_suggestions(world.sql, rep.viewer) == []
