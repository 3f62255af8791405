"""What is sent, and what is said of it where that fails."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from tests.support.paper import Paper
from tests.support.paper_channel import PaperChannel
from tests.support.paper_desk import Talk, at_work, person
from yiju.bots import leases, posting
from yiju.bots.channel import NotSent
from yiju.bots.clock import now
from yiju.bots.supervision import lease_of
from yiju.bots.types import ChannelName, Chat, Delivery, Line, Memory, Message
from yiju.errors import in_words
from yiju.store import memories
from yiju.store.bot_tables import bot_outbox
from yiju.store.store import Store


@pytest.fixture
def paper() -> Iterator[Paper]:
    with Paper() as made:
        yield made


def _column(store: Store, column: sa.Column[str]) -> list[str]:
    with store.sql.read() as connection:
        return list(connection.scalars(sa.select(column)))


def test_a_database_that_fails_while_sending_tells_nobody_what_was_said(
    store: Store, paper: Paper, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does it name the address that answers go to."""
    secret = ("莱茵汽车年降", "SECRET-SESSION", "平台的话")

    async def send(_: PaperChannel, delivery: Delivery) -> None:
        values = {"body": f"{delivery.body} response_code=SECRET-SESSION"}
        with store.sql.write() as connection:
            connection.execute(sa.text("INSERT INTO nowhere VALUES (:body)"), values)

    monkeypatch.setattr(PaperChannel, "send", send)
    person(store, "ann")
    with at_work(store, paper, Talk(), repeatable=False):
        paper.say("ann", "with ann", "莱茵汽车年降")
        paper.until(lambda: _column(store, bot_outbox.c.state) == ["unknown"])
    [told] = _column(store, bot_outbox.c.error)
    assert told in ("OperationalError", "ProgrammingError")
    with pytest.raises(sa.exc.DBAPIError) as failed, store.sql.read() as connection:
        connection.execute(sa.text("SELECT :body FROM nowhere"), {"body": secret[0]})
    with pytest.raises(ValidationError) as invalid:
        Delivery.model_validate({"body": secret[2], "target": secret[2]})
    logged = "\n".join([caplog.text, in_words(failed.value), in_words(invalid.value)])
    assert [word for word in secret if word in logged] == []


def test_platforms_that_do_not_answer_hold_up_neither_leases_nor_answers(store: Store, paper: Paper) -> None:
    person(store, "ann")
    free = threading.Event()
    with at_work(store, paper, Talk(), exclusive=True, bot_lease_seconds=1.0) as runtime:
        connected = lease_of(("wecom", "paper"))
        paper.until(lambda: paper.connected)
        for _ in range(20):  # more than there are threads for what is slow
            asyncio.run_coroutine_threadsafe(asyncio.to_thread(free.wait, 60), runtime._loop)
        try:
            one = paper.say("ann", "with ann", "还在吗")
            paper.until(lambda: paper.answers(one))
            until = time.monotonic() + 2.5
            while time.monotonic() < until:
                assert not leases.take(store.sql, connected, "other", 60)
                time.sleep(0.1)
        finally:
            free.set()
    assert paper.answers(one) == ["ann: 还在吗"]


@pytest.mark.parametrize("theirs", [True, False])
def test_whom_one_bot_cannot_reach_the_next_does(
    store: Store, paper: Paper, monkeypatch: pytest.MonkeyPatch, theirs: bool
) -> None:
    class Other(PaperChannel):
        """The app beside the AI bot."""

        name: ChannelName = "wecom-app"

    person(store, "ann")
    with at_work(store, paper, Talk()) as runtime:
        bots = {("wecom-app", "paper"): Other(runtime, 1), **runtime.channels}
        through = PaperChannel.send

        async def send(channel: PaperChannel, delivery: Delivery) -> None:
            if delivery.channel == "wecom-app":
                raise NotSent("不在可见范围内。", person=theirs)
            await through(channel, delivery)

        monkeypatch.setattr(PaperChannel, "send", send)
        runtime._sender._channels = lambda: bots
        message = Message(title="简报", lines=(Line(text="明天拜访"),))
        for _ in range(2):
            assert posting.post(runtime._desk, bots, "ann", message, "brief:1")
        over = ["dropped", "sent"] if theirs else ["dead"]
        paper.until(lambda: sorted(_column(store, bot_outbox.c.state)) == over)
    assert [text for _, _, text in paper.shown] == (["明天拜访"] if theirs else [])


def test_bots_that_may_not_begin_come_after_those_that_may(store: Store) -> None:
    bots: Any = dict.fromkeys([("wecom", "aib"), ("wecom-app", "7"), ("dingtalk", "d")])
    assert posting._order([], bots)[-1] == ("wecom", "aib")
    assert posting._order([("wecom", "aib")], bots)[0] == ("wecom", "aib")


def test_what_may_have_been_shown_and_cannot_be_told_waits_for_a_person(
    store: Store, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(_: PaperChannel, delivery: Delivery) -> None:
        raise NotSent("没有回执", uncertain=True)

    monkeypatch.setattr(PaperChannel, "send", send)
    person(store, "ann")
    with at_work(store, paper, Talk(), repeatable=True):
        paper.say("ann", "with ann", "你好")
        paper.until(lambda: _column(store, bot_outbox.c.state) not in ([], ["waiting"], ["sending"]))
    assert _column(store, bot_outbox.c.state) == ["unknown"]


def test_they_talk_of_what_they_were_shown_unasked_and_of_nothing_that_did_not_arrive(
    store: Store, paper: Paper
) -> None:
    person(store, "ann")
    chat = Chat(channel="wecom", bot="paper", id="with ann")
    paper.refuse = [{"again": False, "after": 0}]
    with at_work(store, paper, Talk()) as runtime:
        for key in ("refused", "shown"):
            message = Message(title=key, lines=(Line(text=key),))
            assert runtime.post("ann", message, key, memory=Memory(suggestion=key))
            over = ["dead", "sent"] if key == "shown" else ["dead"]
            paper.until(lambda over=over: _column(store, bot_outbox.c.state) == over)  # type: ignore[misc]
            expected = Memory(suggestion=key) if key == "shown" else Memory()
            assert memories.recall(store.sql, chat, "ann") == expected


def test_what_is_shown_while_an_answer_is_made_is_what_they_talk_of_next(store: Store) -> None:
    chat = Chat(channel="wecom", bot="paper", id="with ann")
    with store.sql.write() as connection:
        memories.keep_pushed(connection, chat, "ann", Memory(suggestion="before"))
        heard = now(connection)
        memories.keep(connection, chat, "ann", Memory(suggestion="answer"), heard=heard)
    assert memories.recall(store.sql, chat, "ann") == Memory(suggestion="answer")
    with store.sql.write() as connection:
        memories.keep_pushed(connection, chat, "ann", Memory(suggestion="meanwhile"))
        memories.keep(connection, chat, "ann", Memory(suggestion="answer"), heard=heard)
    assert memories.recall(store.sql, chat, "ann") == Memory(suggestion="meanwhile")
