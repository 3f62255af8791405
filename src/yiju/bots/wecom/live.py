"""Streams over the long connection: begun at once, kept going, ended in time — with the answer or without."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from yiju.bots.types import Chat, Incoming
from yiju.bots.wecom import streams
from yiju.bots.wecom.failures import MAYBE_SHOWN, STREAM_OVER
from yiju.bots.wecom.pace import Pace
from yiju.bots.wecom.reading import FEEDBACK, stream_of
from yiju.errors import without_secrets
from yiju.platforms.calls import PlatformError
from yiju.platforms.wecom import frames
from yiju.store.database import Database

log = logging.getLogger(__name__)
Ask = Callable[[str, dict[str, Any], str], Awaitable[dict[str, Any]]]

WORKING = "正在查阅资料…"
LATER = "还在整理，好了另发一条给您。"
RESTARTING = "服务正在重启，好了另发一条给您。"
_SILENCE = 50.0
"""Seconds after which a stream says the same again: silent ones expire."""
_SPARE = 8
"""Of a minute's messages, those kept for answers: what only tells of them does without."""
_GRACE = 20.0
"""Seconds beyond its budget in which a stream may still be finished."""
_NOT_SHOWN = {"unreachable", "45009", "45033", "-1"}


@dataclass
class _Live:
    """``at``: when its last frame went, by the loop's clock."""

    incoming: Incoming
    id: str
    text: str
    at: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class LiveStreams:
    """The streams of one connection."""

    def __init__(
        self, sql: Database, ask: Ask, pace: Pace, *, seconds: float, gap: float, silence: float = _SILENCE
    ) -> None:
        """
        Args:
            seconds: the longest that a stream is kept open.
            gap: seconds between two frames of a chat.
        """
        self._sql, self._ask, self._pace = sql, ask, pace
        self._seconds, self._gap, self._silence = seconds, gap, silence
        self._live: dict[str, _Live] = {}
        self._keeping: set[asyncio.Task[None]] = set()

    async def begin(self, incoming: Incoming) -> None:
        """Show that an answer is on its way."""
        live = _Live(incoming, stream_of(incoming), WORKING)
        if self._pace.wait(incoming.chat.id, _SPARE) or live.id in self._live:
            return
        row = await asyncio.to_thread(streams.begin, self._sql, incoming.chat, live.id, "")
        if row.state != "open":
            return
        self._live[live.id] = live
        async with live.lock:
            shown = await self._frame(live, first=True)
        if not shown:
            await self._drop(live)
            return
        task = asyncio.create_task(self._keep(live))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def progress(self, incoming: Incoming, text: str) -> None:
        """Show how far it is; dropped where that would be too much."""
        live = self._live.get(stream_of(incoming))
        if live is None or live.lock.locked() or not text.strip():
            return
        live.text = text
        chat = incoming.chat.id
        if self._pace.since(chat) < self._gap or self._pace.wait(chat, _SPARE):
            return
        async with live.lock:
            if not live.over.is_set():
                await self._frame(live)

    async def finish(self, chat: Chat, id: str, req_id: str, text: str, suggestion: str) -> None:
        """End it with the answer. Once it was, again does nothing.

        Raises:
            PlatformError: ``STREAM_OVER``: it takes no frame any more, the answer must go another way.
                ``MAYBE_SHOWN``: it may stand there already. Else as the connection says.
        """
        await self._stop(id)
        row = await asyncio.to_thread(streams.find, self._sql, chat, id)
        first = row is None
        if row is None:
            row = await asyncio.to_thread(streams.begin, self._sql, chat, id, "")
        if row.state == "done":
            return
        before, old = row.state == "finishing", row.age > self._seconds + _GRACE
        if row.state == "closed" or old:
            raise PlatformError(MAYBE_SHOWN if before else STREAM_OVER)
        move = partial(streams.move, self._sql, chat, id)
        await asyncio.to_thread(move, "finishing", source=("open", "finishing"), suggestion=suggestion)
        try:
            await self._ask(frames.RESPOND, stream_body(id, text, finish=True, first=first), req_id)
        except PlatformError as error:
            if not before or error.code != STREAM_OVER:  # else it was finished by what was cut off
                if error.code in _NOT_SHOWN and not before:
                    await asyncio.to_thread(move, "open", source=("finishing",))
                elif error.code not in {*_NOT_SHOWN, "cut"} and not before:
                    await asyncio.to_thread(move, "closed", source=("finishing",))
                elif error.code not in {*_NOT_SHOWN, "cut"}:  # a new connection may not know the question
                    raise PlatformError(MAYBE_SHOWN) from None
                raise
        self._pace.said(chat.id)
        await asyncio.to_thread(move, "done", source=("finishing",))

    async def close(self, incoming: Incoming, text: str) -> None:
        """End it without the answer, if it is open, whichever process began it."""
        chat, id = incoming.chat, stream_of(incoming)
        await self._stop(id)
        if await asyncio.to_thread(streams.move, self._sql, chat, id, "closed", source=("open", "finishing")):
            await self._say(incoming, stream_body(id, text, finish=True))

    async def close_all(self) -> None:
        """End all without answers: the process stops, and another goes on."""
        await asyncio.gather(*(self.close(live.incoming, RESTARTING) for live in list(self._live.values())))

    async def _stop(self, id: str) -> None:
        live = self._live.pop(id, None)
        if live is not None:
            live.over.set()
            async with live.lock:  # what is under way goes first
                pass

    async def _keep(self, live: _Live) -> None:
        """Until it is over: say the same again now and then; end it when its time is."""
        clock = asyncio.get_running_loop().time
        end = clock() + self._seconds
        while not live.over.is_set():
            if clock() >= end:
                await self.close(live.incoming, f"{live.text}\n\n{LATER}" if live.text != WORKING else LATER)
                return
            due = live.at + self._silence
            if clock() >= due:
                async with live.lock:
                    if not live.over.is_set() and not await self._frame(live):
                        await self._drop(live)
                        return
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(end, due) - clock()):  # ``wait_for`` may swallow a cancel
                    await live.over.wait()

    async def _frame(self, live: _Live, *, first: bool = False) -> bool:
        """False where no frame may follow."""
        live.at = asyncio.get_running_loop().time()
        return await self._say(live.incoming, stream_body(live.id, live.text, finish=False, first=first))

    async def _drop(self, live: _Live) -> None:
        self._live.pop(live.id, None)
        await asyncio.to_thread(streams.move, self._sql, live.incoming.chat, live.id, "closed")

    async def _say(self, incoming: Incoming, body: dict[str, Any]) -> bool:
        try:
            await self._ask(frames.RESPOND, body, str(incoming.reply.get("req_id", "")))
        except PlatformError as error:
            log.warning("企业微信流式消息没有发出：%s", without_secrets(error.code))
            return error.code in _NOT_SHOWN
        self._pace.said(incoming.chat.id)
        return True


def stream_body(id: str, text: str, *, finish: bool, first: bool = False) -> dict[str, Any]:
    """A frame's body. Each frame's text replaces that of the frames before."""
    stream: dict[str, Any] = {"id": id, "finish": finish, "content": text}
    if first:  # later frames must not name it
        stream["feedback"] = {"id": f"{FEEDBACK}{id}"}
    return {"msgtype": "stream", "stream": stream}
