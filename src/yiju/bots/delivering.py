"""Sends what lies in the outbox: in order within a chat, several chats at a time, again where that helps."""

import asyncio
import contextlib
import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from yiju.bots import outbox, sending
from yiju.bots.bookkeeping import in_books
from yiju.bots.channel import Channel, NotSent
from yiju.bots.inbox import Bot
from yiju.bots.outbox import Audience
from yiju.bots.sending import Pending
from yiju.bots.tasks import end
from yiju.bots.types import Delivery, Line, Message
from yiju.bots.who import asker_in
from yiju.errors import Conflict, YijuError, in_words, without_secrets
from yiju.store.database import Database
from yiju.store.erasing_letters import WITHDRAWN
from yiju.store.types import Viewer

log = logging.getLogger(__name__)
_AT_ONCE = 8
_TIMEOUT = 30.0
"""Seconds that a platform may take."""
_FIRST, _LONGEST = 1.0, 60.0
"""Seconds before another try: at first, and at most."""
_GIVEN_UP = dt.timedelta(hours=2)
"""Age at which a delivery that still does not get through is dead."""
_DETOURS = 5
"""Other ways gone in place of one delivery: more than these go round in a circle."""
_RATE = 15
"""Deliveries a second through one bot, of all processes together: platforms allow 20 calls."""
_IDLE = 1.0
"""Seconds after which the outbox is looked at though nobody called: others write into it, too."""


