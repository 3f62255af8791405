"""What is due for whom at a moment, made and handed over. Asked every minute, by one process at a time.

Nothing is remembered between two rounds but what ``notices`` holds, so that a process that is killed anywhere
is followed by another: a message is handed over under a key that the outbox takes once, and noted after that.
"""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from yiju.bots.desk import Desk
from yiju.bots.meanwhile import latest
from yiju.bots.notices import TRIED, Give, note, take_turn, told_before
from yiju.bots.proactive.alerts import fresh_documents, key_of, make_alert
from yiju.bots.proactive.briefs import brief_key, is_due, make_brief
from yiju.bots.proactive.digest import digest_since, make_digest
from yiju.bots.proactive.items import Told
from yiju.bots.proactive.subscriptions import Subscription, quiet_of, subscriptions_of
from yiju.bots.proactive.topics import TopicName, clock
from yiju.bots.proactive.visits import list_visits
from yiju.errors import in_words
from yiju.sandbox.moments import local
from yiju.store.access import viewer_for
from yiju.store.bot_tables import subscriptions, visits
from yiju.store.identities import list_identities
from yiju.store.types import Viewer
from yiju.store.users import list_users

log = logging.getLogger(__name__)
_AGAIN = dt.timedelta(minutes=10)
"""Before another try of what did not work, or reached nobody."""
_AHEAD = dt.timedelta(days=4)
"""Visits looked at: the longest option, and a night before it."""
_ALERTS_FROM = dt.time(9, 0)
_DIGEST_FOR = dt.timedelta(hours=6)
"""How long after its time a digest is still sent."""
_DAILY: tuple[TopicName, ...] = ("contract", "commitment")


@dataclass(frozen=True)
class Due:
    """Something to be made now, and told once under its key. ``make`` gives None for nothing to tell."""

    key: str
    topic: TopicName
    make: Callable[[], Told | None]


def run_once(desk: Desk, give: Give, now: dt.datetime, stopping: Callable[[], bool] = lambda: False) -> int:
    """Make and hand over everything that is due. What fails for one is logged, and hinders no other.

    Returns:
        How many messages were handed over.
    """
    given, now = 0, now.astimezone(dt.UTC)
    busy = _busy(desk, now)
    for viewer in reachable(desk) if busy else ():
        if viewer.user not in busy:
            continue
        try:
            for due in list(due_for(desk, viewer, now)):
                if stopping():
                    return given
                given += _give(desk, give, viewer, due, now)
        except Exception as error:
            log.warning("主动消息出错（%s）：%s", viewer.user, in_words(error))
    return given


def _busy(desk: Desk, now: dt.datetime) -> frozenset[str]:
    """Users for whom anything can be due: they have visits ahead, or subscribed to what needs none."""
    ahead = sa.select(visits.c.user).where(visits.c.at >= now, visits.c.at < now + _AHEAD)
    others = (subscriptions.c.wanted, subscriptions.c.topic.in_(["digest", "signal", *_DAILY]))
    with desk.store.sql.read() as connection:
        found = connection.scalars(ahead.union(sa.select(subscriptions.c.user).where(*others)))
        return frozenset(found)


def reachable(desk: Desk) -> list[Viewer]:
    """Our own people who are on a platform."""
    linked = {one.user for one in list_identities(desk.store.sql)}
    everyone = list_users(desk.store.sql)
    return [one for one in everyone if one.user in linked and "customer" not in one.roles]


def due_for(desk: Desk, viewer: Viewer, now: dt.datetime) -> Iterator[Due]:
    """What one user is to be told now; in their quiet hours nothing, it is held until after them."""
    sql, at = desk.store.sql, local(now)
    if quiet_of(sql, viewer.user).holds(at.time()):
        return
    wanted = {one.topic: one for one in subscriptions_of(sql, viewer.user) if one.wanted}
    found = [due for topic in wanted.values() for due in _of(desk, viewer, topic, now)]
    known = told_before(sql, [due.key for due in found])
    yield from (due for due in found if due.key not in known)


def _of(desk: Desk, viewer: Viewer, topic: Subscription, now: dt.datetime) -> Iterator[Due]:
    at, day = local(now), local(now).date()
    if topic.topic == "brief":
        yield from _briefs(desk, viewer, topic, now)
    elif topic.topic == "digest":
        due = dt.datetime.combine(day, clock(str(topic.options["at"])), at.tzinfo)
        free = at.weekday() < 5 or topic.options["weekends"]
        # Held by quiet hours it comes at their end, however late in the morning that is.
        if free and due <= at < due + _DIGEST_FOR:
            yield Due(f"digest:{viewer.user}:{day}", "digest", partial(_digest, desk, viewer, now))
    elif topic.topic in _DAILY:
        if at.time() >= _ALERTS_FROM:
            yield Due(f"{topic.topic}:{viewer.user}:{day}", topic.topic, _alert(desk, viewer, topic, now))
    else:
        fresh = fresh_documents(desk, viewer, now)
        for newest in sorted(fresh, key=lambda one: (one.ingested_at, one.id))[-1:]:
            yield Due(f"signal:{viewer.user}:{newest.id}", "signal", _alert(desk, viewer, topic, now))


def _briefs(desk: Desk, viewer: Viewer, topic: Subscription, now: dt.datetime) -> Iterator[Due]:
    sql = desk.store.sql
    quiet, hours = quiet_of(sql, viewer.user), int(topic.options["hours"])
    for visit in list_visits(sql, viewer, user=viewer.user, since=now, until=now + _AHEAD):
        if is_due(visit, hours, quiet, now):
            yield Due(brief_key(visit), "brief", partial(make_brief, desk, viewer, visit, now))


def _alert(desk: Desk, viewer: Viewer, topic: Subscription, now: dt.datetime) -> Callable[[], Told | None]:
    return partial(make_alert, desk, viewer, topic.topic, topic.options, now)


def _digest(desk: Desk, viewer: Viewer, now: dt.datetime) -> Told | None:
    return make_digest(desk, viewer, now, digest_since(desk.store.sql, viewer.user, now))


def _give(desk: Desk, give: Give, viewer: Viewer, due: Due, now: dt.datetime) -> bool:
    """Make it, hand it over, note it. Whether somebody will get it."""
    sql, user = desk.store.sql, viewer.user
    if not take_turn(sql, f"try:{due.key}"[:400], user, TRIED, now, _AGAIN):
        return False
    since = latest(sql)
    told = due.make()
    if told is None:
        note(sql, [due.key], user, due.topic, now)
        return False
    if viewer_for(sql, user) != told.viewer:  # what it says may not be theirs any more
        return False
    items = [key_of(user, key) for key in told.keys]
    # New documents may tell more than one message holds: that key is spent when nothing is left to tell.
    signal = due.topic == "signal"
    key = f"{due.key}:{hashlib.sha256(repr(items).encode()).hexdigest()[:12]}" if signal else due.key
    if not give(user, told.message, key, memory=told.memory, viewer=told.viewer, since=since):
        return False
    note(sql, items if signal else [due.key, *items], user, due.topic, now)
    return True
