"""How many messages of one person are answered in a minute, whichever process answers them.

Taps are no messages: whoever turns pages or votes is not writing too fast.
"""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.clock import now
from yiju.bots.inbox import Claimed
from yiju.bots.types import Incoming
from yiju.store.bot_tables import bot_inbox
from yiju.store.database import Database

_T = bot_inbox.c
MESSAGES = ("message",)
"""Kinds that are counted."""
_MINUTE = dt.timedelta(minutes=1)


def too_many(sql: Database, claimed: Claimed, per_minute: int) -> bool:
    """Whether somebody sent more than this in the minute up to this message; a tap is never too many."""
    if claimed.incoming.kind not in MESSAGES:
        return False
    upto = sa.and_(_T.received_at <= claimed.received_at, _T.seq <= claimed.seq)
    with sql.read() as connection:
        return _count(connection, claimed.incoming, claimed.received_at, upto) > per_minute


def crowded(sql: Database, incoming: Incoming, per_minute: int) -> bool:
    """The same of a message that has just come in."""
    with sql.read() as connection:
        return _count(connection, incoming, now(connection), sa.true()) > per_minute


def _count(
    connection: sa.Connection, incoming: Incoming, at: dt.datetime, upto: sa.ColumnElement[bool]
) -> int:
    chat = incoming.chat
    theirs = (_T.channel == chat.channel, _T.bot == chat.bot, _T.sender == incoming.sender)
    kind = sa.func.coalesce(_T.body["tap"].as_string(), _T.body["incoming"]["kind"].as_string(), "message")
    typed = kind.in_(MESSAGES)
    query = sa.select(sa.func.count()).where(*theirs, _T.received_at > at - _MINUTE, upto, typed)
    return connection.scalar(query) or 0


def slow_down_key(claimed: Claimed) -> str:
    """Names the one sentence that somebody is told about it in a minute."""
    chat = claimed.incoming.chat
    minute = int(claimed.received_at.timestamp() // 60)
    return f"slow-down:{chat.channel}:{chat.bot}:{claimed.incoming.sender}:{minute}"
