"""How many messages of one person are answered in a minute, whichever process answers them."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.inbox import Claimed
from yiju.store.bot_tables import bot_inbox
from yiju.store.database import Database

_T = bot_inbox.c
_MINUTE = dt.timedelta(minutes=1)


def too_many(sql: Database, claimed: Claimed, per_minute: int) -> bool:
    """Whether somebody sent more than this in the minute up to this message."""
    chat = claimed.incoming.chat
    recent = sa.select(sa.func.count()).where(
        _T.channel == chat.channel,
        _T.bot == chat.bot,
        _T.sender == claimed.incoming.sender,
        _T.received_at > claimed.received_at - _MINUTE,
        _T.received_at <= claimed.received_at,
        _T.seq <= claimed.seq,
    )
    with sql.read() as connection:
        return (connection.scalar(recent) or 0) > per_minute


def slow_down_key(claimed: Claimed) -> str:
    """Names the one sentence that somebody is told about it in a minute."""
    chat = claimed.incoming.chat
    minute = int(claimed.received_at.timestamp() // 60)
    return f"slow-down:{chat.channel}:{chat.bot}:{claimed.incoming.sender}:{minute}"
