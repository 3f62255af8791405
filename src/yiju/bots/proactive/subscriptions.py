"""What each user wants to be told without asking, and in which hours not. Kept in ``subscriptions``."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from yiju.bots.proactive.topics import TOPICS, Topic, TopicName, clock, options_from, topic_named
from yiju.errors import NotFound, YijuError
from yiju.store import tables
from yiju.store.bot_tables import subscriptions
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Frozen

_QUIET = "quiet"
"""The row that holds the hours in which nothing is sent; no topic."""
_LONG = 16 * 60
"""Minutes; more in one day are hardly meant."""
_SINCE = "since"
"""Beside a topic's options: the moment from which it is wanted. No option: nobody types it."""


class Subscription(Frozen):
    """A topic and one user: whether they want it, and how. ``options`` holds all of the topic's."""

    topic: TopicName
    called: str
    about: str
    wanted: bool
    options: dict[str, Any]


class Quiet(Frozen):
    """Hours of the day, in China, in which nothing is sent. The same start and end: there are none."""

    start: dt.time = dt.time(21, 0)
    end: dt.time = dt.time(8, 0)

    def holds(self, at: dt.time) -> bool:
        """Whether a time of day is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    @property
    def remark(self) -> str:
        """What is odd about them, in Chinese: most of the day, as where the two were exchanged."""
        begun, over = (one.hour * 60 + one.minute for one in (self.start, self.end))
        minutes = (over - begun) % (24 * 60)
        if minutes <= _LONG:
            return ""
        told = f"{minutes // 60} 小时" + (f" {minutes % 60} 分钟" if minutes % 60 else "")
        return (
            f"这样一天有 {told}不主动发，只在 {self.end:%H:%M} 到 {self.start:%H:%M} 之间发。"
            f"写反了就改成 {self.end:%H:%M}-{self.start:%H:%M}。"
        )

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}" if self.start != self.end else "无"


def list_topics() -> tuple[Topic, ...]:
    """Everything that one can subscribe to."""
    return TOPICS


def subscriptions_of(sql: Database, user: str) -> list[Subscription]:
    """Every topic, as it stands for this user.

    Raises:
        NotFound: no such user.
    """
    with sql.read() as connection:
        _known(connection, user)
        rows = _rows(connection, user)
    return [_subscription(topic, rows.get(topic.name)) for topic in TOPICS]


def subscribe(
    sql: Database,
    user: str,
    topic: str,
    options: Mapping[str, Any] | None = None,
    *,
    now: dt.datetime | None = None,
) -> Subscription:
    """Tell them of this topic from now on. Options that are not given stay as they were.

    Args:
        topic: its name, or what people call it (``拜访简报``).
        options: by name; values may be texts, as typed.
        now: from when on it is wanted, unless it is already.

    Raises:
        NotFound: no such user.
        YijuError: no such topic or option, or a value that it cannot take.
    """
    found = topic_named(topic)
    given = options_from(found, options or {})
    with sql.write() as connection:
        _known(connection, user)
        row = _rows(connection, user).get(found.name)
        kept = dict(row.options) if row else {}
        if row is None or not row.wanted:
            kept[_SINCE] = (now or dt.datetime.now(dt.UTC)).isoformat()
        _put(connection, user, found.name, wanted=True, options=kept | given)
        return _subscription(found, _rows(connection, user)[found.name])


def unsubscribe(sql: Database, user: str, topic: str) -> Subscription:
    """Tell them of this topic no more; its options are kept. Raises as ``subscribe``."""
    found = topic_named(topic)
    with sql.write() as connection:
        _known(connection, user)
        row = _rows(connection, user).get(found.name)
        _put(connection, user, found.name, wanted=False, options=dict(row.options) if row else {})
        return _subscription(found, _rows(connection, user)[found.name])


def wanted_since(sql: Database, user: str, topic: TopicName) -> dt.datetime | None:
    """Since when a user wants a topic; None where they never said so, or said so before that was kept."""
    with sql.read() as connection:
        row = _rows(connection, user).get(topic)
    told = row.options.get(_SINCE) if row and row.wanted else None
    return dt.datetime.fromisoformat(told) if told else None


def quiet_of(sql: Database, user: str) -> Quiet:
    """The hours in which nothing is sent to this user."""
    with sql.read() as connection:
        row = _rows(connection, user).get(_QUIET)
    return Quiet.model_validate(row.options) if row else Quiet()


def set_quiet(sql: Database, user: str, text: str) -> Quiet:
    """Set them: ``22:00-7:30``; ``无`` or ``off`` for none.

    Raises:
        NotFound: no such user.
        YijuError: not two times of day, or the same twice.
    """
    made = _read_quiet(text)
    with sql.write() as connection:
        _known(connection, user)
        _put(connection, user, _QUIET, wanted=True, options=made.model_dump(mode="json"))
    return made


def _read_quiet(text: str) -> Quiet:
    if text.strip().lower() in {"无", "不要", "off", "none"}:
        return Quiet(start=dt.time(0), end=dt.time(0))
    for sign in ("到", "至", "～", "~", "—", "–"):
        text = text.replace(sign, "-")
    parts = text.split("-")
    if len(parts) != 2:
        raise YijuError(f"免打扰时间看不懂：{text[:30]}", hint="写成 22:00-7:30；不要免打扰就写 无。")
    made = Quiet(start=clock(parts[0]), end=clock(parts[1]))
    if made.start == made.end:
        raise YijuError(
            f"开始和结束都是 {made.start:%H:%M}：是全天都不发，还是不要免打扰？",
            hint="不要免打扰写 无；全天都不发写 0:00-23:59。",
        )
    return made


def _known(connection: sa.Connection, user: str) -> None:
    users = tables.users.c.name
    if connection.scalar(sa.select(users).where(users == user)) is None:
        raise NotFound(f"没有这个用户：{user}", hint="先用 yiju users add 登记。")


def _rows(connection: sa.Connection, user: str) -> dict[str, Any]:
    query = sa.select(subscriptions).where(subscriptions.c.user == user)
    return {row.topic: row for row in connection.execute(query)}


def _put(connection: sa.Connection, user: str, topic: str, *, wanted: bool, options: dict[str, Any]) -> None:
    now = dt.datetime.now(dt.UTC)
    its = {"user": user, "topic": topic}
    row = {"wanted": wanted, "options": options, "updated_at": now}
    insert_ignore(connection, subscriptions, [its | row])
    mine = sa.and_(subscriptions.c.user == user, subscriptions.c.topic == topic)
    connection.execute(sa.update(subscriptions).where(mine).values(**row))


def _subscription(topic: Topic, row: Any) -> Subscription:
    kept = {name: value for name, value in row.options.items() if name in topic.defaults} if row else {}
    return Subscription(
        topic=topic.name,
        called=topic.called,
        about=topic.about,
        wanted=row.wanted if row else topic.wanted,
        options=topic.defaults | kept,
    )
