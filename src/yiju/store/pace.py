"""How fast dense vectors are being computed, told by whoever computes them: what is left takes so long.

Kept by unit: the speed at which others' material goes is none of a viewer's business.
"""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.clock import now
from yiju.store.database import Database, insert_ignore

_KEY = "embedding_pace"
FRESH = 90.0
"""Seconds after which nobody is taken to be computing any more."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Chunks a second that got their vectors lately, by unit."""

    model: str
    units: Mapping[str, float]

    def of(self, units: Collection[str]) -> float:
        """Of these units together; 0 where none of theirs is being computed."""
        return sum(self.units.get(unit, 0.0) for unit in units)


def note_pace(sql: Database, model: str, units: Mapping[str, float]) -> None:
    """Tell how fast it goes. Of several that compute at once the last to tell is heard."""
    with sql.write() as connection:
        told = {"at": now(connection).isoformat(), "model": model, "units": dict(units)}
        value = json.dumps(told, ensure_ascii=False)
        insert_ignore(connection, tables.meta, [{"key": _KEY, "value": value}])
        connection.execute(sa.update(tables.meta).where(tables.meta.c.key == _KEY).values(value=value))


def pace_of(connection: sa.Connection) -> Pace | None:
    """How fast it goes just now; None where nobody has told for a while."""
    kept = connection.scalar(sa.select(tables.meta.c.value).where(tables.meta.c.key == _KEY))
    if kept is None:
        return None
    told = json.loads(kept)
    age = (now(connection) - dt.datetime.fromisoformat(told["at"])).total_seconds()
    return Pace(told["model"], told["units"]) if age <= FRESH else None
