"""What is to be said, kept until it is: written with the answer, sent in order, never twice by itself."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from yiju.bots.clock import now
from yiju.bots.types import Asker, Chat, Delivery
from yiju.store.bot_tables import bot_outbox
from yiju.store.database import insert_ignore
from yiju.store.types import Frozen


class Audience(Frozen):
    """For whom a delivery was made: looked up once more before it is sent.

    Attributes:
        asker: the user, and the rights that it was made with.
        chat, corp, sender: where it goes, and whose account there it is; as in the incoming.
    """

    asker: Asker
    chat: Chat
    corp: str
    sender: str


def post(
    connection: sa.Connection,
    key: str,
    deliveries: Sequence[Delivery],
    audience: Audience | None = None,
    *,
    at: dt.datetime | None = None,
) -> None:
    """Put deliveries into the outbox, in order, within the caller's transaction. The same key again: nothing.

    Args:
        key: names what is said, in the whole installation; at most 390 characters.
        audience: whose rights it was made with; None where everybody may read it.
        at: not before this moment; None for at once.
    """
    moment = now(connection)
    rows = [
        _row(f"{key}/{place}", delivery, audience, moment, at or moment)
        for place, delivery in enumerate(deliveries)
    ]
    insert_ignore(connection, bot_outbox, rows)


def _row(
    key: str, delivery: Delivery, audience: Audience | None, made: dt.datetime, at: dt.datetime
) -> dict[str, Any]:
    body = {
        "delivery": delivery.model_dump(mode="json"),
        "audience": audience and audience.model_dump(mode="json"),
    }
    whither = {"channel": delivery.channel, "bot": delivery.bot, "chat": delivery.chat}
    kept = {"state": "waiting", "owner": "", "until": None, "attempts": 0, "error": "", "ended_at": None}
    return whither | kept | {"key": key, "next_at": at, "created_at": made, "body": body}
