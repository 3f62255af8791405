"""Calendars that users subscribed to by an address, looked at again and again. Kept in ``subscriptions``."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from yiju.bots.desk import Desk
from yiju.bots.meanwhile import latest
from yiju.bots.notices import TRIED, Give, note, take_turn, told_before
from yiju.bots.proactive.calendars import read_calendar
from yiju.bots.proactive.fetching import Fetched, fetch, plain_address
from yiju.bots.proactive.subscriptions import quiet_of
from yiju.bots.proactive.visit_import import Taken, keep
from yiju.bots.proactive.visits import visit_id
from yiju.bots.types import Line, Message
from yiju.errors import NotFound, YijuError, in_words
from yiju.sandbox.moments import local
from yiju.store import tables
from yiju.store.access import viewer_for
from yiju.store.bot_tables import subscriptions, visits
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Frozen

if TYPE_CHECKING:
    from yiju.copilot.retrieve import Reader

log = logging.getLogger(__name__)
FEED = "calendar"
"""The row's topic; nothing is told of it, so it is none of ``topics``."""
EVERY = dt.timedelta(minutes=30)
_WHOLE = dt.timedelta(days=1)
"""After which one that has not changed is read again: what recurs has new times, customers have new names."""
_FROM = "cal:"
"""Begins the source of a visit of such a calendar: what the calendar no longer holds is no visit any more."""
_AT_ONCE = 500
_SECONDS = 30.0
"""Of one round: more calendars than can be got in it come in the next."""


class Feed(Frozen):
    """One user's calendar. ``url`` is a secret; ``etag`` and ``modified`` mark what was read last."""

    url: str
    etag: str = ""
    modified: str = ""
    read_at: dt.datetime | None = None


def feed_of(sql: Database, user: str) -> Feed | None:
    """The calendar that a user subscribed to."""
    with sql.read() as connection:
        found = connection.scalar(sa.select(subscriptions.c.options).where(*_it(user)))
    return Feed.model_validate(found) if found else None


def follow(reader: "Reader", url: str, now: dt.datetime) -> Taken:
    """Take in a calendar as the reader's viewer, and keep its address for later. Instead of another one.

    Raises:
        NotFound: the viewer is no registered user.
        YijuError: it cannot be got, or is no calendar. Nothing is changed then.
    """
    sql, user = reader.store.sql, reader.viewer.user
    with sql.read() as connection:
        if connection.scalar(sa.select(tables.users.c.name).where(tables.users.c.name == user)) is None:
            raise NotFound(
                f"没有这个用户：{user}", hint="用 --user 指明是谁的日历；用户用 yiju users add 登记。"
            )
    feed = Feed(url=plain_address(url), read_at=now)
    got = fetch(feed.url, private=reader.store.settings.calendar_private)
    taken = _take(reader, got, now)
    _put(sql, user, feed, got)
    return taken


def unfollow(sql: Database, user: str, now: dt.datetime) -> int:
    """Look at it no more; its visits ahead are taken off. Returns how many.

    Raises:
        NotFound: this user subscribed to none.
    """
    with sql.write() as connection:
        if not connection.execute(sa.delete(subscriptions).where(*_it(user))).rowcount:
            raise NotFound(f"{user} 没有订阅日历。", hint="订阅：yiju visits import https://… --user 用户名")
        return connection.execute(sa.delete(visits).where(*_ahead(user, now))).rowcount


def refresh(desk: Desk, give: Give, now: dt.datetime, stopping: Callable[[], bool] = lambda: False) -> None:
    """Look at every calendar whose time has come. Who subscribed is told, once a day, where that fails."""
    sql, until = desk.store.sql, time.monotonic() + _SECONDS
    with sql.read() as connection:
        users = list(connection.scalars(sa.select(subscriptions.c.user).where(subscriptions.c.topic == FEED)))
    for user in users:
        if stopping() or time.monotonic() > until:
            return
        if not take_turn(sql, f"try:{FEED}:{user}"[:400], user, TRIED, now, EVERY):
            continue
        try:
            _refresh(desk, user, now)
        except YijuError as error:
            _tell(sql, give, user, error, now)
        except Exception as error:
            log.warning("日历没有更新（%s）：%s", user, in_words(error))


