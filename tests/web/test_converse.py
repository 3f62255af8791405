"""The conversation over the API: the same streamed and not, confirmed by its person alone, erasable."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.account import CUSTOMER, OTHER, TODAY, fill
from tests.support.agent import scripted, worded
from tests.support.browser import Browser, house_in, program
from tests.support.stored import put, settings_for
from tests.support.stub_llm import Step, StubLLM, answer, call
from tests.web.test_events import EVENTS, read
from yiju.copilot.agent.types import Conversed
from yiju.sandbox.proposals import confirm
from yiju.sandbox.signals import signals_of
from yiju.sandbox.types import Signal
from yiju.store import audit, memories
from yiju.store.access import viewer_for
from yiju.store.suggestions import list_suggestions
from yiju.store.users import save_user
from yiju.web.api import PREFIX
from yiju.web.app import make_app

PATH = f"{PREFIX}/converse"
ASKED = {"text": f"{CUSTOMER}的付款方式是什么？", "as_of": str(TODAY)}
PAID = "付款方式为货到验收后60天电汇。"
CHANGING = {"id", "created_at", "timings", "usage"}


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    """A scripted model."""
    with scripted() as server:
        yield server


@pytest.fixture
def app(tmp_path: Path, stub: StubLLM) -> Iterator[FastAPI]:
    """The small account, with the model, a second rep of the unit and one of another."""
    made = make_app(settings_for(tmp_path / "data", llm_base_url=stub.url, llm_model="stub", parse_workers=0))
    house = house_in(made)
    fill(house.store, tmp_path)
    save_user(house.store.sql, "other", roles=["rep"], units=["main"], actor="test")
    yield made
    house.close()


def _scripted(stub: StubLLM) -> None:
    stub.script(
        call("search", query="付款方式是什么", customer=CUSTOMER), lambda body: worded(body, PAID, "60天电汇")
    )


def _without(body: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in body.items() if key not in CHANGING | {"agent"}}


def test_streamed_and_not_it_is_the_same(app: FastAPI, stub: StubLLM) -> None:
    rep = program(app, "xiaoli")
    _scripted(stub)
    plain = rep.post(PATH, json=ASKED)
    assert plain.status_code == 201, plain.text
    _scripted(stub)
    told = read(rep.post(PATH, json=ASKED | {"conversation": "s"}, headers=EVENTS).text)
    name, streamed = told[-1]
    assert name == "done" and Conversed.model_validate(streamed)
    assert streamed.keys() == plain.json().keys() and _without(streamed) == _without(plain.json())
    assert streamed["agent"].keys() == plain.json()["agent"].keys()
    assert [one["tool"] for one in streamed["agent"]["steps"]] == ["search", "answer"]
    texts = [body["text"] for name, body in told if name == "progress"]
    assert "正在查资料…" in texts and "查资料：好了" in texts
    assert [body for name, body in told if name == "section"] == streamed["sections"]
    assert streamed["sections"][0]["claims"][0]["text"] == PAID
    kept = rep.get(f"{PREFIX}/suggestions/{streamed['id']}").json()
    assert kept == {key: value for key, value in streamed.items() if key != "agent"}


def test_what_is_refused_is_refused_before_anything_begins(app: FastAPI, stub: StubLLM) -> None:
    page, stranger = Browser(app), Browser(app)
    page.sign_in()
    for done, status in (
        (stranger.post(PATH, json=ASKED), 401),
        (page.post(PATH, json=ASKED), 403),
        (page.post(f"{PATH}/confirm", json={"token": "x"}), 403),
        (page.change("POST", PATH, json={"text": " "}), 422),
        (page.change("POST", PATH, json={"text": "x" * 2001}), 422),
        (page.change("POST", PATH, json=ASKED | {"conversation": "a b"}), 422),
    ):
        assert done.status_code == status, done.text
    assert not stub.requests


def _propose(rep: Browser, stub: StubLLM) -> tuple[str, str]:
    """The suggestion of a first answer, and the token that confirms its adoption."""
    _scripted(stub)
    first = rep.post(PATH, json=ASKED).json()
    stub.script(call("feedback", kind="adopted", claim=1), Step(text="已提请确认。"))
    second = rep.post(PATH, json={"text": "第1条采纳", "as_of": str(TODAY)}).json()
    assert second["headline"] == "等您确认"
    assert second["agent"]["pending"]["suggestion"] == first["id"]
    return first["id"], second["agent"]["pending"]["token"]


def test_feedback_is_kept_once_its_own_person_confirms_it(app: FastAPI, stub: StubLLM) -> None:
    house = house_in(app)
    rep, other = program(app, "xiaoli"), program(app, "other")
    suggestion, token = _propose(rep, stub)
    viewer = viewer_for(house.store.sql, "xiaoli")
    assert signals_of(house.store.sql, viewer, suggestion) == []
    assert "采纳" in rep.get(f"{PATH}/memory").json()["waiting"]
    assert token not in rep.get(f"{PATH}/memory").text
    for who, body in ((other, {"token": token}), (rep, {"token": "wrong"})):
        assert who.post(f"{PATH}/confirm", json=body).status_code == 404
    kept = rep.post(f"{PATH}/confirm", json={"token": token})
    assert kept.status_code == 201 and kept.json()["kind"] == "adopted"
    assert rep.post(f"{PATH}/confirm", json={"token": token}).status_code == 404
    (signal,) = signals_of(house.store.sql, viewer, suggestion)
    assert (signal.author, signal.channel, signal.claim_id) == ("xiaoli", "api", kept.json()["claim_id"])


def test_what_is_said_while_a_confirmation_is_kept_is_not_lost(
    app: FastAPI, stub: StubLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    rep = program(app, "xiaoli")
    _, token = _propose(rep, stub)
    meanwhile: list[str] = []

    def slow(*given: Any, **named: Any) -> Signal:
        kept = confirm(*given, **named)
        _scripted(stub)
        meanwhile.append(program(app, "xiaoli").post(PATH, json=ASKED).json()["id"])
        return kept

    monkeypatch.setattr("yiju.web.api.converse.confirm", slow)
    assert rep.post(f"{PATH}/confirm", json={"token": token}).status_code == 201
    assert rep.get(f"{PATH}/memory").json()["suggestion"] == meanwhile[0]


def test_what_is_forgotten_stays_so_though_an_answer_is_in_the_making(app: FastAPI, stub: StubLLM) -> None:
    rep = program(app, "xiaoli")

    def during(body: dict[str, Any]) -> Step:
        assert program(app, "xiaoli").delete(f"{PATH}/memory").status_code == 204
        return call("search", query="付款方式是什么")

    for _ in range(2):  # with nothing remembered before, and with something
        stub.script(during, lambda body: worded(body, PAID, "60天电汇"))
        assert rep.post(PATH, json=ASKED).status_code == 201
        assert rep.get(f"{PATH}/memory").status_code == 404
        assert rep.get(PATH).json()["conversations"] == []
        _scripted(stub)
        assert rep.post(PATH, json=ASKED).status_code == 201
        assert rep.get(f"{PATH}/memory").status_code == 200


def test_what_waits_is_told_as_far_as_it_may_be_seen_now(
    app: FastAPI, stub: StubLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = house_in(app)
    rep = program(app, "xiaoli")
    _propose(rep, stub)
    save_user(house.store.sql, "xiaoli", roles=["rep"], units=["north"], actor="test")
    moved = program(app, "xiaoli").get(f"{PATH}/memory").json()
    assert (moved["customer"], moved["suggestion"], moved["waiting"]) == ("", "", "")
    monkeypatch.setattr("yiju.web.api.converse.waits", lambda pending: None)  # as after its time
    assert program(app, "xiaoli").get(f"{PATH}/memory").json()["waiting"] == ""
    chat = memories.Chat(channel="api", bot="api", id="default")
    assert memories.recall(house.store.sql, chat, "xiaoli").pending == {}


def test_another_word_withdraws_what_waits(app: FastAPI, stub: StubLLM) -> None:
    rep = program(app, "xiaoli")
    _, token = _propose(rep, stub)
    _scripted(stub)
    rep.post(PATH, json=ASKED)
    assert rep.post(f"{PATH}/confirm", json={"token": token}).status_code == 404


def test_a_conversation_is_remembered_by_its_own_person_and_can_be_erased(
    app: FastAPI, stub: StubLLM
) -> None:
    rep, other = program(app, "xiaoli"), program(app, "other")
    _scripted(stub)
    made = rep.post(PATH, json=ASKED | {"conversation": "visit-1"}).json()
    seen = rep.get(f"{PATH}/memory?conversation=visit-1").json()
    assert seen == {"conversation": "visit-1", "customer": CUSTOMER, "suggestion": made["id"], "waiting": ""}
    assert [one["conversation"] for one in rep.get(PATH).json()["conversations"]] == ["visit-1"]
    assert other.get(PATH).json()["conversations"] == []
    assert other.get(f"{PATH}/memory?conversation=visit-1").status_code == 404
    other.delete(f"{PATH}/memory?conversation=visit-1")
    stub.script(
        call("search", query="违约金怎么算"),
        lambda body: worded(body, "延期交货每延期一日按合同金额的0.5%支付违约金。", "0.5%"),
    )
    again = rep.post(PATH, json={"text": "那违约金呢", "conversation": "visit-1", "as_of": str(TODAY)}).json()
    assert again["customer"] == CUSTOMER and PAID[:6] in stub.prompt(-2)
    assert rep.delete(f"{PATH}/memory?conversation=visit-1").status_code == 204
    assert rep.get(PATH).json()["conversations"] == []


def test_of_namesakes_in_two_units_the_one_answered_for_is_talked_of(app: FastAPI, tmp_path: Path) -> None:
    store = house_in(app).store
    put(store, tmp_path / "twin", {"合同.txt": "预付款比例为30%。"}, customer=CUSTOMER, unit="north")
    save_user(store.sql, "both", roles=["rep"], units=["main", "north"], actor="test")
    rep = program(app, "both")

    def talked_of(text: str, customer: str = "") -> str:
        asked = {"text": text, "customer": customer, "as_of": str(TODAY), "extractive": True}
        assert rep.post(PATH, json=asked).status_code == 201
        told: str = rep.get(f"{PATH}/memory").json()["customer"]
        return told

    assert talked_of("年采购额多少", OTHER) == OTHER
    assert talked_of("预付款比例是多少", f"{CUSTOMER}（north）") == f"{CUSTOMER}（north）"
    assert talked_of("付款方式是什么", f"{CUSTOMER}（main）") == f"{CUSTOMER}（main）"


def test_the_oldest_conversations_go(app: FastAPI, stub: StubLLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yiju.web.api.converse.MOST_CONVERSATIONS", 2)
    rep = program(app, "xiaoli")
    for name in "abc":
        rep.post(PATH, json=ASKED | {"conversation": name, "extractive": True})
    assert [one["conversation"] for one in rep.get(PATH).json()["conversations"]] == ["c", "b"]
    assert not stub.requests


def test_without_a_model_the_fixed_graph_answers(app: FastAPI, stub: StubLLM) -> None:
    rep = program(app, "xiaoli")
    made = rep.post(PATH, json=ASKED | {"extractive": True}).json()
    assert (made["agent"]["stopped_by"], made["mode"]) == ("no_agent", "extractive")
    assert "60天电汇" in made["sections"][0]["claims"][0]["text"]


def test_a_strategy_has_forms(app: FastAPI, stub: StubLLM) -> None:
    rep = program(app, "xiaoli")
    stub.script(answer({"statements": []}))
    strategy = rep.post(
        f"{PREFIX}/suggestions/strategy", json={"customer": CUSTOMER, "extractive": True}
    ).json()
    for name in ("brief", "full", "checklist"):
        shown = rep.get(f"{PREFIX}/suggestions/{strategy['id']}/form?form={name}")
        assert shown.status_code == 200 and shown.json()["form"] == name and shown.json()["blocks"]
    assert rep.get(f"{PREFIX}/suggestions/{strategy['id']}/form?form=poem").status_code == 422


def test_a_stream_that_ends_in_a_mistake_keeps_nothing(app: FastAPI, stub: StubLLM) -> None:
    house = house_in(app)
    rep = program(app, "xiaoli")
    told = read(rep.post(PATH, json=ASKED | {"customer": "莫须有公司"}, headers=EVENTS).text)
    assert told[-1][0] == "error" and "莫须有公司" in told[-1][1]["error"]
    assert list_suggestions(house.store.sql, viewer_for(house.store.sql, "xiaoli")) == []
    assert not [one for one in audit.entries(house.store.sql) if one.action.startswith("agent")]
