"""The month's counted calls: what is used, what that still allows, and whom to tell."""

import asyncio
import datetime as dt
import logging
from collections.abc import Callable

from yiju.bots import usage
from yiju.bots.clock import month
from yiju.errors import in_words
from yiju.platforms.dingtalk.errors import DingTalkError, Verdict
from yiju.store.database import Database

log = logging.getLogger(__name__)

_WARN, _SPARE = 0.7, 0.8
"""Parts of the budget: told from the first on; from the second on, cards are no longer streamed."""


class Quota:
    """A ``Meter`` over the installation's account. To be used on one event loop."""

    def __init__(
        self,
        sql: Database,
        bot: str,
        budget: int,
        alarm: Callable[[str, str], None],
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        """
        Args:
            budget: counted calls of a month; 0 = no limit.
            alarm: told a text, and what kind of thing it is.
        """
        self._sql = sql
        self._bot = bot
        self._budget = budget
        self._alarm = alarm
        self._now = now
        self._month = ""
        self._used = 0
        self._gone = False

    async def check(self) -> None:
        """Raises DingTalkError of kind ``quota``."""
        await self._begin_month()
        if self._gone or (self._budget and self._used >= self._budget):
            self._alarm(
                "钉钉本月的接口调用额度用完了：下月前只回复收到的消息（不用卡片），主动推送会失败。", "quota"
            )
            raise DingTalkError("budget", Verdict("quota"))

    async def count(self, api: str) -> None:
        """One more. What was sent is sent, though it could not be counted."""
        try:
            self._used = await asyncio.to_thread(usage.count, self._sql, "dingtalk", self._bot, api[:60])
        except Exception as error:
            log.warning("钉钉的一次调用没有记入用量：%s", in_words(error))
        if self._budget and self._used >= _WARN * self._budget:
            self._alarm(
                f"钉钉本月的接口调用已用 {self._used} 次，额度 {self._budget} 次。", f"warn {self._month}"
            )

    async def gone(self) -> None:
        """DingTalk says so, whatever our account says."""
        await self._begin_month()
        self._gone = True
        self._alarm("钉钉回答：本月的接口调用额度用完了。", "quota")

    async def plenty(self) -> bool:
        """Whether there is enough for showing an answer while it is made."""
        await self._begin_month()
        return not self._gone and not (self._budget and self._used >= _SPARE * self._budget)

    async def _begin_month(self) -> None:
        this = month(self._now())
        if this != self._month:
            self._month, self._gone = this, False
            self._used = await asyncio.to_thread(usage.used, self._sql, "dingtalk", self._bot)
