"""What came in, dealt with once: waiting, then in flight with one process, then done or failed."""

import datetime as dt
import hashlib
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from yiju.bots.addresses import without_addresses
from yiju.bots.clock import now
from yiju.bots.types import Incoming
from yiju.errors import Conflict
from yiju.sandbox.moments import utc
from yiju.store.bot_tables import bot_inbox
from yiju.store.database import Database
from yiju.store.types import Frozen

Bot = tuple[str, str]
"""Channel, and which of our bots there."""
_T = bot_inbox.c


class Claimed(Frozen):
    """An incoming in this process's hands.

    Attributes:
        attempts: how often it was taken up, this time included; with the owner it tells claims apart.
        errors: how often answering it went wrong.
    """

    seq: int
    owner: str
    attempts: int
    errors: int
    received_at: dt.datetime
    incoming: Incoming

    @property
    def key(self) -> str:
        """Names it in the whole installation, in at most 60 characters."""
        return name_of(self.incoming)


def name_of(incoming: Incoming) -> str:
    """Names it in the whole installation, in at most 60 characters."""
    parts = "\0".join((incoming.chat.channel, incoming.chat.bot, incoming.key))
    return f"{incoming.chat.channel}:{hashlib.sha256(parts.encode()).hexdigest()[:32]}"


def accept(sql: Database, incoming: Incoming) -> bool:
    """Keep it. False: it was seen before."""
    return accept_all(sql, [incoming])[0]


def accept_all(sql: Database, incomings: Sequence[Incoming]) -> list[bool]:
    """Keep them, in this order and in one transaction; for each, whether it is new."""
    insert = sqlite.insert if sql.is_sqlite else postgresql.insert
    with sql.write() as connection:
        moment = now(connection)
        new = insert(bot_inbox).on_conflict_do_nothing().returning(_T.seq)
        return [connection.scalar(new.values(_row(one, moment))) is not None for one in incomings]


def is_unfinished(sql: Database, incoming: Incoming) -> bool:
    """Whether somebody still waits for its answer, in whichever process's hands it is."""
    chat = incoming.chat
    mine = (_T.channel == chat.channel, _T.bot == chat.bot, _T.key == incoming.key)
    with sql.read() as connection:
        return connection.scalar(sa.select(_T.state).where(*mine)) in ("waiting", "in_flight")


def claim(sql: Database, owner: str, lease: float, bots: Collection[Bot]) -> Claimed | None:
    """Take up the oldest that may be: nothing before it in its chat is unfinished.

    What was left in flight by a process that fell silent may be taken up again.

    Args:
        lease: seconds until another may take it up, unless renewed.
        bots: only theirs.
    """
    with sql.read() as connection:
        candidates = connection.execute(_next(now(connection), bots)).all()
    for candidate in candidates:
        row = _take(sql, candidate, owner, lease)
        if row is not None:
            return _claimed(row)
    return None


def renew(sql: Database, owner: str, lease: float, seqs: Collection[int]) -> None:
    """Tell that these are still worked on."""
    if not seqs:
        return
    with sql.write() as connection:
        mine = (_T.owner == owner, _T.state == "in_flight", _T.seq.in_(seqs))
        until = now(connection) + dt.timedelta(seconds=lease)
        connection.execute(sa.update(bot_inbox).where(*mine).values(until=until))


def finish(connection: sa.Connection, claimed: Claimed) -> None:
    """It is dealt with; its text is forgotten, not that it was a tap. Within the answer's transaction.

    Raises:
        Conflict: another process has taken it up meanwhile; the answer must not be kept.
    """
    tap = {} if claimed.incoming.kind == "message" else {"tap": claimed.incoming.kind}
    values = {"state": "done", "body": tap, "ended_at": now(connection), "until": None, "owner": ""}
    _change(connection, claimed, values)


def fail(connection: sa.Connection, claimed: Claimed) -> None:
    """It cannot be dealt with: kept for somebody to look at. Raises Conflict as ``finish``."""
    moment = now(connection)
    late = claimed.incoming.model_copy(update={"late": True})
    body = without_addresses(_body(late, claimed.errors), moment)
    values = {"state": "failed", "body": body, "ended_at": moment, "until": None, "owner": ""}
    _change(connection, claimed, values)


