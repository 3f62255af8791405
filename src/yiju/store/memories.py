"""What a conversation remembers of one person in one chat."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import Field, ValidationError
from sqlalchemy.dialects import postgresql, sqlite

from yiju.store.bot_tables import bot_memories
from yiju.store.clock import now
from yiju.store.database import Database
from yiju.store.types import Frozen

_T = bot_memories.c
_PUSHED = ""
"""In place of a chat's id: what was said last without being asked. The next message alone with the bot is
about it; platforms name that chat only then."""


ChannelName = Literal["dingtalk", "wecom", "wecom-app", "console", "api"]
"""``wecom``: the AI bot, over either of its transports; ``wecom-app``: the self-built app; ``api``: a
program."""


class Chat(Frozen):
    """A conversation on a platform.

    Attributes:
        bot: which of our bots or apps there it is with (robot code, bot id, agent id).
        id: the platform's id of it; for a chat with one person, one that only this person has.
        group: whether others read along.
    """

    channel: ChannelName
    bot: str
    id: str
    group: bool = False
    title: str = ""


class Memory(Frozen):
    """What a conversation remembers of one person in one chat. Small, and erasable.

    Attributes:
        customer: id of the customer talked of last.
        suggestion: id of the one shown last; ``page``: of its pages, the last that was shown, from 0.
        pending: what was asked back and not answered yet: its kind, and what is needed to go on.
    """

    customer: str = ""
    suggestion: str = ""
    page: int = 0
    pending: dict[str, Any] = Field(default_factory=dict)


def recall(sql: Database, chat: Chat, user: str) -> Memory:
    """What is remembered; empty where nothing is, or where another version wrote what is not understood."""
    with sql.read() as connection:
        pushed = None if chat.group else connection.scalar(sa.select(_T.body).where(*_pushed(chat, user)))
        body = pushed or connection.scalar(sa.select(_T.body).where(*_theirs(chat, user)))
    try:
        return Memory.model_validate(body or {})
    except ValidationError:
        return Memory()


def keep(
    connection: sa.Connection, chat: Chat, user: str, memory: Memory, *, heard: dt.datetime | None = None
) -> None:
    """Remember this from now on, within the caller's transaction.

    Args:
        heard: when they said what it follows from: what they were shown unasked after that stays. None: now.
    """
    if not chat.group:
        before = () if heard is None else (_T.updated_at <= heard,)
        connection.execute(sa.delete(bot_memories).where(*_pushed(chat, user), *before))
    if memory == Memory():
        connection.execute(sa.delete(bot_memories).where(*_theirs(chat, user)))
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    fresh = {"body": memory.model_dump(mode="json"), "updated_at": now(connection)}
    row = insert(bot_memories).values(channel=chat.channel, bot=chat.bot, chat=chat.id, user=user, **fresh)
    connection.execute(row.on_conflict_do_update(index_elements=bot_memories.primary_key, set_=fresh))


def begin(sql: Database, chat: Chat, user: str) -> Memory:
    """As ``recall``, for an answer in the making: forgetting the conversation forgets that, too."""
    insert = sqlite.insert if sql.engine.dialect.name == "sqlite" else postgresql.insert
    with sql.write() as connection:
        empty = {"body": Memory().model_dump(mode="json"), "updated_at": now(connection)}
        row = insert(bot_memories).values(
            channel=chat.channel, bot=chat.bot, chat=chat.id, user=user, **empty
        )
        connection.execute(row.on_conflict_do_nothing(index_elements=bot_memories.primary_key))
    return recall(sql, chat, user)


def keep_unless_changed(
    connection: sa.Connection, chat: Chat, user: str, since: Memory, memory: Memory
) -> bool:
    """As ``keep``, where what is remembered is what it was when ``begin`` gave it; whether it is."""
    held = held_now(connection, chat, user)
    if held is None or held != since:
        return False
    keep(connection, chat, user, memory)
    return True


def held_now(connection: sa.Connection, chat: Chat, user: str) -> Memory | None:
    """What is remembered, for the caller's transaction alone to change; None where there is no row."""
    query = sa.select(_T.body).where(*_theirs(chat, user)).with_for_update()
    row = connection.execute(query).one_or_none()
    try:
        return None if row is None else Memory.model_validate(row.body)
    except ValidationError:
        return Memory()


def keep_pushed(connection: sa.Connection, chat: Chat, user: str, memory: Memory) -> None:
    """Remember what a message that nobody asked for is about, until they say something alone with the bot."""
    keep(connection, chat.model_copy(update={"id": _PUSHED, "group": False}), user, memory)


def last_heard(sql: Database, user: str) -> list[tuple[str, str]]:
    """Channels and bots that a user talked with, the latest first."""
    heard = (_T.user == user, _T.chat != _PUSHED)
    query = sa.select(_T.channel, _T.bot, sa.func.max(_T.updated_at).label("latest")).where(*heard)
    with sql.read() as connection:
        rows = connection.execute(query.group_by(_T.channel, _T.bot).order_by(sa.desc("latest"))).all()
    return [(row.channel, row.bot) for row in rows]


def _pushed(chat: Chat, user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _theirs(chat.model_copy(update={"id": _PUSHED}), user)


def _theirs(chat: Chat, user: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _T.channel == chat.channel, _T.bot == chat.bot, _T.chat == chat.id, _T.user == user


def conversations(sql: Database, channel: ChannelName, user: str) -> list[tuple[str, dt.datetime]]:
    """Chats in a channel of which something of a person is remembered, and since when; the latest first."""
    query = sa.select(_T.chat, _T.updated_at, _T.body).where(_T.channel == channel, _T.user == user)
    with sql.read() as connection:
        rows = connection.execute(query.order_by(_T.updated_at.desc(), _T.chat)).all()
    empty = Memory().model_dump(mode="json")  # of an answer in the making
    return [(row.chat, row.updated_at) for row in rows if row.body != empty]


def forget_oldest(connection: sa.Connection, channel: ChannelName, user: str, most: int) -> None:
    """Keep no more than so many conversations of one person in a channel, within the caller's transaction."""
    theirs = (_T.channel == channel, _T.user == user)
    ordered = sa.select(_T.bot, _T.chat).where(*theirs).order_by(_T.updated_at.desc(), _T.chat)
    for row in connection.execute(ordered.offset(most)).all():
        connection.execute(sa.delete(bot_memories).where(*theirs, _T.bot == row.bot, _T.chat == row.chat))
