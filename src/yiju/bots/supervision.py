"""Keeps a channel running, with growing pauses; never in two processes where only one may.

That a connection is silent each client notices by its own pings, and opens another.
"""

import asyncio
import logging
import random
import time

from yiju.bots import leases
from yiju.bots.channel import Channel
from yiju.bots.inbox import Bot
from yiju.errors import in_words
from yiju.store.database import Database

log = logging.getLogger(__name__)
_FIRST, _LONGEST = 0.5, 60.0
"""Seconds before it is run again: at first, and at most."""
_STEADY = 60.0
"""Seconds of running after which its pauses begin small again."""


def lease_of(bot: Bot) -> str:
    """The lease that an exclusive channel runs under."""
    return f"channel:{bot[0]}:{bot[1]}"


class Supervisor:
    """Runs one channel until cancelled.

    Attributes:
        up: whether this process runs it now, and so may send through it.
    """

    def __init__(self, channel: Channel, sql: Database, owner: str, lease: float) -> None:
        self.channel = channel
        self.bot: Bot = (channel.name, channel.bot)
        self._sql, self._owner, self._lease = sql, owner, lease
        self.up = False

    async def keep(self) -> None:
        """Run it, and again whenever it ends. Never returns."""
        pause = _FIRST
        while True:
            begun = time.monotonic()
            try:
                if self.channel.exclusive:
                    await leases.hold(self._sql, lease_of(self.bot), self._owner, self._lease, self._run)
                else:
                    await self._run()
                told = "自己结束了"
            except Exception as error:
                told = in_words(error)
            if time.monotonic() - begun > _STEADY:
                pause = _FIRST
            wait = pause * random.uniform(0.7, 1.3)
            log.warning("机器人通道 %s 停了，%.1f 秒后重新运行：%s", self.channel.name, wait, told)
            await asyncio.sleep(wait)
            pause = min(pause * 2, _LONGEST)

    async def _run(self) -> None:
        self.up = True
        try:
            await self.channel.run()
        finally:
            self.up = False
