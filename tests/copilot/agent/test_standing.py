"""What was replaced, or is contradicted elsewhere, is worded by no way that a model takes to it."""

import pytest

from tests.support.account import CUSTOMER
from tests.support.agent import AgentDesk, Entry, claims, numbers
from tests.support.stub_llm import Step, answer, call
from yiju.store.documents import list_documents, paragraphs_of

_NOTHING = answer({"statements": []})


def _on(body: Entry, holding: str, text: str) -> Step:
    return call("answer", statements=[{"text": text, "evidence": numbers(body, holding)[:1] or ["E1"]}])


def _old_tender(at_work: AgentDesk) -> str:
    """The id of the replaced edition's paragraph on ESG."""
    tenders = [d for d in list_documents(at_work.store.sql, at_work.viewer) if "招标" in d.title]
    old = min(tenders, key=lambda d: str(d.date))
    found = [p for p in paragraphs_of(at_work.store.sql, at_work.viewer, [old.id]) if "ESG" in p.text]
    assert "5%" in found[-1].text
    return found[-1].id


def test_what_stands_around_a_fact_is_no_way_around_a_contradiction(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="年降比例是多少"),
        lambda body: call("cite", place=numbers(body, "年降", "F")[0]),
        lambda body: _on(body, "2.5%", "年降比例为2.5%。"),
        _NOTHING,
    )
    made = at_work.say(f"{CUSTOMER}的年降比例是多少？")
    assert not numbers(at_work.stub.requests[2], "2.5%") and not numbers(at_work.stub.requests[2], "3%")
    assert all("3%" in claim.text for claim in claims(made) if "2.5%" in claim.text)


@pytest.mark.parametrize("query", ["按系统设置的比例", "系统设置", "Anke Vogt 系统设置 2026年"])
def test_a_search_so_narrow_that_it_sees_one_side_alone(at_work: AgentDesk, query: str) -> None:
    at_work.stub.script(
        call("search", query=query), lambda body: _on(body, "2.5%", "2026年年降比例为2.5%。"), _NOTHING
    )
    made = at_work.say(f"{CUSTOMER}的年降比例是多少？")
    assert all("3%" in claim.text for claim in claims(made) if "2.5%" in claim.text)


def test_a_draft_that_is_asked_for_sees_no_side_of_it_either(at_work: AgentDesk) -> None:
    at_work.stub.script(call("search", query="系统设置"), Step(text="年降是2.5%。"), _NOTHING)
    at_work.say(f"{CUSTOMER}的年降比例是多少？")
    drafts = [at_work.stub.prompt(n) for n, one in enumerate(at_work.stub.requests) if "tools" not in one]
    assert not [text for text in drafts if "2.5%" in text]


def test_no_id_opens_what_was_not_found(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="招标ESG权重是多少"),
        call("cite", place=_old_tender(at_work)),
        lambda body: _on(body, "5%", "评分项ESG的权重为5%。"),
        _NOTHING,
    )
    made = at_work.say(f"{CUSTOMER}招标的ESG权重是多少？")
    assert made.agent.steps[1].outcome == "unknown"
    assert all("15%" in claim.text for claim in claims(made) if "ESG" in claim.text)


def test_a_replaced_edition_is_worded_for_whoever_asks_for_it(at_work: AgentDesk) -> None:
    text = "评分项价格的权重为45%。"
    script = (
        call("search", query="第一版招标文件的ESG权重是多少"),
        lambda body: _on(body, "45%", text),
        _NOTHING,
    )
    at_work.stub.script(*script)
    asked = at_work.say(f"{CUSTOMER}第一版招标文件的价格权重是多少？")
    assert [claim.text for claim in claims(asked)] == [text]
    at_work.stub.script(*script)
    now = at_work.say(f"{CUSTOMER}现在招标的价格权重是多少？")
    assert text not in [claim.text for claim in claims(now)]


def test_a_number_that_lies_nowhere_proves_nothing(at_work: AgentDesk) -> None:
    at_work.stub.script(
        call("search", query="付款方式是什么"),
        call("answer", statements=[{"text": "付款方式为货到验收后60天电汇。", "evidence": ["E99"]}]),
        _NOTHING,
    )
    made = at_work.say(f"{CUSTOMER}的付款方式是什么？")
    assert made.agent.stopped_by == "unverified"
