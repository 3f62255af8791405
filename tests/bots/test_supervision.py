"""A channel that dies, or may run in one process only, is kept running."""

import asyncio
import time

import pytest

from tests.support.paper_channel import PaperChannel
from yiju.bots import leases
from yiju.bots.channel import Receiver
from yiju.bots.supervision import Supervisor, lease_of
from yiju.bots.types import Incoming, Pressed
from yiju.store.database import Database

BOT = ("wecom", "paper")


class Nobody:
    """A receiver that nothing reaches."""

    async def accept(self, incoming: Incoming) -> bool:
        raise AssertionError

    async def press(self, incoming: Incoming) -> Pressed:
        raise AssertionError


class Troubled(PaperChannel):
    """Dies as often as it is told to; then goes on for ever."""

    def __init__(self, receiver: Receiver, *, dies: int = 0, exclusive: bool = False) -> None:
        super().__init__(receiver, 0, exclusive=exclusive)
        self.dies = dies
        self.begun: list[float] = []
        self.cancelled = 0

    async def run(self) -> None:
        self.begun.append(time.monotonic())
        if len(self.begun) <= self.dies:
            raise ConnectionError("gone")
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled += 1


async def _until(true: object, seconds: float = 20.0) -> None:
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.01)


def test_one_that_dies_is_run_again_after_pauses_that_grow(
    sql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiju.bots.supervision._FIRST", 0.1)
    monkeypatch.setattr("yiju.bots.supervision.random.uniform", lambda low, high: 1.0)

    async def run() -> list[float]:
        channel = Troubled(Nobody(), dies=4)
        supervisor = Supervisor(channel, sql, "one", 60)
        keeping = asyncio.create_task(supervisor.keep())
        await _until(lambda: len(channel.begun) == 5 and supervisor.up)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        assert channel.cancelled == 1 and not supervisor.up
        return [after - before for before, after in zip(channel.begun, channel.begun[1:], strict=False)]

    pauses = asyncio.run(run())
    assert [pause >= least for pause, least in zip(pauses, (0.1, 0.2, 0.4, 0.8), strict=True)] == [True] * 4


def test_one_that_is_exclusive_waits_for_its_turn(sql: Database) -> None:
    async def run() -> None:
        assert leases.take(sql, lease_of(BOT), "other", 60)
        channel = Troubled(Nobody(), exclusive=True)
        supervisor = Supervisor(channel, sql, "one", 1.0)
        keeping = asyncio.create_task(supervisor.keep())
        await asyncio.sleep(1.0)
        assert not channel.begun and not supervisor.up
        await asyncio.to_thread(leases.give, sql, lease_of(BOT), "other")
        await _until(lambda: supervisor.up)
        assert not leases.take(sql, lease_of(BOT), "other", 60)
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        assert leases.take(sql, lease_of(BOT), "other", 60), "given back as it stops"

    asyncio.run(run())
