"""Goes round every minute, in one process at a time."""

import asyncio
import datetime as dt
import logging
import threading
from functools import partial

from yiju.bots import leases
from yiju.bots.alarms import raise_alarms
from yiju.bots.desk import Desk
from yiju.bots.directories import sweep
from yiju.bots.notices import Give, take_turn
from yiju.bots.proactive.calendar_feeds import refresh
from yiju.bots.proactive.schedule import run_once
from yiju.bots.proactive.visits import forget_past
from yiju.errors import in_words

log = logging.getLogger(__name__)
LEASE = "proactive"
_EVERY = 60.0


async def keep(desk: Desk, give: Give, owner: str, seconds: float) -> None:
    """Make and hand over what is due, whenever no other process does, until cancelled. Never returns.

    Args:
        owner: this process; seconds: how long its lease lasts where it falls silent.
    """
    while True:
        stopping = threading.Event()
        try:
            await leases.hold(desk.store.sql, LEASE, owner, seconds, partial(_rounds, desk, give, stopping))
        except TimeoutError:
            log.warning("主动消息由另一个进程接手")
        finally:
            stopping.set()


async def _rounds(desk: Desk, give: Give, stopping: threading.Event) -> None:
    while True:
        try:
            await asyncio.to_thread(_round, desk, give, stopping)
        except Exception as error:
            log.warning("主动消息出错：%s", in_words(error))
        await asyncio.sleep(_EVERY)


def _round(desk: Desk, give: Give, stopping: threading.Event) -> None:
    now, sql = dt.datetime.now(dt.UTC), desk.store.sql
    minutes = desk.settings.bot_directory_minutes
    pause = dt.timedelta(minutes=minutes)
    if minutes and take_turn(sql, "directory", "", "directory", now, pause):
        for user in sweep(desk.settings, sql):
            log.warning("平台的通讯录里已没有这位用户的账号，已解除关联：%s", user)
    if take_turn(sql, "visits:tidied", "", "tidied", now, dt.timedelta(days=1)):
        forget_past(sql, now - dt.timedelta(days=desk.settings.visit_days))
    raise_alarms(desk.settings, sql, now)
    refresh(desk, give, now)
    run_once(desk, give, now, stopping.is_set)
