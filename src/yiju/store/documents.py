"""Reading documents and paragraphs. Every SELECT here carries the viewer's access predicate.

Old versions stay readable by id, so that what was cited yesterday can be looked up today; lists and
searches show current ones alone. Where a document lies is told to those who may open it.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from yiju.errors import NotFound
from yiju.store import tables
from yiju.store.access import as_quoted, readable
from yiju.store.database import Database, batched
from yiju.store.types import Document, Kind, Locator, Paragraph, Role, Viewer

CURRENT = "current"
READABLE_STATES = (CURRENT, "old")

_IDS_AT_ONCE = 500
_documents = tables.documents
_paragraphs = tables.paragraphs


def document_select(viewer: Viewer) -> sa.Select[tuple[object, ...]]:
    """Documents the viewer may quote, with their customer's name; staged and forgotten ones never."""
    return (
        sa.select(_documents, tables.customers.c.name.label("customer"))
        .join(tables.customers, tables.customers.c.id == _documents.c.customer_id)
        .where(readable(viewer), _documents.c.state.in_(READABLE_STATES))
    )


def paragraph_select(viewer: Viewer) -> sa.Select[tuple[object, ...]]:
    """Paragraphs of documents the viewer may quote."""
    return (
        sa.select(_paragraphs)
        .join(_documents, _documents.c.id == _paragraphs.c.document_id)
        .where(readable(viewer), _documents.c.state.in_(READABLE_STATES))
    )


def list_documents(
    sql: Database,
    viewer: Viewer,
    *,
    customer_ids: Collection[str] | None = None,
    kinds: Collection[Kind] | None = None,
    include_old: bool = False,
) -> list[Document]:
    """The inventory, oldest first (undated last), then by title.

    Args:
        customer_ids, kinds: only these; None for all, empty for none.
        include_old: superseded versions too.
    """
    query = document_select(viewer)
    if not include_old:
        query = query.where(_documents.c.state == CURRENT)
    if customer_ids is not None:
        query = query.where(_documents.c.customer_id.in_(sorted(customer_ids)))
    if kinds is not None:
        query = query.where(_documents.c.kind.in_(sorted(kinds)))
    order = (_documents.c.date.is_(None), _documents.c.date, _documents.c.title, _documents.c.id)
    with sql.read() as connection:
        return [as_quoted(viewer, to_document(row)) for row in connection.execute(query.order_by(*order))]


def get_document(sql: Database, viewer: Viewer, document_id: str) -> Document:
    """One document, at any version.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
    """
    with sql.read() as connection:
        row = connection.execute(document_select(viewer).where(_documents.c.id == document_id)).one_or_none()
    if row is None:
        raise NotFound(f"没有这份资料：{document_id}", hint="用 yiju sources 查看资料清单")
    return as_quoted(viewer, to_document(row))


def get_documents(connection: sa.Connection, viewer: Viewer, ids: Collection[str]) -> dict[str, Document]:
    """Those of these documents that the viewer may quote, by id."""
    found: dict[str, Document] = {}
    for some in batched(sorted(set(ids)), _IDS_AT_ONCE):
        rows = connection.execute(document_select(viewer).where(_documents.c.id.in_(some)))
        found.update((row.id, as_quoted(viewer, to_document(row))) for row in rows)
    return found


def get_paragraphs(sql: Database, viewer: Viewer, ids: Sequence[str]) -> list[Paragraph]:
    """Paragraphs of any version, in the order asked for.

    Raises:
        NotFound: one of them does not exist, or this viewer may not know of it.
    """
    with sql.read() as connection:
        found = paragraphs_by_id(connection, viewer, ids)
    for wanted in ids:
        if wanted not in found:
            raise NotFound(f"没有这个段落：{wanted}", hint="段落编号形如 d0123456789ab-0001")
    return [found[wanted] for wanted in ids]


