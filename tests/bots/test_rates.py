"""Processes that share a database share what platforms allow."""

import asyncio
import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from yiju.bots import delivering, outbox, rates, sending
from yiju.bots.clock import now
from yiju.bots.delivering import Sender
from yiju.bots.outbox import body_of
from yiju.bots.types import Delivery
from yiju.store.bot_tables import bot_leases, bot_outbox
from yiju.store.database import Database
from yiju.store.erasing_letters import WITHDRAWN

BOT, OTHER = ("wecom", "b"), ("wecom", "c")


def _post(sql: Database, number: int, chat: str = "") -> None:
    delivery = Delivery(channel="wecom", bot="b", chat=chat or f"c{number}", way="w")
    with sql.write() as connection:
        outbox.post(connection, f"k{number}", [delivery])


class _Heard:
    """A bot that notes when it was heard."""

    name = "wecom"

    def __init__(self) -> None:
        self.times: list[float] = []

    async def send(self, delivery: Delivery) -> None:
        """Note it."""
        self.times.append(time.monotonic())


def _sending(sql: Database, heard: _Heard, until: Callable[[], bool], senders: int = 1) -> None:
    """Send as so many processes until that is so, then stop as a process stops."""

    async def run() -> None:
        bots: Any = {BOT: heard}
        all_of = [Sender(sql, f"process {number}", 60.0, lambda: bots) for number in range(senders)]
        keeping = [asyncio.create_task(one.keep()) for one in all_of]
        end = time.monotonic() + 20
        while not until() and time.monotonic() < end:
            await asyncio.sleep(0.01)
        for sender in all_of:
            await sender.close(2.0)
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)

    asyncio.run(run())
    for number in range(senders):
        sending.cut_off(sql, f"process {number}")


def _ahead(sql: Database, seconds: float) -> None:
    """The next call of the bot may be made so much later."""
    with sql.write() as connection:
        until = now(connection) + dt.timedelta(seconds=seconds)
        row = {"name": f"{rates.RATE}wecom:b", "owner": "", "until": until}
        connection.execute(sa.insert(bot_leases).values(row))


def _states(sql: Database) -> list[str]:
    with sql.read() as connection:
        return list(connection.scalars(sa.select(bot_outbox.c.state).order_by(bot_outbox.c.seq)))


def test_two_processes_send_no_more_a_second_than_one(sql: Database) -> None:
    for number in range(3):
        _post(sql, number)
    first, second, third = sending.pick(sql, [BOT])
    begun = sending.begin(sql, first, "process 1", 60, every=100.0)
    assert begun is not None and begun.owner == "process 1" and begun.turn == 0.0
    assert sending.begin(sql, first, "process 2", 60, every=100.0) is None
    for pending in (second, third):
        waits = sending.begin(sql, pending, "process 2", 60, every=100.0)
        assert waits is not None and waits.owner == "" and 50 < waits.turn <= 100
    assert _states(sql) == ["sending", "waiting", "waiting"]
    with sql.write() as connection:
        assert rates.reserve(connection, OTHER, 100.0) == 0.0


def test_turns_are_waited_for_by_all_processes_together(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_RATE", 5)
    heard = _Heard()
    for number in range(6):
        _post(sql, number)
    _sending(sql, heard, lambda: len(heard.times) == 6, senders=2)
    assert len(heard.times) == 6 and heard.times[-1] - heard.times[0] > 0.7, "of one second"


def test_what_is_stopped_before_its_turn_was_not_sent_and_still_waits(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_RATE", 1 / 60)
    heard, begun = _Heard(), time.monotonic()
    _ahead(sql, 50)
    _post(sql, 1)
    _sending(sql, heard, lambda: time.monotonic() - begun > 1)
    assert heard.times == [] and _states(sql) == ["waiting"]


def test_what_is_withdrawn_before_its_turn_is_not_sent(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "_RATE", 0.5)
    heard, begun = _Heard(), time.monotonic()
    _ahead(sql, 2)
    _post(sql, 1)

    def withdrawn() -> bool:
        if time.monotonic() - begun > 0.7 and _states(sql) == ["waiting"]:
            gone = Delivery(channel="wecom", bot="b", chat="c1", way=WITHDRAWN)
            with sql.write() as connection:
                connection.execute(sa.update(bot_outbox).values(body=body_of(gone, None)))
        return _states(sql) != ["waiting"]

    _sending(sql, heard, withdrawn)
    assert heard.times == [] and _states(sql) == ["dropped"]


def test_a_clock_that_was_set_back_holds_nothing_up(sql: Database) -> None:
    heard = _Heard()
    _ahead(sql, 3600)
    for number in range(2):
        _post(sql, number)
    _sending(sql, heard, lambda: _states(sql) == ["sent", "sent"])
    assert len(heard.times) == 2 and _states(sql) == ["sent", "sent"]


def test_a_chat_is_told_no_more_a_minute_whichever_process_told_it(sql: Database) -> None:
    for number in range(3):
        assert rates.wait(sql, BOT, "c", 3) == 0.0
        _post(sql, number, "c")
        [pending] = sending.pick(sql, [BOT])
        mine = sending.begin(sql, pending, f"process {number}", 60)
        assert mine is not None
        sending.sent(sql, mine)
    assert 50 < rates.wait(sql, BOT, "c", 3) <= 60
    assert rates.wait(sql, BOT, "c", 4) == rates.wait(sql, BOT, "other", 3) == 0.0
    with sql.write() as connection:
        past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2)
        connection.execute(sa.update(bot_outbox).values(ended_at=past))
    assert rates.wait(sql, BOT, "c", 3) == 0.0
