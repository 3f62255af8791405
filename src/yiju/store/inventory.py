"""What a viewer has, counted by the database: documents page by page, totals, the latest of each kind.

Every query carries the viewer's predicate: no count tells of another unit. None asks once a document.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from yiju.errors import NotFound
from yiju.store import tables
from yiju.store.access import as_quoted, readable
from yiju.store.documents import CURRENT, document_select, to_document
from yiju.store.inventory_index import waits
from yiju.store.types import Document, Kind, Viewer

_documents = tables.documents
_chunks = tables.chunks


@dataclass(frozen=True)
class Wanted:
    """Which documents: all that holds of those asked for.

    Attributes:
        customer_ids, kinds: only these; None for all.
        unit: only of this one, where the viewer is in it.
        since: only dated on or after this day, by its last message a chat; undated ones never.
        warned: only with a warning of their reader.
        unindexed: only with a chunk that has no dense vector of this model; ``""``: of any model.
        ids: only these; None for all.
    """

    customer_ids: Collection[str] | None = None
    kinds: Collection[Kind] | None = None
    unit: str = ""
    since: dt.date | None = None
    warned: bool = False
    unindexed: str | None = None
    ids: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A current document, and who took it in."""

    document: Document
    ingested_by: str = ""


@dataclass(frozen=True)
class Totals:
    """Over all documents that are wanted, whatever page of them is shown."""

    documents: int = 0
    paragraphs: int = 0
    pages: int = 0
    undated: int = 0
    warned: int = 0
    by: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """``kind``, ``customer``, ``unit``, ``format``, ``language`` → value → documents."""


def held(
    connection: sa.Connection, viewer: Viewer, wanted: Wanted, *, after: str = "", limit: int | None = None
) -> list[Held]:
    """Current documents, oldest first (undated last), then by title.

    Args:
        after: only those that follow this one in the list.

    Raises:
        NotFound: no current document ``after`` for this viewer.
    """
    query = _current(viewer, wanted)
    if after:
        query = query.where(_behind(connection, viewer, after))
    order = (_documents.c.date.is_(None), _documents.c.date, _documents.c.title, _documents.c.id)
    rows = connection.execute(query.order_by(*order).limit(limit))
    return [Held(as_quoted(viewer, to_document(row)), row.ingested_by or "") for row in rows]


def totals_of(connection: sa.Connection, viewer: Viewer, wanted: Wanted) -> Totals:
    """Counts over all documents that are wanted."""
    few = _current(viewer, wanted).subquery()
    one = connection.execute(
        sa.select(
            sa.func.count().label("documents"),
            sa.func.coalesce(sa.func.sum(few.c.paragraphs), 0).label("paragraphs"),
            sa.func.coalesce(sa.func.sum(few.c.pages), 0).label("pages"),
            sa.func.count().filter(few.c.date.is_(None)).label("undated"),
            sa.func.count().filter(_is_warned(few.c.warnings)).label("warned"),
        )
    ).one()
    groups: dict[str, sa.ColumnElement[Any]] = {
        **{name: few.c[name] for name in ("kind", "customer", "unit", "format")},
        "language": sa.func.coalesce(few.c.attributes["language"].as_string(), ""),
    }
    by: dict[str, dict[str, int]] = {}
    for name, column in groups.items():
        rows = connection.execute(sa.select(column.label("value"), sa.func.count()).group_by(column))
        by[name] = {str(value): count for value, count in sorted((str(v), c) for v, c in rows)}
    return Totals(one.documents, int(one.paragraphs), int(one.pages), one.undated, one.warned, by)


def attributes_of(connection: sa.Connection, viewer: Viewer, wanted: Wanted, name: str) -> list[str | None]:
    """One attribute of every document that is wanted; None where it has none."""
    few = _current(viewer, wanted).subquery()
    return list(connection.scalars(sa.select(few.c.attributes[name].as_string())))


@dataclass(frozen=True, slots=True)
class LastOf:
    """What a customer has of one kind. ``last``: the latest date, None where all are undated."""

    customer_id: str
    kind: Kind
    documents: int
    last: dt.date | None


def last_by_kind(
    connection: sa.Connection, viewer: Viewer, customer_ids: Collection[str] | None = None
) -> list[LastOf]:
    """For every customer of the viewer and every kind that it has: how many, and the latest date.

    Only documents of the customer's own unit. A chat's last message counts, not its first.
    """
    query = (
        sa.select(
            _documents.c.customer_id,
            _documents.c.kind,
            sa.func.count().label("documents"),
            sa.func.max(sa.case((_documents.c.date.is_not(None), _last_day()))).label("last"),
        )
        .join(tables.customers, tables.customers.c.id == _documents.c.customer_id)
        .where(
            readable(viewer),
            readable(viewer, tables.customers),
            tables.customers.c.unit == _documents.c.unit,
            _documents.c.state == CURRENT,
        )
        .group_by(_documents.c.customer_id, _documents.c.kind)
    )
    if customer_ids is not None:
        query = query.where(_documents.c.customer_id.in_(sorted(customer_ids)))
    return [
        LastOf(row.customer_id, Kind(row.kind), row.documents, _day(row.last))
        for row in connection.execute(query.order_by(_documents.c.customer_id, _documents.c.kind))
    ]


def _current(viewer: Viewer, wanted: Wanted) -> sa.Select[Any]:
    query = document_select(viewer).where(_documents.c.state == CURRENT)
    if wanted.customer_ids is not None:
        query = query.where(_documents.c.customer_id.in_(sorted(wanted.customer_ids)))
    if wanted.kinds is not None:
        query = query.where(_documents.c.kind.in_(sorted(wanted.kinds)))
    if wanted.unit:
        query = query.where(_documents.c.unit == wanted.unit)
    if wanted.since is not None:
        query = query.where(_documents.c.date.is_not(None), _last_day() >= wanted.since.isoformat())
    if wanted.warned:
        query = query.where(_is_warned(_documents.c.warnings))
    if wanted.unindexed is not None:
        any_waits = sa.select(_chunks.c.id).where(
            _chunks.c.document_id == _documents.c.id, waits(wanted.unindexed)
        )
        query = query.where(any_waits.exists())
    if wanted.ids is not None:
        query = query.where(_documents.c.id.in_(sorted(wanted.ids)))
    return query


def _last_day() -> sa.ColumnElement[str]:
    """As ``2026-01-15``: of a chat that went on the day of its last message, else the document's."""
    until = sa.func.nullif(_documents.c.attributes["until"].as_string(), "")
    return sa.func.coalesce(until, sa.cast(_documents.c.date, sa.String))


def _behind(connection: sa.Connection, viewer: Viewer, after: str) -> sa.ColumnElement[bool]:
    last = connection.execute(
        document_select(viewer).where(_documents.c.id == after, _documents.c.state == CURRENT)
    ).one_or_none()
    if last is None:
        raise NotFound(f"没有这份资料：{after}", hint="从头翻起，不带 after。")
    same_day = _documents.c.date.is_(None) if last.date is None else _documents.c.date == last.date
    later = (
        sa.false()
        if last.date is None
        else sa.or_(_documents.c.date > last.date, _documents.c.date.is_(None))
    )
    title, identity = _documents.c.title, _documents.c.id
    return sa.or_(
        later,
        sa.and_(same_day, sa.or_(title > last.title, sa.and_(title == last.title, identity > after))),
    )


def _is_warned(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.cast(column, sa.String).not_in(["[]", "null"])


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
