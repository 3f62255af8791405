"""Advice as events: the same as unstreamed, for the same people; given up where nobody reads."""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.browser import Browser, program
from tests.support.samples import CAR, DISTRIBUTOR, TODAY
from tests.support.town import Ids
from tests.support.traces import foreign_to
from tests.support.world import AUTO, MEDICAL, NAMESAKE, who
from yiju.copilot.progress import Cancelled, Step, Watch
from yiju.store.suggestions import list_suggestions
from yiju.store.types import Section, Suggestion
from yiju.web import events
from yiju.web.api import PREFIX
from yiju.web.events import MEDIA, Events

Town = tuple[FastAPI, dict[str, Ids]]
EVENTS = {"accept": MEDIA}
ASKED = {
    "strategy": {"customer": NAMESAKE, "goal": "推进合作", "as_of": str(TODAY)},
    "talk": {"customer": NAMESAKE, "scene": "催款", "as_of": str(TODAY)},
    "answer": {"customer": NAMESAKE, "text": "付款条件是什么", "as_of": str(TODAY)},
}
CHANGING = {"id", "created_at", "timings"}


def read(text: str) -> list[tuple[str, Any]]:
    """Events of a stream, by name, comments left out."""
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith(":")]
        if lines:
            (name, data) = lines
            assert (name[:7], data[:6]) == ("event: ", "data: ")
            found.append((name[7:], json.loads(data[6:])))
    return found


def _path(kind: str) -> str:
    return f"{PREFIX}/suggestions/{kind}"


@pytest.mark.parametrize("kind", ASKED)
def test_streamed_and_not_it_is_the_same(town: Town, kind: str) -> None:
    rep = program(town[0], "rep_auto")
    streamed = rep.post(_path(kind), json=ASKED[kind], headers=EVENTS)
    assert (streamed.status_code, streamed.headers["content-type"].partition(";")[0]) == (200, MEDIA)
    assert streamed.headers["cache-control"] == "no-store"
    told = read(streamed.text)
    name, made = told[-1]
    assert name == "done"
    assert rep.get(f"{PREFIX}/suggestions/{made['id']}").json() == made
    plain = rep.post(_path(kind), json=ASKED[kind])
    assert plain.status_code == 201
    assert made.keys() == plain.json().keys()
    assert {k: v for k, v in made.items() if k not in CHANGING} == {
        k: v for k, v in plain.json().items() if k not in CHANGING
    }
    steps = [Step.model_validate(body) for name, body in told if name == "progress"]
    assert told[0][0] == "progress" and steps[0].step == "begin"
    assert [step.done for step in steps[1:]] == list(range(steps[1].total))
    sections = {body["title"]: Section.model_validate(body) for name, body in told if name == "section"}
    assert [sections[one["title"]].model_dump(mode="json") for one in made["sections"]] == made["sections"]
    assert len(told) == len(steps) + len(sections) + 1


@pytest.mark.parametrize("kind", ASKED)
def test_a_foreign_customer_is_as_unknown_as_one_that_never_was(town: Town, kind: str) -> None:
    app, _ids = town
    unknown = "莫须有公司"
    for user, name in (("rep_auto", DISTRIBUTOR), ("rep_medical", CAR)):
        rep = program(app, user)
        told = rep.post(_path(kind), json=ASKED[kind] | {"customer": name}, headers=EVENTS).text
        same = rep.post(_path(kind), json=ASKED[kind] | {"customer": unknown}, headers=EVENTS).text
        (kind_of_event, body) = read(told)[-1]
        assert kind_of_event == "error"
        assert body.keys() == {"error", "hint"}
        plain = rep.post(_path(kind), json=ASKED[kind] | {"customer": name})
        assert (plain.status_code, plain.json()) == (404, body)
        assert [name for name, _ in read(told)] == [name for name, _ in read(same)]
        assert json.dumps(body, ensure_ascii=False).replace(name, unknown) == json.dumps(
            read(same)[-1][1], ensure_ascii=False
        )


@pytest.mark.parametrize(("user", "unit"), [("rep_auto", AUTO), ("rep_medical", MEDICAL)])
def test_no_event_tells_of_another_unit(town: Town, user: str, unit: str) -> None:
    app, _ids = town
    store = app.state.house.store
    traces = foreign_to(store, who(store, user))
    for kind, body in ASKED.items():
        told = program(app, user).post(_path(kind), json=body, headers=EVENTS).text
        assert read(told)[-1][1]["unit"] == unit
        assert traces.in_text(told, said=json.dumps(body, ensure_ascii=False)) == []


