"""What is to be said, kept until it is: written with the answer, sent in order, never twice by itself."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from yiju.bots.clock import now
from yiju.bots.types import Asker, Chat, Delivery, Incoming, Memory
from yiju.store.bot_tables import bot_outbox
from yiju.store.database import insert_ignore
from yiju.store.types import Frozen

_T = bot_outbox.c


class Elsewhere(Frozen):
    """The same message by another bot. ``key``: as in ``post``; the others as in ``Audience``."""

    key: str
    chat: Chat
    corp: str
    sender: str
    deliveries: tuple[Delivery, ...]


class Audience(Frozen):
    """For whom a delivery was made: looked up once more before it is sent.

    Attributes:
        asker: the user, and the rights that it was made with.
        chat, corp, sender: where it goes, and whose account there it is; as in the incoming.
        opened: the incoming that it answers, without its text: what was begun for it must be ended.
        asked: one from a group that it answers alone: where it does not arrive, they are told in the group.
        elsewhere: other bots that may reach them, where this one turns out not to.
    """

    asker: Asker
    chat: Chat
    corp: str
    sender: str
    opened: Incoming | None = None
    asked: Incoming | None = None
    elsewhere: tuple[Elsewhere, ...] = ()


def post(
    connection: sa.Connection,
    key: str,
    deliveries: Sequence[Delivery],
    audience: Audience | None = None,
    *,
    at: dt.datetime | None = None,
    memory: Memory | None = None,
) -> None:
    """Put deliveries into the outbox, in order, within the caller's transaction. The same key again: nothing.

    Args:
        key: names what is said, in the whole installation; at most 390 characters.
        audience: whose rights it was made with; None where everybody may read it.
        at: not before this moment; None for at once.
        memory: what the audience's conversation is about once the first of them was shown; None: as before.
    """
    moment = now(connection)
    rows = [
        _row(
            f"{key}/{place}",
            body_of(delivery, audience, memory=None if place else memory),
            moment,
            at or moment,
        )
        for place, delivery in enumerate(deliveries)
    ]
    insert_ignore(connection, bot_outbox, rows)


def posted(connection: sa.Connection, key: str) -> bool:
    """Whether something was posted under this key."""
    return connection.scalar(sa.select(_T.seq).where(_T.key == f"{key}/0")) is not None


def retry(connection: sa.Connection, seqs: Collection[int]) -> int:
    """Have these sent after all, dead and unknown ones. How many."""
    wanted = (_T.seq.in_(seqs), _T.state.in_(("dead", "unknown")))
    moment = now(connection)
    values = {"owner": "", "until": None, "attempts": 0, "ended_at": None, "error": ""}
    fresh = values | {"state": "waiting", "next_at": moment, "created_at": moment}
    return connection.execute(sa.update(bot_outbox).where(*wanted).values(fresh)).rowcount


def body_of(
    delivery: Delivery,
    audience: Audience | None,
    then: Sequence[Delivery] = (),
    detours: int = 0,
    *,
    memory: Memory | None = None,
) -> dict[str, Any]:
    """A row's body.

    Args:
        then: what follows in its place.
        detours: how often it was replaced by another way.
        memory: what the conversation is about once it was shown.
    """
    return {
        "delivery": delivery.model_dump(mode="json"),
        "audience": audience and audience.model_dump(mode="json"),
        "then": [one.model_dump(mode="json") for one in then],
        "detours": detours,
        "memory": memory and memory.model_dump(mode="json"),
    }


def _row(key: str, body: dict[str, Any], made: dt.datetime, at: dt.datetime) -> dict[str, Any]:
    whither = {name: body["delivery"][name] for name in ("channel", "bot", "chat")}
    kept = {"state": "waiting", "owner": "", "until": None, "attempts": 0, "error": "", "ended_at": None}
    return whither | kept | {"key": key, "next_at": at, "created_at": made, "body": body}
