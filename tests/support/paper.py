"""A chat platform on paper: it repeats, mixes up, cuts, refuses and is slow, and keeps what it was shown.

    with Paper() as paper:
        paper.say("u1", "chat1", "帮助")
        paper.until(lambda: paper.answers("m1"))

It speaks JSON lines over TCP with ``tests.support.paper_channel``. What is not acknowledged comes again.
"""

import asyncio
import contextlib
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

_AGAIN = 2.0
"""Seconds without an acknowledgement after which a message is delivered again."""


@dataclass
class Said:
    """A message that somebody sent, and how it fared."""

    id: str
    sender: str
    chat: str
    text: str
    order: int
    group: bool = False
    sent: list[float] = field(default_factory=list)
    line: asyncio.StreamWriter | None = None
    acked: list[float] = field(default_factory=list)


class Paper:
    """The platform. Safe to use from the test's thread.

    Attributes:
        shown: what people saw, in order: (message answered or "", delivery's id, text).
        events: everything a bot did, in order.
        refuse: answers for the next shows, as ``{"again": True, "after": 0.1}``; ``{"cut": True}`` shows it,
            and cuts the line in place of an answer.
        slow: seconds before a show is answered.
        lines: those that are open; ``connected``: how many there ever were.
    """

    def __init__(self, seed: int = 1) -> None:
        self.said: dict[str, Said] = {}
        self.shown: list[tuple[str, str, str]] = []
        self.events: list[dict[str, Any]] = []
        self.refuse: list[dict[str, Any]] = []
        self.slow = 0.0
        self.connected = 0
        self._chance = random.Random(seed)
        self._deliveries: set[str] = set()
        self.lines: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self.port = 0

    def say(self, sender: str, chat: str, text: str, *, times: int = 1, group: bool = False) -> str:
        """Somebody types something; it is delivered ``times`` times. Its id."""
        number = len(self.said)
        one = Said(f"m{number}", sender, chat, text, number, group)
        self.said[one.id] = one
        for place in range(times):
            late = 0.0 if place == 0 else self._chance.uniform(0, 1.5)
            self._loop.call_soon_threadsafe(self._later, late, one)
        return one.id

    def cut(self) -> None:
        """Cut every line."""
        self._loop.call_soon_threadsafe(self._cut)

    def answers(self, message: str) -> list[str]:
        """What people saw in answer to it."""
        return [text for about, _, text in list(self.shown) if about == message]

    def unanswered(self) -> list[Said]:
        """Those that nobody answered yet."""
        done = {about for about, _, _ in list(self.shown)}
        return [one for one in self.said.values() if one.id not in done]

    def delays(self) -> list[float]:
        """Seconds from each delivery to its acknowledgement, where it came."""
        pairs = [zip(one.sent, one.acked, strict=False) for one in self.said.values()]
        return sorted(acked - sent for pair in pairs for sent, acked in pair)

    def until(self, true: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait for something."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"still not so after {seconds} s; last: {self.events[-5:]}"
            time.sleep(0.02)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._main, name="paper", daemon=True)
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._line, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._repeating = self._loop.create_task(self._again())
        self._ready.set()
        self._loop.run_forever()
        self._cut()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.append(writer)
        self.connected += 1
        try:
            while line := await reader.readline():
                await self._heard(json.loads(line), writer)
        except (ConnectionError, json.JSONDecodeError):
            pass
        finally:
            with contextlib.suppress(ValueError):
                self.lines.remove(writer)
            writer.close()

    async def _heard(self, told: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        self.events.append(told)
        if "ack" in told:
            one = self.said[told["ack"]]
            if len(one.acked) < len(one.sent):
                one.acked.append(time.monotonic())
        elif "show" in told:
            asyncio.ensure_future(self._show(told, writer))  # noqa: RUF006  (ends by itself)

    async def _show(self, told: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.slow)
        answer = self.refuse.pop(0) if self.refuse else {}
        if not answer or answer.get("cut"):
            # An id shown before is shown once, where the bot asked for that.
            if told["show"] not in self._deliveries or not told["once"]:
                self.shown.append((told["about"], told["show"], told["text"]))
            self._deliveries.add(told["show"])
        if answer.get("cut"):
            writer.close()
            return
        await _write(writer, {"to": told["call"], **answer})

    def _later(self, late: float, one: Said) -> None:
        self._loop.call_later(late, lambda: self._loop.create_task(self._deliver(one)))

    async def _deliver(self, one: Said) -> None:
        if not self.lines:
            return
        waiting = len(one.acked) < len(one.sent) and one.line in self.lines
        if not waiting:  # else the bot is slow: it counts from the first time
            del one.sent[len(one.acked) :]
            one.sent.append(time.monotonic())
        one.line = self._chance.choice(self.lines)
        told = {"id": one.id, "from": one.sender, "chat": one.chat, "text": one.text, "group": one.group}
        await _write(one.line, told)

    async def _again(self) -> None:
        while True:
            await asyncio.sleep(_AGAIN / 4)
            for one in list(self.said.values()):
                if one.sent and (len(one.acked) == len(one.sent) or time.monotonic() - one.sent[-1] < _AGAIN):
                    continue
                await self._deliver(one)

    def _cut(self) -> None:
        for writer in self.lines:
            writer.close()


async def _write(writer: asyncio.StreamWriter, told: dict[str, Any]) -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):
        writer.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        await writer.drain()


def by_chat(said: list[Said]) -> dict[str, list[Said]]:
    """Messages by chat, as they were typed."""
    found: dict[str, list[Said]] = defaultdict(list)
    for one in sorted(said, key=lambda one: one.order):
        found[one.chat].append(one)
    return found