def release(sql: Database, claimed: Claimed, after: float, *, wrong: bool) -> None:
    """Let it be tried again, after so many seconds. Raises Conflict as ``finish``.

    Args:
        wrong: count an error.
    """
    with sql.write() as connection:
        until = now(connection) + dt.timedelta(seconds=after)
        body = _body(claimed.incoming, claimed.errors + wrong)
        _change(connection, claimed, {"state": "waiting", "owner": "", "until": until, "body": body})


def give_back(sql: Database, owner: str) -> int:
    """All that a process has in hand may be taken up by others at once: it stops. How many."""
    mine = sa.update(bot_inbox).where(_T.owner == owner, _T.state == "in_flight")
    values = {"state": "waiting", "owner": "", "until": None, "attempts": _T.attempts - 1}
    with sql.write() as connection:
        return connection.execute(mine.values(values)).rowcount


def retry(connection: sa.Connection, seqs: Collection[int]) -> int:
    """Have failed ones tried again. How many."""
    values = {"state": "waiting", "owner": "", "until": None, "attempts": 0, "ended_at": None}
    count = 0
    for row in connection.execute(
        sa.select(_T.seq, _T.body).where(_T.seq.in_(seqs), _T.state == "failed")
    ).all():
        fresh = values | {"body": row.body | {"errors": 0}}
        count += connection.execute(
            sa.update(bot_inbox).where(_T.seq == row.seq, _T.state == "failed").values(fresh)
        ).rowcount
    return count


def _next(moment: dt.datetime, bots: Collection[Bot]) -> sa.Select[Any]:
    """The first few that may be taken up, oldest first."""
    before = bot_inbox.alias("before")
    blocked = sa.select(sa.literal(1)).where(
        before.c.channel == _T.channel,
        before.c.bot == _T.bot,
        before.c.chat == _T.chat,
        before.c.state.in_(("waiting", "in_flight")),
        before.c.seq < _T.seq,
    )
    return (
        sa.select(_T.seq, _T.owner, _T.attempts)
        .where(
            _T.state.in_(("waiting", "in_flight")),
            sa.or_(_T.until.is_(None), _T.until < moment),
            sa.tuple_(_T.channel, _T.bot).in_(list(bots)),
            ~blocked.exists(),
        )
        .order_by(_T.seq)
        .limit(8)
    )


def _take(sql: Database, seen: sa.Row[Any], owner: str, lease: float) -> sa.Row[Any] | None:
    """Compare and set: None where somebody was faster, or the chat is being dealt with."""
    with sql.write() as connection:
        until = now(connection) + dt.timedelta(seconds=lease)
        values = {"state": "in_flight", "owner": owner, "until": until, "attempts": seen.attempts + 1}
        same = (
            _T.seq == seen.seq,
            _T.owner == seen.owner,
            _T.attempts == seen.attempts,
            _T.state.in_(("waiting", "in_flight")),
        )
        try:
            with connection.begin_nested():
                taken = connection.execute(
                    sa.update(bot_inbox).where(*same).values(values).returning(*bot_inbox.c)
                )
                return taken.one_or_none()
        except sa.exc.IntegrityError:  # a later one of this chat is in flight
            return None


def _change(connection: sa.Connection, claimed: Claimed, values: dict[str, Any]) -> None:
    mine = (
        _T.seq == claimed.seq,
        _T.owner == claimed.owner,
        _T.attempts == claimed.attempts,
        _T.state == "in_flight",
    )
    if connection.execute(sa.update(bot_inbox).where(*mine).values(values)).rowcount != 1:
        raise Conflict("这条消息已由另一个进程接手。")


def _claimed(row: sa.Row[Any]) -> Claimed:
    return Claimed(
        seq=row.seq,
        owner=row.owner,
        attempts=row.attempts,
        errors=row.body["errors"],
        received_at=utc(row.received_at),
        incoming=Incoming.model_validate(row.body["incoming"]),
    )


def _row(incoming: Incoming, received_at: dt.datetime) -> dict[str, Any]:
    return {
        "channel": incoming.chat.channel,
        "bot": incoming.chat.bot,
        "key": incoming.key,
        "chat": incoming.chat.id,
        "sender": incoming.sender,
        "state": "waiting",
        "owner": "",
        "attempts": 0,
        "received_at": received_at,
        "body": _body(incoming, 0),
    }


def _body(incoming: Incoming, errors: int) -> dict[str, Any]:
    return {"incoming": incoming.model_dump(mode="json"), "errors": errors}
