"""How far a viewer's documents are indexed, and which suggestions cite them: counted by the database.

As ``inventory``: every query carries the viewer's predicate, and none asks once a document.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import readable, readable_suggestions
from yiju.store.database import batched
from yiju.store.documents import CURRENT
from yiju.store.types import Viewer

_IDS_AT_ONCE = 500
_documents = tables.documents
_chunks = tables.chunks


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many chunks of something there are, and how many of them have a dense vector."""

    chunks: int = 0
    dense: int = 0


@dataclass(frozen=True, slots=True)
class Cited:
    """By how many suggestions, any version of the document, and when last."""

    times: int
    last: dt.datetime


def index_of(
    connection: sa.Connection, viewer: Viewer, model: str, ids: Collection[str] | None = None
) -> dict[str, Indexed]:
    """Document id → how far its index is. ``ids``: only these; None for all the viewer's current ones."""
    query = (
        sa.select(_chunks.c.document_id, sa.func.count().label("chunks"), _dense(model).label("dense"))
        .join(_documents, _documents.c.id == _chunks.c.document_id)
        .where(readable(viewer), _documents.c.state == CURRENT)
        .group_by(_chunks.c.document_id)
    )
    return {
        row.document_id: Indexed(row.chunks, row.dense)
        for row in _in_parts(connection, query, _chunks.c.document_id, ids)
    }


def index_by_unit(connection: sa.Connection, viewer: Viewer, model: str) -> dict[str, Indexed]:
    """Each of the viewer's units → how far the index of its current documents is."""
    query = (
        sa.select(_documents.c.unit, sa.func.count().label("chunks"), _dense(model).label("dense"))
        .join(_chunks, _chunks.c.document_id == _documents.c.id)
        .where(readable(viewer), _documents.c.state == CURRENT)
        .group_by(_documents.c.unit)
    )
    return {row.unit: Indexed(row.chunks, row.dense) for row in connection.execute(query)}


def cited_of(
    connection: sa.Connection, viewer: Viewer, ids: Collection[str] | None = None
) -> dict[str, Cited]:
    """Document id → who cites it or an earlier version of it, of suggestions that the viewer may read."""
    versions, links, made = _documents.alias("versions"), tables.suggestion_documents, tables.suggestions
    query = (
        sa.select(
            _documents.c.id,
            sa.func.count(made.c.id.distinct()).label("times"),
            sa.func.max(made.c.created_at).label("last"),
        )
        .select_from(links)
        .join(made, made.c.id == links.c.suggestion_id)
        .join(versions, versions.c.id == links.c.document_id)
        .join(
            _documents,
            sa.and_(
                _documents.c.source_key == versions.c.source_key,
                _documents.c.customer_id == versions.c.customer_id,
            ),
        )
        .where(
            readable(viewer),
            _documents.c.state == CURRENT,
            readable_suggestions(viewer),
            made.c.purpose == "advice",
        )
        .group_by(_documents.c.id)
    )
    return {
        row.id: Cited(row.times, _zoned(row.last))
        for row in _in_parts(connection, query, _documents.c.id, ids)
    }


def waits(model: str) -> sa.ColumnElement[bool]:
    """Whether a chunk has no dense vector of this model; ``""``: of any."""
    none = _chunks.c.dense_model.is_(None)
    return sa.or_(none, _chunks.c.dense_model != model) if model else none


def _dense(model: str) -> sa.ColumnElement[int]:
    return sa.func.count().filter(sa.not_(waits(model)))


def _in_parts(
    connection: sa.Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[str],
    ids: Collection[str] | None,
) -> list[sa.Row[Any]]:
    if ids is None:
        return list(connection.execute(query).all())
    return [
        row
        for some in batched(sorted(set(ids)), _IDS_AT_ONCE)
        for row in connection.execute(query.where(column.in_(some)))
    ]


def _zoned(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
