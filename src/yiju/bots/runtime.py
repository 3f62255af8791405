"""Runs bots beside a server: a thread with its own event loop, that receives, answers and sends."""

import asyncio
import logging
import os
import secrets
import socket
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from yiju.bots import inbox, leases, limits, posting, sending
from yiju.bots.answering import Mind
from yiju.bots.bookkeeping import in_books
from yiju.bots.channel import Channel, Receiver
from yiju.bots.delivering import Sender
from yiju.bots.desk import Desk
from yiju.bots.door import Door
from yiju.bots.inbox import Bot
from yiju.bots.proactive import keeping as proactive
from yiju.bots.standing import PROCESS
from yiju.bots.supervision import Supervisor
from yiju.bots.tasks import CLOSING, end
from yiju.bots.tidying import tidy
from yiju.bots.types import Incoming, Memory, Message, Pressed
from yiju.bots.who import asker_in, find_asker
from yiju.bots.workers import Workers
from yiju.errors import YijuError, in_words
from yiju.store.types import Viewer

log = logging.getLogger(__name__)
DRAINING = 8.0
"""Seconds to finish what is in hand when the server stops."""
CUT = 2.0
"""Seconds for what is being sent then to be cut off."""
ENDING = CLOSING + 2.0
"""Seconds for channels to close after that: they finish what they show; at last a second cancel ends them."""
GIVING_BACK = 3.0
"""Seconds for giving back what is left. All of it together is less than the 30 that a process is given."""
_TURN = 0.001
"""Seconds after which a thread that computes lets another go on: acknowledging must not wait for answers."""
_HOUR = 3600.0
_REMEMBERED = 1000
"""Answered messages that are remembered, lest one is begun after its end."""


