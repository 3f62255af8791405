"""Compares the rows, which are the truth, with the vector index and the cache of dense vectors.

Nothing here has a viewer: it counts and mends for whoever owns the installation, and hands no text out.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
import sqlalchemy as sa

from yiju.store import tables
from yiju.store.database import batched
from yiju.store.points import dense_model, mark_dense, points_of
from yiju.store.store import Store
from yiju.store.vectors.base import Stored, VectorPoint, point_id

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``."""

BATCH = 500
_TURN = 5.0
"""Seconds the index is kept before another process may have it."""
_SAME = 0.999
"""Cosine above which two vectors are one, rounded differently."""

_T = TypeVar("_T")
_chunks, _documents, _cache = tables.chunks, tables.documents, tables.embeddings
_CURRENT = _documents.c.state == "current"


@dataclass
class Faults:
    """What does not agree.

    Attributes:
        missing: chunks without a point.
        misfiled: chunks whose point bears another unit, customer, kind, day, person or text.
        vectors: chunks whose dense vector is lost, or is not that of the model in force.
        surplus: points that no current document has: id → the chunk they claim to be.
    """

    missing: list[str] = field(default_factory=list)
    misfiled: list[str] = field(default_factory=list)
    vectors: list[str] = field(default_factory=list)
    surplus: dict[str, str] = field(default_factory=dict)

    @property
    def chunks(self) -> list[str]:
        """Chunks to be written anew."""
        return [*self.missing, *self.misfiled, *self.vectors]

    def add(self, other: "Faults") -> None:
        """Take in those of another part."""
        self.missing += other.missing
        self.misfiled += other.misfiled
        self.vectors += other.vectors
        self.surplus |= other.surplus


def compare(store: Store, progress: Progress) -> tuple[int, Faults]:
    """Go through everything, without keeping others from writing: what they change meanwhile may be among it.

    Returns:
        How many chunks were looked at, and what seems wrong.
    """
    with store.sql.read() as connection:
        query = sa.select(_chunks.c.id).join(_documents).where(_CURRENT).order_by(_chunks.c.id)
        wanted = list(connection.scalars(query))
    found = Faults()
    done = 0
    for some in _in_turns(store, batched(wanted, BATCH)):
        found.add(faults_of(store, some))
        done += len(some)
        progress("核对", done, len(wanted))
    if store.vectors.count() > len(wanted) - len(found.missing):
        for page in _in_turns(store, _pages(store)):
            found.surplus |= surplus_of(store, page)
    return len(wanted), found


def faults_of(store: Store, chunk_ids: Sequence[str]) -> Faults:
    """What is wrong with the points of these chunks; those of no current document are passed over."""
    with store.sql.read() as connection:
        model = dense_model(connection)
        query = sa.select(_chunks.c.id).join(_documents).where(_CURRENT, _chunks.c.id.in_(chunk_ids))
        current = list(connection.scalars(query))
        expected = points_of(connection, current, model, keywords=False)
        noted = set(
            connection.scalars(query.where(_chunks.c.dense_model == model)) if model is not None else ()
        )
    held = store.vectors.stored(current)
    found = Faults()
    for point in expected:
        there = held.get(point.chunk_id)
        if there is None:
            found.missing.append(point.chunk_id)
        elif dict(there.payload) != point.payload:
            found.misfiled.append(point.chunk_id)
        elif _vector_is_wrong(point, there, point.chunk_id in noted):
            found.vectors.append(point.chunk_id)
    return found


def surplus_of(store: Store, points: dict[str, str]) -> dict[str, str]:
    """Those of these points (id → chunk id) that belong to nothing.

    Points of documents on their way in or out are not: whoever brings them there also tidies up.
    """
    belongs = sa.or_(_documents.c.state.in_(("current", "staged", "removed")), _documents.c.points.is_(True))
    query = sa.select(_chunks.c.id).join(_documents).where(belongs, _chunks.c.id.in_(set(points.values())))
    with store.sql.read() as connection:
        known = set(connection.scalars(query))
    of_known = set(map(point_id, known))
    return {point: chunk for point, chunk in points.items() if point not in of_known}


def restore(store: Store, chunk_ids: Collection[str]) -> None:
    """Write points anew from the rows. Call while ``writing``.

    A chunk whose vector is not cached waits for it again, as one that was just taken in.
    """
    with store.sql.read() as connection:
        model = dense_model(connection)
        made = points_of(connection, chunk_ids, model)
    bare = [point.chunk_id for point in made if point.dense is None]
    if bare:
        with store.sql.write() as connection:
            connection.execute(sa.update(_chunks).where(_chunks.c.id.in_(bare)).values(dense_model=None))
    store.vectors.upsert(made)
    mark_dense(store.sql, made, model)


def orphans(connection: sa.Connection, limit: int | None = None) -> list[tuple[str, str]]:
    """Keys (model, sha256) of cached vectors whose text no document has any more."""
    used = sa.exists().where(_chunks.c.text_sha256 == _cache.c.text_sha256)
    query = sa.select(_cache.c.model, _cache.c.text_sha256).where(~used).limit(limit)
    return [(row.model, row.text_sha256) for row in connection.execute(query)]


def drop_orphans(store: Store) -> int:
    """Delete them, some at a time. Returns how many there were."""
    dropped = 0
    while True:
        with store.sql.write() as connection:
            keys = orphans(connection, BATCH)
            if not keys:
                return dropped
            some = sa.tuple_(_cache.c.model, _cache.c.text_sha256).in_(keys)
            connection.execute(sa.delete(_cache).where(some))
        dropped += len(keys)


def _vector_is_wrong(point: VectorPoint, held: Stored, noted: bool) -> bool:
    if held.dense is None:
        return noted
    if point.dense is None:
        return False  # nothing to compare with
    if held.dense.shape != point.dense.shape:
        return True
    length = float(np.linalg.norm(point.dense)) * float(np.linalg.norm(held.dense))
    return float(held.dense @ point.dense) < _SAME * length


def _pages(store: Store) -> Iterator[dict[str, str]]:
    after: str | None = None
    while True:
        page, after = store.vectors.page(after, BATCH)
        yield page
        if after is None:
            return


def _in_turns(store: Store, parts: Iterator[_T]) -> Iterator[_T]:
    """The parts, with the index kept open over several of them, and given up now and then."""
    while True:
        with store.vectors.session():
            began = time.monotonic()
            for part in parts:
                yield part
                if time.monotonic() - began > _TURN:
                    break
            else:
                return
