"""How the bots stand, told by the database alone: whichever processes run them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from yiju.bots.clock import month, now
from yiju.bots.inbox import Bot
from yiju.sandbox.moments import utc
from yiju.store.bot_tables import bot_inbox, bot_leases, bot_outbox, bot_usage
from yiju.store.database import Database
from yiju.store.types import Frozen

_IN, _OUT, _LEASE = bot_inbox.c, bot_outbox.c, bot_leases.c
PROCESS = "process:"
"""Begins the name of the lease by which a process tells that it lives."""


class Standing(Frozen):
    """One bot.

    Attributes:
        holder: the process that is connected, where only one may be; ``lease_left``: seconds until another
            takes over unless it says that it lives; negative where it has fallen silent, None where none is.
        waiting, in_flight: messages that came in; done: in the last hour; failed: nobody could answer.
        to_send, unknown, dead: what is to go out; cut off, perhaps shown; given up.
        oldest: seconds that the oldest has waited; None where none waits.
        calls: counted calls of this month.
    """

    channel: str
    bot: str
    holder: str = ""
    lease_left: float | None = None
    waiting: int = 0
    in_flight: int = 0
    done: int = 0
    failed: int = 0
    to_send: int = 0
    unknown: int = 0
    dead: int = 0
    oldest: float | None = None
    calls: int = 0


class Letter(Frozen):
    """What did not get through, without its words.

    Attributes:
        number: to name it by; ``came``: whether it is a message that came in, else one to be sent.
    """

    number: int
    came: bool
    channel: str
    bot: str
    state: str
    at: dt.datetime
    attempts: int
    error: str = ""


def standing(sql: Database) -> list[Standing]:
    """Every bot that anything is known of, by channel and name."""
    with sql.read() as connection:
        moment = now(connection)
        ended = sa.and_(_IN.state == "done", _IN.ended_at > moment - dt.timedelta(hours=1))
        came = _counts(connection, bot_inbox, sa.or_(_IN.state != "done", ended))
        out = _counts(connection, bot_outbox, _OUT.state.not_in(("sent", "dropped")))
        waiting = _oldest(connection)
        held = _held(connection, moment)
        calls = _calls(connection, moment)
    bots = sorted({key[:2] for key in (*came, *out)} | held.keys())
    return [
        Standing(
            channel=channel,
            bot=bot,
            holder=held.get((channel, bot), ("", None))[0],
            lease_left=held.get((channel, bot), ("", None))[1],
            waiting=came.get((channel, bot, "waiting"), 0),
            in_flight=came.get((channel, bot, "in_flight"), 0),
            done=came.get((channel, bot, "done"), 0),
            failed=came.get((channel, bot, "failed"), 0),
            to_send=out.get((channel, bot, "waiting"), 0) + out.get((channel, bot, "sending"), 0),
            unknown=out.get((channel, bot, "unknown"), 0),
            dead=out.get((channel, bot, "dead"), 0),
            oldest=(moment - waiting[channel, bot]).total_seconds() if (channel, bot) in waiting else None,
            calls=calls.get((channel.partition("-")[0], bot), 0),
        )
        for channel, bot in bots
    ]


def processes(sql: Database) -> list[str]:
    """The processes that run bots at this moment."""
    with sql.read() as connection:
        alive = (_LEASE.name.startswith(PROCESS), _LEASE.until > now(connection))
        return list(connection.scalars(sa.select(_LEASE.owner).where(*alive).order_by(_LEASE.name)))


def letters(sql: Database) -> list[Letter]:
    """What did not get through, the latest last."""
    with sql.read() as connection:
        came = connection.execute(sa.select(bot_inbox).where(_IN.state == "failed")).all()
        out = connection.execute(sa.select(bot_outbox).where(_OUT.state.in_(("dead", "unknown")))).all()
    found = [_letter(row, "") for row in came] + [_letter(row, row.error, came=False) for row in out]
    return sorted(found, key=lambda one: (one.at, one.came, one.number))


def _letter(row: sa.Row[Any], error: str, *, came: bool = True) -> Letter:
    return Letter(
        number=row.seq,
        came=came,
        channel=row.channel,
        bot=row.bot,
        state=row.state,
        at=utc(row.ended_at),
        attempts=row.attempts,
        error=error,
    )


def _counts(
    connection: sa.Connection, table: sa.Table, which: sa.ColumnElement[bool]
) -> dict[tuple[str, str, str], int]:
    group = (table.c.channel, table.c.bot, table.c.state)
    query = sa.select(*group, sa.func.count().label("rows")).where(which).group_by(*group)
    return {(row.channel, row.bot, row.state): row.rows for row in connection.execute(query)}


def _oldest(connection: sa.Connection) -> dict[Bot, dt.datetime]:
    first = sa.func.min(_IN.received_at).label("first")
    query = sa.select(_IN.channel, _IN.bot, first).where(_IN.state == "waiting")
    rows = connection.execute(query.group_by(_IN.channel, _IN.bot))
    return {(row.channel, row.bot): utc(row.first) for row in rows}


def _held(connection: sa.Connection, moment: dt.datetime) -> dict[Bot, tuple[str, float]]:
    rows = connection.execute(sa.select(bot_leases).where(_LEASE.name.startswith("channel:")))
    found = {}
    for row in rows:
        _, channel, bot = row.name.split(":", 2)
        found[channel, bot] = (row.owner, (utc(row.until) - moment).total_seconds())
    return found


def _calls(connection: sa.Connection, moment: dt.datetime) -> dict[tuple[str, str], int]:
    of = bot_usage.c
    query = sa.select(of.platform, of.bot, sa.func.sum(of.calls).label("calls"))
    rows = connection.execute(query.where(of.month == month(moment)).group_by(of.platform, of.bot))
    return {(row.platform, row.bot): row.calls for row in rows}
