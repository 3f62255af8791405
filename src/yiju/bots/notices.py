"""What was told whom, so that nothing is told twice. Kept in ``notices``."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Protocol

import sqlalchemy as sa

from yiju.bots.types import Memory, Message
from yiju.sandbox.moments import utc
from yiju.store.bot_tables import notices
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Frozen, Viewer

TRIED = "try"
"""Topic of a row that says when something was last tried; of no use after a day."""


class Notice(Frozen):
    """A message to a user who did not ask just now. ``key`` names it: posting it again changes nothing."""

    user: str
    message: Message
    key: str


class Post(Protocol):
    """Gives a message to a user wherever they are linked. The same key again changes nothing."""

    def __call__(self, user: str, message: Message, key: str) -> bool:
        """Whether somebody will get it: False where they are on no platform that bots run on."""


class Give(Protocol):
    """As ``Post``, of what was made with somebody's rights and may be talked about afterwards."""

    def __call__(
        self,
        user: str,
        message: Message,
        key: str,
        *,
        memory: Memory | None = None,
        viewer: Viewer | None = None,
        since: int | None = None,
    ) -> bool:
        """Whether somebody will get it.

        Args:
            memory: what their conversation is to remember from then on, as if it had been an answer.
            viewer: the rights that it was made with: not sent to somebody who has lost one of them.
            since: where the audit stood before it was made: nobody gets it where a document was forgotten
                after that.
        """


def told_before(sql: Database, keys: Collection[str]) -> frozenset[str]:
    """Those of the keys that were told."""
    query = sa.select(notices.c.key).where(notices.c.key.in_(sorted(keys)))
    with sql.read() as connection:
        return frozenset(connection.scalars(query))


def told_since(sql: Database, user: str, topic: str, since: dt.datetime) -> list[str]:
    """Keys of what a user was told of a topic since a moment."""
    mine = (notices.c.user == user, notices.c.topic == topic, notices.c.at >= since)
    with sql.read() as connection:
        return list(connection.scalars(sa.select(notices.c.key).where(*mine).order_by(notices.c.key)))


def last_told(sql: Database, user: str, topic: str) -> dt.datetime | None:
    """When a user was last told of a topic, or would have been, had there been something to tell."""
    query = sa.select(sa.func.max(notices.c.at)).where(notices.c.user == user, notices.c.topic == topic)
    with sql.read() as connection:
        found = connection.scalar(query)
    return None if found is None else utc(found)


def note(sql: Database, keys: Iterable[str], user: str, topic: str, at: dt.datetime) -> None:
    """Keep that a user was told these."""
    rows = [{"key": key, "user": user, "topic": topic, "at": at} for key in keys]
    if rows:
        with sql.write() as connection:
            insert_ignore(connection, notices, rows)


def take_turn(sql: Database, key: str, user: str, topic: str, at: dt.datetime, pause: dt.timedelta) -> bool:
    """Whether it is time to tell this again, ``pause`` after the last time; if so, that was now."""
    with sql.write() as connection:
        insert_ignore(connection, notices, [{"key": key, "user": user, "topic": topic, "at": _NEVER}])
        its = notices.c.key == key
        last = connection.scalar(sa.select(notices.c.at).where(its).with_for_update())
        assert last is not None
        if utc(last) > at - pause:
            return False
        connection.execute(sa.update(notices).where(its).values(at=at))
        return True


_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
