"""What has become of a question's answer, whichever process made or sends it."""

from typing import Literal

import sqlalchemy as sa

from yiju.bots.inbox import is_unfinished, name_of
from yiju.bots.types import Incoming
from yiju.store.bot_tables import bot_outbox
from yiju.store.database import Database

Fate = Literal["asked", "sending", "shown", "beside", "none"]
"""``asked``: nobody has answered yet; ``sending``: it is in the outbox; ``shown``: it is through, ``beside``:
by another way than it was made for; ``none``: there is no answer, or it was given up."""
_T = bot_outbox.c


def fate_of(sql: Database, incoming: Incoming) -> Fate:
    """Of what is said where it was asked."""
    if is_unfinished(sql, incoming):
        return "asked"
    name = name_of(incoming)
    mine = (_T.key.startswith(f"{name}/", autoescape=True), ~_T.key.startswith(f"{name}/private/"))
    query = sa.select(_T.state, _T.error).where(*mine).order_by(_T.seq).limit(1)
    with sql.read() as connection:
        first = connection.execute(query).first()
    if first is None or first.state in {"dead", "dropped"}:
        return "none"
    if first.state in {"waiting", "sending"}:
        return "sending"
    return "beside" if first.error and first.state == "sent" else "shown"
