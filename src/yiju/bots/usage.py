"""Calls that a platform counts, by month: quotas are small, and gone without a word."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from yiju.bots.clock import month, now
from yiju.store.bot_tables import bot_usage
from yiju.store.database import Database


def count(sql: Database, platform: str, bot: str, api: str, calls: int = 1) -> int:
    """Count calls of a bot's, for this month.

    Args:
        api: the call's name, in the channel's own words; at most 60 characters.

    Returns:
        All counted calls of this bot in this month, these included.
    """
    with sql.write() as connection:
        this = month(now(connection))
        insert = sqlite.insert if sql.is_sqlite else postgresql.insert
        row = insert(bot_usage).values(platform=platform, bot=bot, month=this, api=api, calls=calls)
        more = {"calls": bot_usage.c.calls + calls}
        connection.execute(row.on_conflict_do_update(index_elements=bot_usage.primary_key, set_=more))
        return _sum(connection, platform, bot, this)


def used(sql: Database, platform: str, bot: str) -> int:
    """All counted calls of this bot in this month."""
    with sql.read() as connection:
        return _sum(connection, platform, bot, month(now(connection)))


def _sum(connection: sa.Connection, platform: str, bot: str, this: str) -> int:
    mine = (bot_usage.c.platform == platform, bot_usage.c.bot == bot, bot_usage.c.month == this)
    return connection.scalar(sa.select(sa.func.sum(bot_usage.c.calls)).where(*mine)) or 0
