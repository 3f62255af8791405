"""Keeps documents and the vector index in step, whatever moment a process dies at.

A document version goes ``staged → current → old`` (superseded) and, when forgotten, ``removed``:

- *staged*: its rows are complete in SQL, nobody sees it; its points may be in the index or not.
- *current*: all its points are in the index. Searches show current documents alone.
- *old*: readable by id; ``points`` says that the index may still hold its points.
- *removed*: nobody sees it; its points, then its rows, are about to go.

``settle`` takes every document to where it belongs, step by step. Each step may be repeated, so
finishing after a kill is the same code as doing it the first time.
"""

import platform
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store import audit, bm25, tables
from yiju.store.access import LOCAL_USER
from yiju.store.database import Database, batched, insert_ignore
from yiju.store.points import dense_model, mark_dense, points_of
from yiju.store.vectors.base import DIM, LAYOUT

if TYPE_CHECKING:
    from yiju.store.store import Store

_BATCH = 1000
_PLACE = "index_place"
_FLOAT = 4
"""Bytes of a number in a cached vector."""
_documents = tables.documents
_chunks = tables.chunks


def recover(store: "Store") -> None:
    """Finish what a killed process left; rebuild an index that is not the one the rows speak of.

    Two small queries when there is nothing to do. While another process writes, what is unfinished is
    that one's business; reads are consistent meanwhile.
    """
    with store.sql.read() as connection:
        filled = connection.scalar(sa.select(_documents.c.id).limit(1)) is not None
        unsettled = connection.scalar(sa.select(_documents.c.id).where(_unsettled()).limit(1)) is not None
    if filled and _index_is_foreign(store):
        with store.writing():
            settle(store)
    elif unsettled:
        try:
            with store.writing(wait=0.0):
                settle(store)
        except YijuError:
            return


def settle(store: "Store") -> None:
    """Bring every staged, superseded and removed document to its end. Call while ``writing``.

    Raises:
        YijuError: the index of a shared database is kept by another machine.
    """
    if _index_is_foreign(store):
        _refuse_second_place(store)
        rebuild(store, _dim(store))
    elif _meta(store.sql, _PLACE) is None:
        _set_meta(store.sql, _PLACE, _place(store))
    staged = _ids(store.sql, _documents.c.state == "staged")
    _index(store, staged)
    for document_id in staged:
        _publish(store.sql, document_id)
    leaving = _ids(store.sql, _leaving())
    if leaving:
        store.vectors.delete_documents(leaving)
        with store.sql.write() as connection:
            for some in batched(leaving, _BATCH):
                gone = _documents.c.id.in_(some)
                connection.execute(sa.update(_documents).where(gone).values(points=False))
            removed = connection.scalars(
                sa.select(_documents.c.id).where(_documents.c.state == "removed")
            ).all()
            for some in batched(removed, _BATCH):
                _erase(connection, some)
        if removed:
            store.sql.scrub()


def _erase(connection: sa.Connection, document_ids: list[str]) -> None:
    """The rows of removed documents, and cached vectors of texts that no other document has."""
    texts = sa.select(_chunks.c.text_sha256).where(_chunks.c.document_id.in_(document_ids)).distinct()
    hashes = connection.scalars(texts).all()
    connection.execute(sa.delete(_documents).where(_documents.c.id.in_(document_ids)))
    cache = tables.embeddings
    used = sa.exists().where(_chunks.c.text_sha256 == cache.c.text_sha256)
    for some in batched(hashes, _BATCH):
        connection.execute(sa.delete(cache).where(cache.c.text_sha256.in_(some), ~used))


def use_model(store: "Store", model: str, dim: int) -> None:
    """Make the index take dense vectors of this model; another model's are dropped. Call while ``writing``.

    Args:
        model: the embedder's name; vectors of two models never meet in one index.
        dim: length of its vectors.
    """
    with store.sql.read() as connection:
        present = dense_model(connection)
    if present == model and store.vectors.dim == dim:
        return
    _set_meta(store.sql, "dense_model", model)
    if present is not None or store.vectors.dim != dim:
        _drop_other_lengths(store.sql, model, dim)
        rebuild(store, dim)


def _drop_other_lengths(sql: Database, model: str, dim: int) -> None:
    """An endpoint may give vectors of another length under the same name: those of before fit no index."""
    cache = tables.embeddings
    with sql.write() as connection:
        other = sa.and_(cache.c.model == model, sa.func.length(cache.c.vector) != _FLOAT * dim)
        connection.execute(sa.delete(cache).where(other))


def _dim(store: "Store") -> int:
    """Length of the vectors that are cached for the model in force; where there are none, of the index."""
    with store.sql.read() as connection:
        size = sa.select(sa.func.length(tables.embeddings.c.vector))
        found = connection.scalar(size.where(tables.embeddings.c.model == dense_model(connection)).limit(1))
    return found // _FLOAT if found else store.vectors.dim if store.vectors.identity else DIM


