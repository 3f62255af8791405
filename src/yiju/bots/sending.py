"""The way of a delivery through the outbox: waiting, sending, then sent, dead, unknown or dropped.

``sending`` is written before the platform is called. What is cut off there is sent again only where the
platform shows it once; else it is ``unknown``, and a person decides.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Literal

import sqlalchemy as sa

from yiju.bots import outbox
from yiju.bots.addresses import without_addresses
from yiju.bots.clock import now
from yiju.bots.inbox import Bot
from yiju.bots.outbox import Audience, body_of
from yiju.bots.rates import reserve
from yiju.bots.types import Delivery, Memory
from yiju.errors import Conflict
from yiju.sandbox.moments import utc
from yiju.store import memories
from yiju.store.bot_tables import bot_outbox
from yiju.store.database import Database
from yiju.store.types import Frozen

_T = bot_outbox.c
Lost = Literal["dead", "unknown", "dropped"]
"""``dead``: given up; ``unknown``: cut off, may have been shown; ``dropped``: nobody may have it any more."""
CUT_OFF = "发送时中断，对方可能已看到"


class Pending(Frozen):
    """A delivery that is not through.

    Attributes:
        owner: the process that is sending it, or empty.
        age: since it was made, or was to be tried again by a person, as it was looked up.
        then: what follows in its place; ``detours``: how often it was replaced by another way.
        memory: what the conversation is about once it was shown.
        turn: seconds until its bot may be heard again: it is not begun before.
    """

    seq: int
    owner: str = ""
    attempts: int
    age: dt.timedelta
    delivery: Delivery
    audience: Audience | None
    then: tuple[Delivery, ...] = ()
    detours: int = 0
    memory: Memory | None = None
    turn: float = 0.0


def pick(sql: Database, bots: Collection[Bot]) -> list[Pending]:
    """A few that may be sent now, oldest first: nothing due before them in their chat is unsent."""
    with sql.read() as connection:
        moment = now(connection)
        rows = connection.execute(_due(moment, bots)).all()
    return [_pending(row, moment) for row in rows]


def look(sql: Database, seq: int) -> Pending | None:
    """What one that waits holds now; None: it waits no more."""
    with sql.read() as connection:
        moment = now(connection)
        row = connection.execute(sa.select(bot_outbox).where(_T.seq == seq, _T.state == "waiting")).first()
    return None if row is None else _pending(row, moment)


def begin(sql: Database, pending: Pending, owner: str, lease: float, every: float = 0.0) -> Pending | None:
    """Mark it as being sent, right before it is. None: another process was faster.

    Args:
        lease: seconds after which it counts as cut off.
        every: seconds between two deliveries of its bot, whichever processes send them.

    Returns:
        With a ``turn`` where it is not its turn yet: nothing is marked, it may be begun after these seconds.
    """
    bot, turn = (pending.delivery.channel, pending.delivery.bot), 0.0
    with sql.write() as connection:
        until = now(connection) + dt.timedelta(seconds=lease)
        values = {"state": "sending", "owner": owner, "until": until, "attempts": pending.attempts + 1}
        same = (_T.seq == pending.seq, _T.state == "waiting", _T.attempts == pending.attempts)
        try:
            with connection.begin_nested() as marking:
                changed = connection.execute(sa.update(bot_outbox).where(*same).values(values)).rowcount
                if changed and every:
                    turn = reserve(connection, bot, every)
                if turn:
                    marking.rollback()
        except sa.exc.IntegrityError:  # one of this chat is being sent
            return None
    if not changed:
        return None
    if turn:
        return pending.model_copy(update={"turn": turn})
    return pending.model_copy(update={"owner": owner, "attempts": pending.attempts + 1})


def renew(sql: Database, owner: str, lease: float, seqs: Collection[int]) -> None:
    """Tell that these are still being sent."""
    if not seqs:
        return
    with sql.write() as connection:
        mine = (_T.owner == owner, _T.state == "sending", _T.seq.in_(seqs))
        until = now(connection) + dt.timedelta(seconds=lease)
        connection.execute(sa.update(bot_outbox).where(*mine).values(until=until))


def sent(sql: Database, pending: Pending) -> None:
    """It is through: what they say next is about it, its text is forgotten. What follows there is next.

    That it went another way is still told by its error.
    """
    why = {} if pending.detours else {"error": ""}
    if pending.then:
        body = body_of(pending.then[0], pending.audience, pending.then[1:], pending.detours)
        _end(sql, pending, {"state": "waiting", "attempts": 0, "body": body} | why, shown=True)
    else:
        _end(sql, pending, {"state": "sent", "body": {}} | why, shown=True)


def replace(sql: Database, pending: Pending, instead: Sequence[Delivery], why: str) -> None:
    """Go another way, in the same place."""
    then = (*instead[1:], *pending.then)
    body = body_of(instead[0], pending.audience, then, pending.detours + 1, memory=pending.memory)
    _end(sql, pending, {"state": "waiting", "attempts": 0, "body": body, "error": why})


def later(sql: Database, pending: Pending, after: float, why: str) -> None:
    """Try again, after so many seconds."""
    _end(sql, pending, {"state": "waiting", "error": why}, after)


def elsewhere(sql: Database, pending: Pending, why: str) -> None:
    """Leave it to the next bot that may reach them; nothing, where it was withdrawn meanwhile."""
    assert pending.audience is not None
    first, *rest = pending.audience.elsewhere
    update = {"chat": first.chat, "corp": first.corp, "sender": first.sender, "elsewhere": tuple(rest)}
    audience = pending.audience.model_copy(update=update)
    with sql.write() as connection:
        _ended(connection, pending, {"state": "dropped", "error": why, "body": {}})
        outbox.post(connection, first.key, first.deliveries, audience, memory=pending.memory)


def lost(sql: Database, pending: Pending, state: Lost, why: str) -> None:
    """It will not be sent again by itself. Its text is kept, but for what nobody may have any more."""
    body = {} if state == "dropped" else _body(pending)
    _end(sql, pending, {"state": state, "error": why, "body": body})


def cut_off(sql: Database, owner: str | None = None) -> int:
    """Deal with what was being sent when its process fell silent.

    It is sent again where that shows it once, else it is unknown.

    Args:
        owner: all of this process's own, as it stops; None: all whose time has run out.

    Returns:
        How many are unknown from now on.
    """
    with sql.write() as connection:
        moment = now(connection)
        whose = _T.until < moment if owner is None else _T.owner == owner
        rows = connection.execute(sa.select(bot_outbox).where(_T.state == "sending", whose)).all()
        unknown = 0
        for row in rows:
            pending = _pending(row, moment)
            again = pending.delivery.repeatable
            values: dict[str, Any] = {"owner": "", "until": None}
            if again:
                values |= {"state": "waiting", "next_at": moment}
            else:
                body = without_addresses(row.body, moment)
                values |= {"state": "unknown", "error": CUT_OFF, "ended_at": moment, "body": body}
            same = (_T.seq == row.seq, _T.state == "sending", _T.owner == row.owner)
            done = sa.update(bot_outbox).where(*same).values(values)
            unknown += connection.execute(done).rowcount * (not again)
    return unknown


def _due(moment: dt.datetime, bots: Collection[Bot]) -> sa.Select[Any]:
    before = bot_outbox.alias("before")
    blocked = sa.select(sa.literal(1)).where(
        before.c.channel == _T.channel,
        before.c.bot == _T.bot,
        before.c.chat == _T.chat,
        before.c.seq < _T.seq,
        sa.or_(
            before.c.state == "sending",
            # What is meant for later holds nobody up; what is tried again does.
            sa.and_(before.c.state == "waiting", sa.or_(before.c.next_at <= moment, before.c.error != "")),
        ),
    )
    return (
        sa.select(bot_outbox)
        .where(
            _T.state == "waiting",
            _T.next_at <= moment,
            sa.tuple_(_T.channel, _T.bot).in_(list(bots)),
            ~blocked.exists(),
        )
        .order_by(_T.seq)
        .limit(16)
    )


def _end(
    sql: Database, pending: Pending, values: dict[str, Any], after: float = 0.0, *, shown: bool = False
) -> None:
    """Raises Conflict: it is not this process's any more."""
    with sql.write() as connection:
        _ended(connection, pending, values, after)
        if shown and pending.memory is not None and pending.audience is not None:
            audience = pending.audience
            memories.keep_pushed(connection, audience.chat, audience.asker.user, pending.memory)


def _ended(connection: sa.Connection, pending: Pending, values: dict[str, Any], after: float = 0.0) -> None:
    moment = now(connection)
    over = values["state"] != "waiting"
    values = values | {"owner": "", "until": None, "ended_at": moment if over else None}
    if over:
        values["body"] = without_addresses(values["body"], moment)
    else:
        values["next_at"] = moment + dt.timedelta(seconds=after)
    mine = (_T.seq == pending.seq, _T.owner == pending.owner, _T.attempts == pending.attempts)
    held = _T.state == ("sending" if pending.owner else "waiting")
    if connection.execute(sa.update(bot_outbox).where(*mine, held).values(values)).rowcount != 1:
        raise Conflict("这条消息已由另一个进程接手。")


def _body(pending: Pending) -> dict[str, Any]:
    given = (pending.delivery, pending.audience, pending.then, pending.detours)
    return body_of(*given, memory=pending.memory)


def _pending(row: sa.Row[Any], moment: dt.datetime) -> Pending:
    age = moment - utc(row.created_at)
    return Pending.model_validate(
        {"seq": row.seq, "owner": row.owner, "attempts": row.attempts, "age": age} | row.body
    )
