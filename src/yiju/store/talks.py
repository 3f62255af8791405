"""Talk tracks lately given in one unit, as far as a viewer may read them; and the vectors of their words."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import readable_suggestions, visible_units
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Viewer

_suggestions, _vectors = tables.suggestions, tables.talk_vectors
_LOOKED_AT = 200
"""Newest talk tracks of a unit whose requests are looked at."""


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A talk track's request. ``size``: characters of its body, another once something of it was erased."""

    id: str
    customer: str
    request: dict[str, str]
    size: int


def recent_talks(sql: Database, viewer: Viewer, unit: str, since: dt.datetime) -> list[TalkRow]:
    """The talk tracks given in a unit, the newest first; replays are none.

    Only such as anybody in the unit may read: the viewer's other units neither add to them nor take away, so
    what is found tells nothing of who asks. None for whoever does not see the unit.
    """
    if unit not in visible_units(viewer):
        return []
    member = Viewer(user=viewer.user, roles=frozenset({"rep"}), units=frozenset({unit}))
    size = sa.func.length(sa.cast(_suggestions.c.body, sa.Text))
    query = (
        sa.select(_suggestions.c.id, _suggestions.c.customer, _suggestions.c.body["request"], size)
        .where(
            readable_suggestions(member),
            _suggestions.c.kind == "talk",
            _suggestions.c.purpose == "advice",
            _suggestions.c.created_at >= since,
        )
        .order_by(_suggestions.c.created_at.desc(), _suggestions.c.id)
        .limit(_LOOKED_AT)
    )
    with sql.read() as connection:
        return [TalkRow(*row) for row in connection.execute(query)]


def talk_bodies(sql: Database, viewer: Viewer, ids: Collection[str]) -> list[dict[str, Any]]:
    """The bodies of these suggestions, of those among them that the viewer may read."""
    query = sa.select(_suggestions.c.body).where(
        readable_suggestions(viewer), _suggestions.c.id.in_(sorted(ids))
    )
    with sql.read() as connection:
        return list(connection.scalars(query))


def talk_vectors(
    sql: Database, viewer: Viewer, model: str, ids: Collection[str]
) -> dict[str, npt.NDArray[np.float32]]:
    """Suggestion id → vector of its words, of those with one of this model that the viewer may read."""
    query = (
        sa.select(_vectors.c.suggestion_id, _vectors.c.vector)
        .join(_suggestions, _suggestions.c.id == _vectors.c.suggestion_id)
        .where(readable_suggestions(viewer), _vectors.c.model == model)
        .where(_vectors.c.suggestion_id.in_(sorted(ids)))
    )
    with sql.read() as connection:
        rows = connection.execute(query).all()
    return {one: np.frombuffer(vector, dtype="<f4").astype(np.float32) for one, vector in rows}


def keep_talk_vector(sql: Database, suggestion_id: str, model: str, vector: npt.NDArray[np.float32]) -> None:
    """Keep the vector of a talk track's words. It goes with the suggestion, and with any erasing of it."""
    row = {"suggestion_id": suggestion_id, "model": model, "vector": np.asarray(vector, "<f4").tobytes()}
    with sql.write() as connection:
        insert_ignore(connection, _vectors, [row])
