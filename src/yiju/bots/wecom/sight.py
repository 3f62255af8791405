"""Whom the self-built app cannot reach: taken out of its sight, or muting it. They are who they were."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.notices import note, told_before
from yiju.store.bot_tables import notices
from yiju.store.database import Database

TOPIC = "unseen"
TOLD = "有成员收不到自建应用的消息了：已不在应用的可见范围内，或关掉了应用。是哪些人：yiju bots check"


def lose(sql: Database, corp: str, agent: str, user: str) -> None:
    """Keep that this person gets nothing by the app."""
    note(sql, [_key(corp, agent, user)], "", TOPIC, dt.datetime.now(dt.UTC))


def regain(sql: Database, corp: str, agent: str, user: str) -> None:
    """Keep that they do again."""
    if is_lost(sql, corp, agent, user):
        with sql.write() as connection:
            connection.execute(sa.delete(notices).where(notices.c.key == _key(corp, agent, user)))


def is_lost(sql: Database, corp: str, agent: str, user: str) -> bool:
    """Whether they get nothing."""
    return bool(told_before(sql, [_key(corp, agent, user)]))


def _key(corp: str, agent: str, user: str) -> str:
    return f"{TOPIC}:{corp}:{agent}:{user.lower()}"[:400]