def test_what_is_refused_is_refused_before_anything_streams(app: FastAPI) -> None:
    stranger, page = Browser(app), Browser(app)
    page.sign_in()
    asked, path = ASKED["strategy"], _path("strategy")
    for done, status in (
        (stranger.post(path, json=asked, headers=EVENTS), 401),
        (page.post(path, json=asked, headers=EVENTS), 403),
        (page.change("POST", path, json={"customer": ""}, headers=EVENTS), 422),
        (page.change("POST", path, json=asked | {"goal": "a\0b"}, headers=EVENTS), 422),
    ):
        assert (done.status_code, done.headers["content-type"]) == (status, "application/json")
        assert done.json()["error"]


@pytest.mark.parametrize(
    ("accept", "streams"),
    [
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/event-stream", False),
        ("text/event-stream", True),
        ("Text/Event-Stream; q=0.9", True),
        ("text/event-stream, application/json", True),
        ("text/html", False),
    ],
)
def test_events_are_for_those_who_ask_for_them(app: FastAPI, accept: str, streams: bool) -> None:
    done = program(app, "head").post(_path("strategy"), json={"customer": "甲"}, headers={"accept": accept})
    assert (done.headers["content-type"].partition(";")[0] == MEDIA) is streams


class Line:
    """One connection, as the server sees it. ``hangs``: its reader takes nothing after so many parts."""

    def __init__(self, hangs: int | None = None) -> None:
        self.sent: list[bytes] = []
        self.hangs = hangs
        self.gone = asyncio.Event()
        self.whole = False

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if self.hangs is not None and len(self.sent) >= self.hangs:
            await asyncio.sleep(60)
        if message["type"] == "http.response.body":
            self.sent.append(message["body"])
            self.whole = not message["more_body"]

    @property
    def told(self) -> list[tuple[str, Any]]:
        return read(b"".join(self.sent).decode())

    async def serve(self, make: Callable[[Watch], Suggestion]) -> None:
        scope = {"type": "http", "method": "POST", "path": "/api/v1/suggestions/strategy", "headers": []}
        await Events(make)(scope, self.receive, self.send)


def _waiting(ended: threading.Event) -> Callable[[Watch], Suggestion]:
    """Work that goes on until it is not wanted any more."""

    def make(watch: Watch) -> Suggestion:
        watch.progress(Step(step="read", text="正在读资料…", done=0, total=9, elapsed=0.0))
        until = time.monotonic() + 20
        while not watch.stopped():
            assert time.monotonic() < until
            time.sleep(0.01)
        ended.set()
        raise Cancelled

    return make


def test_whoever_goes_away_cancels_the_work() -> None:
    ended = threading.Event()

    async def leave() -> float:
        line = Line()
        serving = asyncio.create_task(line.serve(_waiting(ended)))
        while len(line.sent) < 2:
            await asyncio.sleep(0.01)
        left = time.monotonic()
        line.gone.set()
        await asyncio.wait_for(serving, 10)
        return time.monotonic() - left

    assert asyncio.run(leave()) < 2
    assert ended.is_set()


def test_a_reader_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PATIENCE", 0.2)
    ended = threading.Event()
    line = None

    async def hang() -> None:
        nonlocal line
        line = Line(hangs=1)
        await asyncio.wait_for(line.serve(_waiting(ended)), 10)

    asyncio.run(hang())
    assert ended.is_set()
    assert line is not None and len(line.sent) == 1 and not line.whole


def test_silence_is_broken_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.05)

    def slow(watch: Watch) -> Suggestion:
        time.sleep(0.4)
        raise Cancelled

    async def listen() -> Line:
        line = Line()
        await line.serve(slow)
        return line

    line = asyncio.run(listen())
    assert line.sent.count(b": \n\n") >= 3
    assert line.whole and [name for name, _ in line.told] == ["progress", "error"]


def test_what_nobody_foresaw_is_told_by_its_number_alone() -> None:
    def broken(_watch: Watch) -> Suggestion:
        raise RuntimeError("secret detail")

    async def listen() -> Line:
        line = Line()
        await line.serve(broken)
        return line

    name, body = asyncio.run(listen()).told[-1]
    assert name == "error"
    assert "编号" in body["error"] and "secret" not in json.dumps(body)


def test_a_stream_that_is_left_keeps_nothing(town: Town) -> None:
    app, _ids = town
    house = app.state.house
    viewer = who(house.store, "rep_auto")
    before = {one.id for one in list_suggestions(house.store.sql, viewer)}

    def make(watch: Watch) -> Suggestion:
        made: Suggestion = house.copilot(viewer).strategy(NAMESAKE, as_of=TODAY, watch=watch)
        return made

    async def leave() -> None:
        line = Line()
        serving = asyncio.create_task(line.serve(make))
        while len(line.sent) < 3:
            await asyncio.sleep(0.001)
        line.gone.set()
        await asyncio.wait_for(serving, 20)

    asyncio.run(leave())
    assert {one.id for one in list_suggestions(house.store.sql, viewer)} == before
