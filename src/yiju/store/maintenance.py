"""Puts a store in order: rows and index agree, the index is in its final form, deleted space is given back.

Safe beside other processes, and to be killed at any moment: the long comparison holds no lock, and what it
finds is looked at again and mended a little at a time under the writer's lock. Every step may be repeated.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store import tables
from yiju.store.access import visible_units
from yiju.store.consistency import (
    BATCH,
    Progress,
    compare,
    drop_orphans,
    faults_of,
    orphans,
    restore,
    surplus_of,
)
from yiju.store.database import batched
from yiju.store.indexing import settle
from yiju.store.points import dense_model
from yiju.store.store import Store
from yiju.store.types import Viewer
from yiju.store.vacuum import vacuum


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What was found and done.

    Attributes:
        chunks: looked at.
        missing, misfiled, vectors: chunks without a point; with one that bears other rights or another text;
            whose dense vector is lost or another's.
        surplus: points that no current document has.
        orphans: cached vectors whose text no document has.
        waiting: chunks whose dense vector the next ingestion will compute.
        repaired: whether all that was mended.
        saved: bytes given back to the disk; None where that is not measured.
    """

    chunks: int
    missing: int
    misfiled: int
    vectors: int
    surplus: int
    orphans: int
    waiting: int
    repaired: bool
    saved: int | None
    seconds: float

    @property
    def consistent(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.missing or self.misfiled or self.vectors or self.surplus or self.orphans)


def may_maintain(store: Store, viewer: Viewer) -> bool:
    """Whether the viewer may: an admin of every unit there is, for what is counted tells of all of them."""
    with store.sql.read() as connection:
        units = set(connection.scalars(sa.select(tables.units.c.name)))
    return "admin" in viewer.roles and units <= visible_units(viewer)


def maintain(store: Store, viewer: Viewer, *, repair: bool, progress: Progress | None = None) -> Upkeep:
    """Compare everything; if ``repair``, mend it, then optimise the index and vacuum the database.

    Raises:
        YijuError: no right to; another process keeps the store for too long; the disk is full.
    """
    if not may_maintain(store, viewer):
        raise YijuError("没有维护的权限", hint="请在本机直接运行，或由所有单元的管理员操作")
    report = progress or _silent
    began = time.monotonic()
    before = _bytes(store)
    if repair:
        with store.writing():
            settle(store)
    chunks, suspects = compare(store, report)
    seen = {"missing": 0, "misfiled": 0, "vectors": 0, "surplus": 0}
    _confirm_chunks(store, suspects.chunks, seen, repair=repair, progress=report)
    _confirm_points(store, suspects.surplus, seen, repair=repair)
    with store.sql.read() as connection:
        stray = len(orphans(connection))
    if repair:
        drop_orphans(store)
        report("整理", 0, 2)
        store.vectors.tidy()
        report("整理", 1, 2)
        vacuum(store)
        report("整理", 2, 2)
    return Upkeep(
        chunks=chunks,
        **seen,
        orphans=stray,
        waiting=_waiting(store),
        repaired=repair,
        saved=None if before is None or not repair else max(0, before - (_bytes(store) or 0)),
        seconds=round(time.monotonic() - began, 2),
    )


def _confirm_chunks(
    store: Store, suspects: Sequence[str], seen: dict[str, int], *, repair: bool, progress: Progress
) -> None:
    """Look at them again while nobody writes: what another process was just doing is no fault."""
    done = 0
    for some in batched(suspects, BATCH):
        with store.writing(), store.vectors.session():
            found = faults_of(store, some)
            if repair and found.chunks:
                restore(store, found.chunks)
        for name in ("missing", "misfiled", "vectors"):
            seen[name] += len(getattr(found, name))
        done += len(some)
        progress("修复" if repair else "复核", done, len(suspects))


def _confirm_points(store: Store, suspects: dict[str, str], seen: dict[str, int], *, repair: bool) -> None:
    for some in map(dict, batched(suspects.items(), BATCH)):
        with store.writing(), store.vectors.session():
            found = surplus_of(store, some)
            if repair:
                store.vectors.delete_points(list(found))
        seen["surplus"] += len(found)


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass


def _waiting(store: Store) -> int:
    chunks, documents = tables.chunks, tables.documents
    with store.sql.read() as connection:
        model = dense_model(connection)
        if model is None:
            return 0
        query = sa.select(sa.func.count()).select_from(chunks.join(documents))
        waits = sa.or_(chunks.c.dense_model.is_(None), chunks.c.dense_model != model)
        return int(connection.scalar(query.where(documents.c.state == "current", waits)) or 0)


def _bytes(store: Store) -> int | None:
    """Size of the data folder on disk; None where the database or the index lies elsewhere."""
    if not store.sql.is_sqlite or store.settings.vector_store != "edge":
        return None
    total = 0
    for path in store.settings.data.rglob("*"):
        try:
            total += path.stat().st_blocks * 512 if path.is_file() else 0
        except OSError:
            continue  # another process was just tidying up
    return total