def _refresh(desk: Desk, user: str, now: dt.datetime) -> None:
    sql, feed = desk.store.sql, feed_of(desk.store.sql, user)
    viewer = viewer_for(sql, user)
    if feed is None or "customer" in viewer.roles:
        return
    fresh = feed.read_at is not None and abs(now - feed.read_at) < _WHOLE
    marks = (feed.etag, feed.modified) if fresh else ("", "")
    got = fetch(feed.url, *marks, private=desk.settings.calendar_private)
    if got.data is not None:
        _take(desk.reader(viewer), got, now)
        if feed_of(sql, user) == feed:  # another one may have been chosen meanwhile
            _put(sql, user, feed.model_copy(update={"read_at": now}), got)


def _take(reader: "Reader", got: Fetched, now: dt.datetime) -> Taken:
    """Keep what it holds; what it held and does not now, of the time ahead, is taken off."""
    sql, user = reader.store.sql, reader.viewer.user
    read = read_calendar(got.data or b"", user, reader.customers(), now)
    entries = [
        one.model_copy(update={"visit": one.visit.model_copy(update={"source": _source(one.visit.source)})})
        for one in read.entries
    ]
    taken = keep(reader, read.model_copy(update={"entries": tuple(entries), "gone": ()}), user)
    held = {visit_id(user, one.visit.source) for one in entries}
    removed = 0
    with sql.write() as connection:
        known = connection.scalars(sa.select(visits.c.id).where(*_ahead(user, now)))
        over = sorted(set(known) - held)
        for at in range(0, len(over), _AT_ONCE):  # databases bind a limited number of values
            some = visits.c.id.in_(over[at : at + _AT_ONCE])
            removed += connection.execute(sa.delete(visits).where(some)).rowcount
    return taken.model_copy(update={"removed": removed})


def _source(source: str) -> str:
    return _FROM + source.partition(":")[2]


def _tell(sql: Database, give: Give, user: str, error: YijuError, now: dt.datetime) -> None:
    key = f"{FEED}:{user}:{local(now).date()}"[:400]
    log.warning("日历没有更新（%s）：%s", user, error)
    if quiet_of(sql, user).holds(local(now).time()) or told_before(sql, [key]):
        return
    lines = (
        Line(text=f"您订阅的日历没有更新：{error}"),
        Line(text="已登记的拜访不变，我每半小时再试。", style="note"),
        Line(
            text="请打开您的日历，看“共享”或“发布”是否还开着。链接换过，就把新的私下交给管理员登记；"
            "不想再看它，发“退订 日历”。",
            style="note",
        ),
    )
    if give(user, Message(title="日历没有更新", lines=lines), key, since=latest(sql)):
        note(sql, [key], user, FEED, now)


def _ahead(user: str, now: dt.datetime) -> tuple[sa.ColumnElement[bool], ...]:
    theirs = (visits.c.user == user, visits.c.source.startswith(_FROM, autoescape=True))
    return (*theirs, visits.c.at >= now.astimezone(dt.UTC))


def _it(user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return subscriptions.c.user == user, subscriptions.c.topic == FEED


def _put(sql: Database, user: str, feed: Feed, got: Fetched) -> None:
    read_at = feed.read_at.astimezone(dt.UTC).isoformat() if feed.read_at else None
    options: dict[str, Any] = {
        "url": feed.url,
        "etag": got.etag,
        "modified": got.modified,
        "read_at": read_at,
    }
    row = {"wanted": True, "options": options, "updated_at": dt.datetime.now(dt.UTC)}
    with sql.write() as connection:
        insert_ignore(connection, subscriptions, [{"user": user, "topic": FEED} | row])
        connection.execute(sa.update(subscriptions).where(*_it(user)).values(**row))
