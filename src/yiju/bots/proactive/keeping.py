"""Goes round every minute, in one process at a time."""

import asyncio
import datetime as dt
import logging
import threading
from collections.abc import Callable
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
    """What is due, and beside it the calendars: one that is slow delays no brief."""
    await asyncio.gather(
        _again(partial(_round, desk, give, stopping), "主动消息"),
        _again(partial(_feeds, desk, give, stopping), "日历"),
    )


async def _again(work: Callable[[], None], called: str) -> None:
    while True:
        try:
            await asyncio.to_thread(work)
        except Exception as error:
            log.warning("%s出错：%s", called, in_words(error))
        await asyncio.sleep(_EVERY)


def _feeds(desk: Desk, give: Give, stopping: threading.Event) -> None:
    refresh(desk, give, dt.datetime.now(dt.UTC), stopping.is_set)


def _round(desk: Desk, give: Give, stopping: threading.Event) -> None:
    """Each part by itself: what goes wrong in one holds up none of the others."""
    now = dt.datetime.now(dt.UTC)
    for part, called in (
        (partial(_look_up, desk, now), "核对通讯录"),
        (partial(_tidy, desk, now), "清理拜访"),
        (partial(raise_alarms, desk.settings, desk.store.sql, now), "告警"),
        (partial(run_once, desk, give, now, stopping.is_set), "主动消息"),
    ):
        try:
            part()
        except Exception as error:
            log.warning("%s出错：%s", called, in_words(error))


def _look_up(desk: Desk, now: dt.datetime) -> None:
    minutes, sql = desk.settings.bot_directory_minutes, desk.store.sql
    pause = dt.timedelta(minutes=minutes)
    if minutes and take_turn(sql, "directory", "", "directory", now, pause):
        for user in sweep(desk.settings, sql):
            log.warning("平台的通讯录里已没有这位用户的账号，已解除关联：%s", user)


def _tidy(desk: Desk, now: dt.datetime) -> None:
    if take_turn(desk.store.sql, "visits:tidied", "", "tidied", now, dt.timedelta(days=1)):
        forget_past(desk.store.sql, now - dt.timedelta(days=desk.settings.visit_days))
