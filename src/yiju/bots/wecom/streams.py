"""Answers that are streamed, in the database: any process may serve, finish or be asked about them."""

import datetime as dt
from typing import Any, Literal

import sqlalchemy as sa

from yiju.bots.clock import now
from yiju.bots.types import Chat
from yiju.sandbox.moments import utc
from yiju.store.bot_tables import bot_streams
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Frozen

_T = bot_streams.c
State = Literal["open", "finishing", "done", "closed"]
"""``finishing``: the answer was sent, and no answer to that came yet. ``closed``: finished without it."""


class Stream(Frozen):
    """One answer. ``age``: seconds since its first frame."""

    id: str
    chat: str
    state: State
    text: str
    card: dict[str, Any]
    suggestion: str
    age: float


def begin(sql: Database, chat: Chat, id: str, text: str) -> Stream:
    """Keep that an answer is on its way. One that was begun before stays as it is."""
    row = _key(chat, id) | {"chat": chat.id, "state": "open", "text": text, "card": {}, "suggestion": ""}
    with sql.write() as connection:
        insert_ignore(connection, bot_streams, [row | {"begun_at": now(connection)}])
        found = _find(connection, chat, id)
    assert found is not None
    return found


def find(sql: Database, chat: Chat, id: str) -> Stream | None:
    """The answer of this name, if it is in this chat."""
    with sql.read() as connection:
        return _find(connection, chat, id)


def move(
    sql: Database,
    chat: Chat,
    id: str,
    state: State,
    *,
    source: tuple[State, ...] = ("open",),
    text: str | None = None,
    card: dict[str, Any] | None = None,
    suggestion: str | None = None,
) -> bool:
    """Change an answer that is in one of these states. False: it is in another, or there is none."""
    given = {"text": text, "card": card, "suggestion": suggestion}
    values = {"state": state} | {name: value for name, value in given.items() if value is not None}
    with sql.write() as connection:
        mine = (*_where(chat, id), _T.state.in_(source))
        return connection.execute(sa.update(bot_streams).where(*mine).values(values)).rowcount == 1


def take_card(sql: Database, chat: Chat, id: str) -> dict[str, Any]:
    """The card below a finished answer: given once."""
    with sql.write() as connection:
        found = _find(connection, chat, id)
        if found is None or found.state != "done" or not found.card:
            return {}
        connection.execute(sa.update(bot_streams).where(*_where(chat, id)).values(card={}))
        return found.card


def _find(connection: sa.Connection, chat: Chat, id: str) -> Stream | None:
    row = connection.execute(sa.select(bot_streams).where(*_where(chat, id))).one_or_none()
    if row is None:
        return None
    age = now(connection) - utc(row.begun_at)
    return Stream(
        id=row.id,
        chat=row.chat,
        state=row.state,
        text=row.text,
        card=row.card,
        suggestion=row.suggestion,
        age=age / dt.timedelta(seconds=1),
    )


def _key(chat: Chat, id: str) -> dict[str, str]:
    return {"channel": chat.channel, "bot": chat.bot, "id": id}


def _where(chat: Chat, id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _T.channel == chat.channel, _T.bot == chat.bot, _T.id == id, _T.chat == chat.id