class Runtime:
    """The bots of one process. Also the ``Receiver`` that channels hand over to, on whichever loop they are.

    Attributes:
        owner: this process, told apart from all others that ever were.
        channels: by channel and bot.
    """

    def __init__(self, desk: Desk, mind: Mind, make: Callable[[Receiver], Sequence[Channel]]) -> None:
        """
        Args:
            make: the channels, that hand over to the receiver given.
        """
        self.owner = f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(6)}"
        self._desk, self._mind = desk, mind
        self._lease = desk.settings.bot_lease_seconds
        self.channels: dict[Bot, Channel] = {(one.name, one.bot): one for one in make(self)}
        self._door = Door(desk.store.sql)
        self._presses = ThreadPoolExecutor(4, "press")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._main, name="bots", daemon=True)
        self._ready, self._stopping = threading.Event(), asyncio.Event()
        self._beginning: dict[tuple[Bot, str], asyncio.Task[None]] = {}
        self._over: OrderedDict[tuple[Bot, str], None] = OrderedDict()
        self._kept: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begin to receive, answer and send."""
        sys.setswitchinterval(min(sys.getswitchinterval(), _TURN))
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Finish what is in hand, up to a limit; give the rest back to others. Blocks."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(DRAINING + CUT + ENDING + GIVING_BACK)
        self._door.close()
        self._presses.shutdown(wait=False, cancel_futures=True)

    async def accept(self, incoming: Incoming) -> bool:
        """See ``Receiver``."""
        new = await self._door.accept(incoming)
        if new and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._came, incoming)
        return new

    async def press(self, incoming: Incoming) -> Pressed:
        """See ``Receiver``."""
        running = asyncio.get_running_loop()
        pressed = await running.run_in_executor(self._presses, self._pressed, incoming)
        if pressed.again:
            await self.accept(incoming)
        return pressed

    def post(
        self,
        user: str,
        message: Message,
        key: str,
        *,
        memory: Memory | None = None,
        viewer: Viewer | None = None,
        since: int | None = None,
    ) -> bool:
        """Have a user told something; see ``posting.post``. From any thread."""
        whose = (self._desk, self.channels, user, message, key)
        reached = posting.post(*whose, memory=memory, viewer=viewer, since=since)
        if reached and self._ready.is_set() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._sender.wake)
        return reached

    def _pressed(self, incoming: Incoming) -> Pressed:
        try:
            asker = find_asker(self._desk.store.sql, incoming)
            if asker is None:
                return Pressed(told="您的账号还没有开通。")
            return self._mind.press(self._desk, incoming, asker)
        except YijuError as error:
            return Pressed(told=str(error))
        except Exception as error:
            log.warning("按钮出错：%s", in_words(error))
            return Pressed(told="没能记下，请再试一次。")

    def _up(self) -> dict[Bot, Channel]:
        return {one.bot: one.channel for one in self._supervisors if one.up}

    def _came(self, incoming: Incoming) -> None:
        self._keep(self._workers.wake())
        key = _key(incoming)
        channel = self._up().get(key[0])
        if channel is not None and incoming.kind == "message" and key not in self._over:
            self._beginning[key] = self._keep(self._begin(channel, incoming))
            self._beginning[key].add_done_callback(lambda _: self._beginning.pop(key, None))

    def _begun(self, incoming: Incoming) -> asyncio.Task[None] | None:
        """An answer is there: nothing must be begun for it from now on. Gives what is being begun."""
        self._over[_key(incoming)] = None
        if len(self._over) > _REMEMBERED:
            self._over.popitem(last=False)
        return self._beginning.get(_key(incoming))

    async def _begin(self, channel: Channel, incoming: Incoming) -> None:
        """Show that an answer is on its way, to those who get one."""
        try:
            answered = await asyncio.to_thread(self._answered, incoming)
            if answered and _key(incoming) not in self._over:
                await channel.begin(incoming)
        except Exception as error:
            log.warning("机器人通道 %s：%s", channel.name, in_words(error))

    def _answered(self, incoming: Incoming) -> bool:
        sql = self._desk.store.sql
        known = asker_in(sql, incoming.chat, incoming.corp, incoming.sender)
        return known is not None and not limits.crowded(sql, incoming, self._desk.settings.bot_per_minute)

    def _keep(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        self._kept.add(task)
        task.add_done_callback(self._kept.discard)
        return task

    def _main(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_default_executor(ThreadPoolExecutor(12, "bots"))
        try:
            self._loop.run_until_complete(self._run())
        except Exception:
            log.exception("机器人停了")
        finally:
            self._ready.set()
            self._loop.close()

    async def _run(self) -> None:
        sql, owner, lease = self._desk.store.sql, self.owner, self._lease
        self._supervisors = [Supervisor(one, sql, owner, lease) for one in self.channels.values()]
        self._sender = Sender(sql, owner, lease, self._up)
        self._workers = Workers(
            self._desk, self._mind, owner, self.channels, self._up,
            notify=self.post,
            begun=self._begun,
            posted=self._sender.wake,
        )  # fmt: skip
        receiving = [asyncio.create_task(one.keep()) for one in self._supervisors]
        working = asyncio.create_task(self._workers.keep())
        unasked = proactive.keep(self._desk, self.post, owner, lease)
        behind = [asyncio.create_task(one) for one in (self._sender.keep(), self._beat(), unasked)]
        self._ready.set()
        await self._stopping.wait()
        until = time.monotonic() + DRAINING
        await self._workers.stop_claiming()
        await asyncio.wait((working,), timeout=DRAINING)
        await self._sender.drain(max(0.0, until - time.monotonic()))
        await self._sender.close(CUT)
        await end(working, *behind, *receiving, *self._kept, within=ENDING)
        await in_books(self._give_back)

    def _give_back(self) -> None:
        """Others need not wait until the leases run out."""
        inbox.give_back(self._desk.store.sql, self.owner)
        sending.cut_off(self._desk.store.sql, self.owner)
        leases.give(self._desk.store.sql, PROCESS + self.owner, self.owner)

    async def _beat(self) -> None:
        """Tell that this process lives; clear up after those that do not."""
        sql, tidied = self._desk.store.sql, -_HOUR
        while True:
            try:
                await in_books(leases.take, sql, PROCESS + self.owner, self.owner, self._lease)
                await in_books(inbox.renew, sql, self.owner, self._lease, self._workers.in_hand)
                await in_books(sending.renew, sql, self.owner, self._lease, self._sender.in_hand)
                await in_books(sending.cut_off, sql)
                if time.monotonic() - tidied > _HOUR:
                    await asyncio.to_thread(tidy, sql)
                    tidied = time.monotonic()
            except Exception as error:
                log.warning("机器人例行工作出错：%s", in_words(error))
            await asyncio.sleep(self._lease / 3)


def _key(incoming: Incoming) -> tuple[Bot, str]:
    return (incoming.chat.channel, incoming.chat.bot), incoming.key
