"""What is over is forgotten: keys after a day, what did not get through after a month."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.addresses import without_addresses
from yiju.bots.clock import now
from yiju.bots.notices import TRIED
from yiju.store.bot_tables import bot_inbox, bot_leases, bot_memories, bot_outbox, bot_streams, notices
from yiju.store.database import Database

KEYS = dt.timedelta(hours=24)
"""How long a message that comes again is known: platforms repeat theirs within minutes."""
LETTERS = dt.timedelta(days=30)
"""How long failed, dead and unknown ones wait for somebody to look at them."""
STREAMED = dt.timedelta(minutes=15)
"""How long the text of a streamed answer may be asked for; what it showed is known as long as letters are."""
MEMORIES = dt.timedelta(days=90)
"""How long a silent conversation is remembered."""

TOLD = dt.timedelta(days=365)
"""How long it is known that somebody was told of a thing: it is not told again."""
DATED = ("digest:", "contract:", "commitment:", "stranger:", "newcomer:", "alarm:", "calendar:")
"""Beginnings of notices' keys that name a day, or a pause much shorter than a month."""


def tidy(sql: Database) -> int:
    """Delete or empty what is over. How many rows."""
    inbox, outbox, memories, leases = bot_inbox.c, bot_outbox.c, bot_memories.c, bot_leases.c
    streams = bot_streams.c
    with sql.write() as connection:
        moment = now(connection)
        old = (
            sa.delete(bot_inbox).where(inbox.state == "done", inbox.ended_at < moment - KEYS),
            sa.delete(bot_inbox).where(inbox.state == "failed", inbox.ended_at < moment - LETTERS),
            sa.delete(bot_outbox).where(
                outbox.state.in_(("sent", "dropped")), outbox.ended_at < moment - KEYS
            ),
            sa.delete(bot_outbox).where(
                outbox.state.in_(("dead", "unknown")), outbox.ended_at < moment - LETTERS
            ),
            sa.update(bot_streams)
            .where(streams.begun_at < moment - STREAMED, streams.text != "")
            .values(text="", card={}),
            sa.delete(bot_streams).where(streams.begun_at < moment - LETTERS),
            sa.delete(bot_memories).where(memories.updated_at < moment - MEMORIES),
            sa.delete(bot_leases).where(leases.until < moment - KEYS),
            sa.delete(notices).where(notices.c.topic == TRIED, notices.c.at < moment - KEYS),
            sa.delete(notices).where(_begins(DATED), notices.c.at < moment - LETTERS),
            sa.delete(notices).where(_begins(("told:",)), notices.c.at < moment - TOLD),
        )
        return sum(connection.execute(statement).rowcount for statement in old) + _clear(connection, moment)


def _clear(connection: sa.Connection, moment: dt.datetime) -> int:
    """Take addresses that are over out of what is kept for somebody to look at."""
    letters = ((bot_inbox, ("failed",)), (bot_outbox, ("dead", "unknown")))
    count = 0
    for table, states in letters:
        rows = connection.execute(sa.select(table.c.seq, table.c.body).where(table.c.state.in_(states))).all()
        for row in rows:
            body = without_addresses(row.body, moment)
            if body != row.body:
                update = sa.update(table).where(table.c.seq == row.seq, table.c.state.in_(states))
                count += connection.execute(update.values(body=body)).rowcount
    return count


def _begins(words: tuple[str, ...]) -> sa.ColumnElement[bool]:
    return sa.or_(*(notices.c.key.startswith(word, autoescape=True) for word in words))
