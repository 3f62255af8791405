"""How often processes that share a database may call a platform: all of them together."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.clock import now
from yiju.bots.inbox import Bot
from yiju.sandbox.moments import utc
from yiju.store.bot_tables import bot_leases, bot_outbox
from yiju.store.database import Database, insert_ignore

_LEASE, _OUT = bot_leases.c, bot_outbox.c
RATE = "rate:"
"""Begins the name of the row that holds when the next call of a bot may be made."""
_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
_AN_HOUR = 950
"""Of the 1000 that WeCom shows one person in an hour."""


def reserve(connection: sa.Connection, bot: Bot, every: float) -> float:
    """Take a bot's next call, within the caller's transaction, if it may be made now.

    Args:
        every: seconds between two calls.

    Returns:
        0 where it is taken; else seconds until one may be, and nothing is.
    """
    moment, name = now(connection), f"{RATE}{bot[0]}:{bot[1]}"
    step = dt.timedelta(seconds=every)
    insert_ignore(connection, bot_leases, [{"name": name, "owner": "", "until": moment}])
    mine = _LEASE.name == name
    found = connection.scalar(sa.select(_LEASE.until).where(mine).with_for_update())
    free = moment if found is None else utc(found)
    if moment < free <= moment + step:
        return (free - moment).total_seconds()
    # Further ahead: the clock was set back. A little late: the next need not be late, too.
    after = (free if moment - step < free <= moment else moment) + step
    connection.execute(sa.update(bot_leases).where(mine).values(until=after))
    return 0.0


def wait(sql: Database, bot: Bot, chat: str, per_minute: int) -> float:
    """Seconds until one more may be shown in a chat, by what all processes showed there; 0 for at once."""
    sent = (_OUT.channel == bot[0], _OUT.bot == bot[1], _OUT.chat == chat, _OUT.state == "sent")
    waits = [0.0]
    with sql.read() as connection:
        moment = now(connection)
        for span, most in ((_MINUTE, per_minute), (_HOUR, _AN_HOUR)):
            within = sa.select(_OUT.ended_at).where(*sent, _OUT.ended_at > moment - span)
            last = connection.scalar(within.order_by(_OUT.ended_at.desc()).offset(most - 1).limit(1))
            if last is not None:
                waits.append((utc(last) + span - moment).total_seconds())
    return max(waits)