class Sender:
    """The outbox's way out of this process.

    Attributes:
        in_hand: rows that are being sent.
    """

    def __init__(
        self, sql: Database, owner: str, lease: float, channels: Callable[[], Mapping[Bot, Channel]]
    ) -> None:
        """
        Args:
            channels: those that this process may send through at this moment.
        """
        self._sql, self._owner, self._lease, self._channels = sql, owner, lease, channels
        self._wake = asyncio.Event()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._queues: dict[Bot, asyncio.Lock] = {}
        self._closing = False

    @property
    def in_hand(self) -> frozenset[int]:
        """Rows that are being sent."""
        return frozenset(self._tasks)

    def wake(self) -> None:
        """Something was posted. On the loop's thread."""
        self._wake.set()

    async def keep(self) -> None:
        """Send until cancelled. Never returns."""
        while True:
            try:
                await self._round()
            except Exception as error:
                log.warning("发送队列出错：%s", in_words(error))
                await asyncio.sleep(_IDLE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_IDLE):  # ``wait_for`` may swallow a cancel
                    await self._wake.wait()

    async def drain(self, seconds: float) -> None:
        """Wait until nothing is due any more, or the time is over; what is in hand then is cut off."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            bots = list(self._channels())
            due = await in_books(sending.pick, self._sql, bots) if bots else []
            if not due and not self._tasks:
                return
            await asyncio.sleep(0.05)

    async def close(self, seconds: float) -> None:
        """Cut off what is in hand, within so long."""
        await end(*self._tasks.values(), within=seconds, again=seconds / 2)

    async def _round(self) -> None:
        self._wake.clear()
        channels = dict(self._channels())
        if not channels or len(self._tasks) >= _AT_ONCE:
            return
        for pending in await in_books(sending.pick, self._sql, list(channels)):
            if len(self._tasks) >= _AT_ONCE:
                return
            if pending.seq in self._tasks:
                continue
            channel = channels[pending.delivery.channel, pending.delivery.bot]
            task = asyncio.create_task(self._deliver(channel, pending))
            self._tasks[pending.seq] = task
            task.add_done_callback(partial(self._done, pending.seq))

    def _done(self, seq: int, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(seq, None)
        self._wake.set()

    async def _deliver(self, channel: Channel, pending: Pending) -> None:
        try:
            await self._through(channel, pending)
        except Conflict:
            log.warning("一条待发消息已由另一个进程接手")
        except Exception as error:
            log.warning("发送出错：%s", in_words(error))

    async def _through(self, channel: Channel, pending: Pending) -> None:
        mine, why = await self._begun(pending)
        if why and mine is not None:
            await in_books(sending.lost, self._sql, mine, "dropped", why)
            await self._abandon(channel, mine, why)
            await self._unreached(channel, mine, "刚才的回答没能私信给您，请再问一次。")
            return
        if mine is None:
            return
        try:
            async with asyncio.timeout(_TIMEOUT):
                await channel.send(mine.delivery)
        except NotSent as error:
            await self._not_sent(channel, mine, error)
        except TimeoutError:
            await self._not_sent(channel, mine, NotSent("平台没有回答", again=True, uncertain=True))
        except Exception as error:
            # Another's words may hold the answer's; this is listed as being without.
            told = str(error) if isinstance(error, YijuError) else type(error).__name__
            await self._not_sent(channel, mine, NotSent(told, again=True, uncertain=True))
        else:
            await in_books(sending.sent, self._sql, mine)

    async def _begun(self, pending: Pending) -> tuple[Pending | None, str]:
        """Begin it when it is its bot's turn: what is cut off before was not sent, and still waits.

        Returns:
            It, and why it must not be sent, not begun then; None where another process has it.
        """
        bot, left = (pending.delivery.channel, pending.delivery.bot), pending
        async with self._queues.setdefault(bot, asyncio.Lock()):
            while True:
                why = await in_books(_no_more, self._sql, left)
                if why:
                    return left, why
                mine = await in_books(sending.begin, self._sql, left, self._owner, self._lease, 1 / _RATE)
                if mine is None or not mine.turn:
                    return mine, ""
                await asyncio.sleep(mine.turn)
                found = await in_books(sending.look, self._sql, left.seq)
                if found is None:
                    return None, ""
                left = found

    async def _not_sent(self, channel: Channel, mine: Pending, error: NotSent) -> None:
        why = without_secrets(str(error))[:500]
        if error.uncertain and not (error.again and mine.delivery.repeatable):
            await in_books(sending.lost, self._sql, mine, "unknown", why or sending.CUT_OFF)
        elif error.instead and mine.detours < _DETOURS:
            await in_books(sending.replace, self._sql, mine, error.instead, why or "改用其他方式")
        elif error.again and mine.age < _GIVEN_UP:
            pause = min(_FIRST * 2 ** min(mine.attempts - 1, 10), _LONGEST) * random.uniform(0.7, 1.3)
            await in_books(sending.later, self._sql, mine, max(pause, error.after), why or "没有发出")
        elif error.person and mine.audience is not None and mine.audience.elsewhere:
            await in_books(sending.elsewhere, self._sql, mine, why)
        else:
            await in_books(sending.lost, self._sql, mine, "dead", why or "没有发出")
            await self._abandon(channel, mine, "回答没能发出，请稍后再问一次。")
            await self._unreached(channel, mine, "没能私信您：请先单独给我发一句话，再问一次。")
        log.warning("消息没有发出（%s，第 %d 次）：%s", channel.name, mine.attempts, why)

    async def _abandon(self, channel: Channel, pending: Pending, why: str) -> None:
        if pending.audience is not None and pending.audience.opened is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(_TIMEOUT):
                    await channel.abandon(pending.audience.opened, why)

    async def _unreached(self, channel: Channel, pending: Pending, told: str) -> None:
        """Say in the group, where it was said that an answer comes alone, that it does not."""
        asked = pending.audience.asked if pending.audience else None
        if asked is None:
            return
        named = asked.model_copy(update={"key": f"unreached/{asked.key}"[:300]})  # an answer of its own
        deliveries = channel.deliveries(named, (Message(title="依据", lines=(Line(text=told),)),))
        key = f"unreached/{asked.chat.channel}/{asked.chat.bot}/{asked.key}"[:390]
        await in_books(_post, self._sql, key, deliveries)


def _post(sql: Database, key: str, deliveries: Sequence[Delivery]) -> None:
    with sql.write() as connection:
        outbox.post(connection, key, deliveries)


def _no_more(sql: Database, pending: Pending) -> str:
    """Why this must not be sent any more; empty where it may."""
    if pending.delivery.way == WITHDRAWN:
        return "有资料刚被删除，这条回答没有发出，请再问一次。"
    if pending.audience is None or _still(sql, pending.audience):
        return ""
    return "权限有变动，这条没有发出。"


def _still(sql: Database, audience: Audience) -> bool:
    """Whether they are who they were, and see what they saw."""
    now = asker_in(sql, audience.chat, audience.corp, audience.sender)
    if now is None or now.user != audience.asker.user or not _within(audience.asker.own, now.own):
        return False
    made = audience.asker.here
    return made is None or (now.here is not None and _within(made, now.here))


def _within(made: Viewer, now: Viewer) -> bool:
    return made.units <= now.units and made.roles <= now.roles
