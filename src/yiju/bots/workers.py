"""Works through the inbox: a few at a time, one in a chat, in threads that may be slow."""

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar, cast

from yiju.bots import answering, inbox
from yiju.bots.answering import Mind
from yiju.bots.bookkeeping import in_books
from yiju.bots.channel import Channel
from yiju.bots.desk import Desk
from yiju.bots.inbox import Bot, Claimed
from yiju.bots.notices import Post
from yiju.bots.telling import Teller
from yiju.bots.types import Incoming
from yiju.errors import Conflict, in_words

T = TypeVar("T")
log = logging.getLogger(__name__)
_IDLE = 1.0
"""Seconds after which the inbox is looked at though nobody called: others write into it, too."""
_STUCK = 600.0
"""Seconds after which an answer counts as stuck: others may take the message up."""


class _Hangs(Exception):
    """An answer is stuck; its thread is left to itself."""


class Workers:
    """The inbox's way through this process."""

    def __init__(
        self,
        desk: Desk,
        mind: Mind,
        owner: str,
        channels: Mapping[Bot, Channel],
        up: Callable[[], Mapping[Bot, Channel]],
        notify: Post,
        begun: Callable[[Incoming], asyncio.Task[None] | None],
        posted: Callable[[], None],
    ) -> None:
        """
        Args:
            channels: those whose messages are answered here; up: those that can be reached from here now.
            begun: ends showing that an answer is on its way; gives what is showing it at this moment.
            posted: called when something lies in the outbox.
        """
        self._desk, self._mind, self._owner = desk, mind, owner
        self._channels, self._up, self._notify = channels, up, notify
        self._begun, self._posted = begun, posted
        self._count = desk.settings.bot_workers
        self._lease = desk.settings.bot_lease_seconds
        self._wake = asyncio.Condition()
        self._hands: dict[tuple[int, int], float] = {}
        self._closing = False

    @property
    def in_hand(self) -> frozenset[int]:
        """Messages that are worked on and are not stuck."""
        now = time.monotonic()
        return frozenset(seq for (seq, _), begun in self._hands.items() if now - begun < _STUCK)

    async def wake(self) -> None:
        """Something came in."""
        async with self._wake:
            self._wake.notify()

    async def keep(self) -> None:
        """Work until told to drain."""
        async with asyncio.TaskGroup() as group:
            for _ in range(self._count):
                group.create_task(self._work())

    async def stop_claiming(self) -> None:
        """Finish what is in hand, take up no more."""
        self._closing = True
        async with self._wake:
            self._wake.notify_all()

    async def _work(self) -> None:
        while not self._closing:
            try:
                if await self._one():
                    continue
            except Exception as error:
                log.warning("收件队列出错：%s", in_words(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_IDLE), self._wake:
                    await self._wake.wait()

    async def _one(self) -> bool:
        """Deal with one. False: there was none."""
        sql, bots = self._desk.store.sql, list(self._channels)
        claimed = await in_books(inbox.claim, sql, self._owner, self._lease, bots)
        if claimed is None:
            return False
        hand = (claimed.seq, claimed.attempts)
        self._hands[hand] = time.monotonic()
        try:
            await self._answer(claimed)
        except Conflict:
            log.warning("一条消息已由另一个进程接手：%s", claimed.key)
        finally:
            del self._hands[hand]
        return True

    async def _answer(self, claimed: Claimed) -> None:
        bot = (claimed.incoming.chat.channel, claimed.incoming.chat.bot)
        channel, here = self._channels[bot], self._up().get(bot)
        teller = Teller(here, claimed.incoming, partial(self._begun, claimed.incoming))
        run = partial(answering.answer, self._desk, self._mind, channel, claimed, teller, self._notify)
        try:
            ended = await _in_thread(run, _STUCK)
        except Conflict:
            raise
        except _Hangs:  # its lease runs out, and another try begins: somebody else's turn here
            log.warning("回答一条消息用了太久，不再等它：%s", claimed.key)
            return
        except Exception as error:
            await in_books(answering.went_wrong, self._desk, claimed, error)
            return
        finally:
            await teller.close()
        self._posted()
        if ended.abandoned and here is not None and claimed.incoming.kind == "message":
            with contextlib.suppress(Exception):
                async with asyncio.timeout(10):
                    await here.abandon(claimed.incoming, ended.abandoned)


async def _in_thread(act: Callable[[], T], seconds: float) -> T:
    """Have it done in a thread that nobody waits for when the process ends: pools' threads are waited for.

    Raises:
        _Hangs: it takes longer than this.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def end(result: T | None, error: BaseException | None) -> None:
        if done.done():
            return
        if error is None:
            done.set_result(cast(T, result))
        else:
            done.set_exception(error)

    def run() -> None:
        result, failed = None, None
        try:
            result = act()
        except Exception as error:
            failed = error
        with contextlib.suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(end, result, failed)

    threading.Thread(target=run, name="answer", daemon=True).start()
    await asyncio.wait((done,), timeout=seconds)
    if not done.done():
        raise _Hangs
    return done.result()