def rebuild(store: "Store", dim: int) -> None:
    """Make the index anew from SQL: BM25, and dense vectors where cached. Call while ``writing``."""
    _set_meta(store.sql, "index", "")  # until it is whole: a kill in between starts it again
    _set_meta(store.sql, _PLACE, _place(store))
    store.vectors.reset(dim)
    _set_meta(store.sql, "index", f"{store.vectors.identity}/unfinished")
    with store.sql.write() as connection:
        absent = _documents.c.state.in_(("old", "removed"))
        connection.execute(sa.update(_documents).where(absent).values(points=False))
        connection.execute(sa.update(_chunks).values(dense_model=None))
    _index(store, _ids(store.sql, _documents.c.state == "current"))
    _set_meta(store.sql, "index", _signature(store))


def _index(store: "Store", document_ids: Sequence[str]) -> None:
    with store.sql.read() as connection:
        model = dense_model(connection)
        wanted: list[str] = []
        for some in batched(document_ids, _BATCH):
            query = sa.select(_chunks.c.id).where(_chunks.c.document_id.in_(some))
            wanted += connection.scalars(query.order_by(_chunks.c.document_id, _chunks.c.ordinal))
    for batch in batched(wanted, _BATCH):
        with store.sql.read() as connection:
            points = points_of(connection, batch, model)
        store.vectors.upsert(points)
        mark_dense(store.sql, points, model)


def _publish(sql: Database, document_id: str) -> None:
    with sql.write() as connection:
        row = connection.execute(
            sa.select(_documents).where(_documents.c.id == document_id, _documents.c.state == "staged")
        ).one_or_none()
        if row is None:
            return
        older = sa.and_(
            _documents.c.source_key == row.source_key,
            _documents.c.customer_id == row.customer_id,
            _documents.c.state == "current",
        )
        superseded = connection.scalars(sa.select(_documents.c.id).where(older)).all()
        connection.execute(sa.update(_documents).where(older).values(state="old"))
        connection.execute(
            sa.update(_documents).where(_documents.c.id == document_id).values(state="current")
        )
        # No title: the log outlives a forgotten document.
        told = {"unit": row.unit, "sha256": row.sha256, "superseded": list(superseded)}
        audit.append(connection, row.ingested_by or LOCAL_USER, "document.published", document_id, told)


def _leaving() -> sa.ColumnElement[bool]:
    return sa.or_(
        _documents.c.state == "removed", sa.and_(_documents.c.state == "old", _documents.c.points.is_(True))
    )


def _unsettled() -> sa.ColumnElement[bool]:
    return sa.or_(_documents.c.state == "staged", _leaving())


def _ids(sql: Database, which: sa.ColumnElement[bool]) -> list[str]:
    query = sa.select(_documents.c.id).where(which).order_by(_documents.c.ingested_at, _documents.c.id)
    with sql.read() as connection:
        return list(connection.scalars(query))


def _signature(store: "Store") -> str:
    return f"{store.vectors.identity}/bm25-{bm25.VERSION}/points-{LAYOUT}"


def _index_is_foreign(store: "Store") -> bool:
    return not store.vectors.identity or _meta(store.sql, "index") != _signature(store)


def _refuse_second_place(store: "Store") -> None:
    """Two in-process indexes over one PostgreSQL would each make the other stale, and rebuild for ever."""
    noted = _meta(store.sql, _PLACE)
    if store.sql.is_sqlite or store.settings.vector_store != "edge" or not noted:
        return
    identity, index = store.vectors.identity, _meta(store.sql, "index") or ""
    ours = bool(identity) and index.startswith(f"{identity}/")  # whatever this machine is called today
    if not ours and noted != _place(store):
        raise YijuError(
            f"这个数据库的索引在另一处：{noted}",
            hint="多台机器共用请设 YIJU_VECTOR_STORE=server；那一处已停用时，"
            f"先在数据库里执行 DELETE FROM meta WHERE key = '{_PLACE}'",
        )


def _place(store: "Store") -> str:
    """Where the index lies, for people: the server's URL, or this machine's name and folder."""
    if store.settings.vector_store == "server":
        return store.settings.vector_url
    if store.settings.vector_store == "edge":
        return f"{platform.node()}:{store.settings.data.resolve()}"
    return ""


def _meta(sql: Database, key: str) -> str | None:
    with sql.read() as connection:
        found: str | None = connection.scalar(sa.select(tables.meta.c.value).where(tables.meta.c.key == key))
    return found


def _set_meta(sql: Database, key: str, value: str) -> None:
    with sql.write() as connection:
        insert_ignore(connection, tables.meta, [{"key": key, "value": value}])
        connection.execute(sa.update(tables.meta).where(tables.meta.c.key == key).values(value=value))
