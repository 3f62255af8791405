"""Ways in which rows and index may disagree, and who finds and mends them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import sqlalchemy as sa

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import tables
from yiju.store.access import local_viewer
from yiju.store.maintenance import Upkeep, maintain
from yiju.store.points import points_of
from yiju.store.store import Store
from yiju.store.vectors.base import VectorPoint

EMBEDDER = HashingEmbedder()
FILES = {f"mail-{n}.txt": f"年降比例{n}\n模具分摊{n}" for n in range(4)}


def check(store: Store) -> Upkeep:
    return maintain(store, local_viewer(store.sql), repair=False)


def mend(store: Store) -> Upkeep:
    return maintain(store, local_viewer(store.sql), repair=True)


def points(store: Store) -> list[VectorPoint]:
    with store.sql.read() as connection:
        ids = connection.scalars(sa.select(tables.chunks.c.id).order_by(tables.chunks.c.id)).all()
        return points_of(connection, ids, EMBEDDER.name)


def lose(store: Store) -> None:
    store.vectors.delete_points([points(store)[0].id])


def misfile(store: Store) -> None:
    store.vectors.upsert([replace(points(store)[1], unit="west")])


def rename(store: Store) -> None:
    store.vectors.upsert([replace(points(store)[1], people=("王工",))])


def outdate(store: Store) -> None:
    store.vectors.upsert([replace(points(store)[1], content="0" * 16)])


def other_vector(store: Store) -> None:
    store.vectors.upsert([replace(points(store)[2], dense=np.roll(EMBEDDER.query("别的"), 7))])


def no_vector(store: Store) -> None:
    store.vectors.upsert([replace(points(store)[3], dense=None)])


def strange(store: Store) -> None:
    store.vectors.upsert(
        [replace(points(store)[0], chunk_id="dffffffffffff-c0000", document_id="dffffffffffff")]
    )


def orphan(store: Store) -> None:
    row = {"model": EMBEDDER.name, "text_sha256": "f" * 64, "vector": b"\0" * 4 * EMBEDDER.dim}
    with store.sql.write() as connection:
        connection.execute(sa.insert(tables.embeddings), [row])


FAULTS: dict[Callable[[Store], None], str] = {
    lose: "missing",
    misfile: "misfiled",
    rename: "misfiled",
    outdate: "misfiled",
    other_vector: "vectors",
    no_vector: "vectors",
    strange: "surplus",
    orphan: "orphans",
}
