"""What stays among ourselves is marked in a model's words too; no advice for the customer is made of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, evidence_in, facts_in, fill, honest
from tests.support.agent import AgentDesk, claims, numbers
from tests.support.desk import Desk, Entry
from tests.support.stored import settings_for
from tests.support.stub_llm import Step, StubLLM, answer, call
from yiju.copilot.confided import INTERNAL
from yiju.copilot.sections import AGENDA, NEXT, QUESTIONS
from yiju.ingest.pipeline import ingest
from yiju.models.embedder import make_embedder
from yiju.store.store import Store
from yiju.store.types import Claim, Suggestion

SECRET = "付款方式最多接受货到验收后75天电汇，必须守住。"
RISK = "质量部门的Kahl担心整改证据，尾款51万元逾期未付，再拖下去我们就停止供货。"
MAIL = f"""From: 王蕾 <wang.lei@huarui.example>
To: 周磊 <zhou.lei@huarui.example>
Subject: 回款
Date: Mon, 19 Jan 2026 09:00:00 +0800
Message-ID: <9@huarui.example>
Content-Type: text/plain; charset=utf-8

{SECRET}

{RISK}
"""
MARKS = ("75天", "51万")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(settings_for(tmp_path / "data")) as opened:
        fill(opened, tmp_path)
        path = tmp_path / "ours.eml"
        path.write_text(MAIL, encoding="utf-8")
        ingest(opened, make_embedder(opened.settings), [path], customer=CUSTOMER, unit="main")
        yield opened


def every(made: Suggestion) -> list[Claim]:
    return [claim for section in made.sections for claim in section.claims]


def secret(claim: Claim) -> bool:
    said = claim.text + "".join(one.quote for one in claim.citations)
    return any(mark in said for mark in MARKS)


def test_a_strategy_marks_it_and_gives_it_to_no_question_or_step(store: Store, stub: StubLLM) -> None:
    stub.script(honest)
    made = Desk(store, stub).strategy()
    kept = [claim for claim in every(made) if claim.nature == "fact" and secret(claim)]
    assert kept and all(INTERNAL in claim.flags for claim in kept), kept
    advised = [words for body in stub.requests for _, words in facts_in(body)]
    assert advised and not [words for words in advised if any(mark in words for mark in MARKS)]
    own = {claim.id for claim in kept}
    for section in made.sections:
        if section.title in {AGENDA, QUESTIONS, NEXT}:
            assert section.claims
            assert not [one for one in section.claims if secret(one) or own & set(one.rests_on)]


def test_an_answer_of_two_places_is_marked_where_either_is_kept(store: Store, stub: StubLLM) -> None:
    def both(body: Entry) -> Step:
        spans = evidence_in(body)
        text = "付款方式最多接受货到验收后75天电汇，尾款51万元逾期未付。"
        entry = {"nature": "fact", "rests_on": [], "text": text, "evidence": [one for one, _ in spans]}
        return answer({"statements": [entry]})

    stub.script(both)
    made = Desk(store, stub).ask(f"{CUSTOMER}的付款方式最多接受多少天电汇，尾款欠多少")
    (claim,) = [one for one in every(made) if len(one.citations) > 1]
    assert made.mode == "llm" and secret(claim) and INTERNAL in claim.flags


def test_the_agent_marks_it(store: Store, stub: StubLLM) -> None:
    desk = AgentDesk(store, stub)
    text = "付款方式最多接受货到验收后75天电汇。"
    stub.script(
        call("search", query="付款方式最多接受多少天", customer=CUSTOMER),
        lambda body: call("answer", statements=[{"text": text, "evidence": numbers(body, "75天")[:1]}]),
    )
    made = desk.say(f"{CUSTOMER}的付款方式最多接受多少天？")
    (claim,) = claims(made)
    assert claim.text == text and INTERNAL in claim.flags
