"""What bots are about to say, could not say, or show at this moment: nothing of a forgotten document is told.

An answer does not name its sources once it is made for a chat. So whatever was made with the rights to the
document's unit goes: it can be asked for again.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from yiju.store.bot_tables import bot_inbox, bot_memories, bot_outbox, bot_streams
from yiju.store.erasing import ERASED_TEXT, Gone, quoting
from yiju.store.erasing_words import without_words
from yiju.store.types import Suggestion

WITHDRAWN = "withdrawn"
"""In place of a delivery's way: there is nothing left to send, but somebody waits to hear of it."""


def erase_letters(connection: sa.Connection, unit: str, suggestions: Sequence[Suggestion], gone: Gone) -> int:
    """Withdraw what was not sent, and blank what streams show, where it may tell of the documents.

    Args:
        unit: the documents'.
        suggestions: those made from the documents, as they are after their own erasing.

    Returns:
        How many rows were changed.
    """
    unsent = bot_outbox.c.state.in_(("waiting", "sending", "dead", "unknown"))
    rows = connection.execute(sa.select(bot_outbox).where(unsent)).all()
    count = sum(_withdraw(connection, row) for row in rows if _may_tell(row.body, unit))
    count += _blank_streams(connection, [one.id for one in suggestions])
    repeats = quoting(suggestions, gone)
    failed = connection.execute(sa.select(bot_inbox).where(bot_inbox.c.state == "failed")).all()
    remembered = connection.execute(sa.select(bot_memories)).all()
    typed = [(bot_inbox, row) for row in failed] + [(bot_memories, row) for row in remembered]
    for table, row in typed:
        body = without_words(row.body, repeats)
        if body != row.body:
            this = [column == getattr(row, column.name) for column in table.primary_key]
            count += connection.execute(sa.update(table).where(*this).values(body=body)).rowcount
    return count


def _may_tell(body: dict[str, Any], unit: str) -> bool:
    """Whether it was made with the rights to this unit; what everybody may read tells of nothing."""
    audience = body.get("audience")
    return audience is not None and unit in audience["asker"]["own"]["units"]


def _withdraw(connection: sa.Connection, row: sa.Row[Any]) -> int:
    """One that somebody waits for stays in line, empty; what is being sent is not tried again."""
    values: dict[str, Any] = {"state": "dropped", "body": {}, "error": "", "owner": "", "until": None}
    values["ended_at"] = dt.datetime.now(dt.UTC)
    if row.state == "waiting" and row.body["audience"].get("opened"):
        whither = {"channel": row.channel, "bot": row.bot, "chat": row.chat}
        empty = {"delivery": whither | {"way": WITHDRAWN}, "then": []}
        values = {"body": row.body | empty, "next_at": bot_outbox.c.created_at}
    this = sa.update(bot_outbox).where(bot_outbox.c.seq == row.seq)
    return connection.execute(this.values(values)).rowcount


def _blank_streams(connection: sa.Connection, suggestions: Sequence[str]) -> int:
    """Those that show one of these, or none: a list names no suggestion. Open ones show no answer yet."""
    streams = bot_streams.c
    shown = sa.and_(streams.text != "", streams.state != "open")
    these = sa.or_(streams.suggestion.in_(suggestions), streams.suggestion == "")
    blank = sa.update(bot_streams).where(shown, these).values(text=ERASED_TEXT, card={})
    return connection.execute(blank).rowcount