def paragraphs_by_id(connection: sa.Connection, viewer: Viewer, ids: Collection[str]) -> dict[str, Paragraph]:
    """Those of these paragraphs that the viewer may quote, by id."""
    found: dict[str, Paragraph] = {}
    for some in batched(sorted(set(ids)), _IDS_AT_ONCE):
        rows = connection.execute(paragraph_select(viewer).where(_paragraphs.c.id.in_(some)))
        found.update((row.id, to_paragraph(row)) for row in rows)
    return found


def paragraphs_of(sql: Database, viewer: Viewer, document_ids: Collection[str]) -> list[Paragraph]:
    """All paragraphs of these documents, document by document as given, in reading order."""
    by_document: dict[str, list[Paragraph]] = {document_id: [] for document_id in document_ids}
    with sql.read() as connection:
        for some in batched(by_document, _IDS_AT_ONCE):
            query = paragraph_select(viewer).where(_paragraphs.c.document_id.in_(some))
            for row in connection.execute(query.order_by(_paragraphs.c.ordinal)):
                by_document[row.document_id].append(to_paragraph(row))
    return [paragraph for group in by_document.values() for paragraph in group]


def context(
    sql: Database, viewer: Viewer, paragraph_id: str, before: int = 2, after: int = 2
) -> tuple[list[Paragraph], Paragraph, list[Paragraph]]:
    """A paragraph with its neighbours in the same document: (before, itself, after).

    Raises:
        NotFound: as ``get_paragraphs``.
    """
    (centre,) = get_paragraphs(sql, viewer, [paragraph_id])
    query = paragraph_select(viewer).where(
        _paragraphs.c.document_id == centre.document_id,
        _paragraphs.c.ordinal.between(centre.ordinal - before, centre.ordinal + after),
    )
    with sql.read() as connection:
        near = [to_paragraph(row) for row in connection.execute(query.order_by(_paragraphs.c.ordinal))]
    return (
        [p for p in near if p.ordinal < centre.ordinal],
        centre,
        [p for p in near if p.ordinal > centre.ordinal],
    )


def windows_of(
    sql: Database, viewer: Viewer, ordinals: Mapping[str, Collection[int]], reach: int
) -> list[list[Paragraph]]:
    """Paragraphs of documents with ``reach`` neighbours on either side, each run in reading order.

    Args:
        ordinals: document id → ordinals of its paragraphs; runs that touch are one.
    """
    runs = [
        (document_id, first, last)
        for document_id, wanted in ordinals.items()
        for first, last in _merged(sorted(wanted), reach)
    ]
    found: list[list[Paragraph]] = []
    with sql.read() as connection:
        for document_id, first, last in runs:
            query = paragraph_select(viewer).where(
                _paragraphs.c.document_id == document_id, _paragraphs.c.ordinal.between(first, last)
            )
            rows = connection.execute(query.order_by(_paragraphs.c.ordinal))
            found.append([to_paragraph(row) for row in rows])
    return [run for run in found if run]


def _merged(ordinals: Sequence[int], reach: int) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at in ordinals:
        if runs and at - reach <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], at + reach)
        else:
            runs.append((at - reach, at + reach))
    return runs


def to_document(row: sa.Row[tuple[object, ...]]) -> Document:
    """A row of ``document_select`` as a Document."""
    fields = {name: row._mapping[name] for name in Document.model_fields if name in row._mapping}
    at = row.ingested_at  # SQLite forgets the zone, PostgreSQL answers in its own
    fields["ingested_at"] = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
    return Document.model_validate({**fields, "current": row.state == CURRENT})


def to_paragraph(row: sa.Row[tuple[object, ...]]) -> Paragraph:
    """A row of ``paragraph_select`` as a Paragraph."""
    return Paragraph(
        id=row.id,
        document_id=row.document_id,
        ordinal=row.ordinal,
        text=row.text,
        start=row.start,
        end=row.end,
        locator=Locator.model_validate(row.locator),
        role=Role(row.role),
        headings=tuple(row.headings),
    )
