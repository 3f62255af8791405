"""Saved suggestions: written once; erased in part when a document they cite is forgotten."""

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import NotFound
from yiju.store import audit, tables
from yiju.store.access import readable_suggestions
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Suggestion, Viewer
from yiju.store.users import ensure_unit

_table = tables.suggestions
_documents = tables.documents


def save_suggestion(sql: Database, suggestion: Suggestion, *, read: Collection[str] = ()) -> None:
    """Keep a suggestion with its citations. Audited.

    Args:
        read: units whose material was read for it, beside its own and those it cites.

    Raises:
        sqlalchemy.exc.IntegrityError: one of this id is kept already.
    """
    cited = {
        c.document.id for section in suggestion.sections for claim in section.claims for c in claim.citations
    }
    in_cited = _documents.c.id.in_(sorted(cited))
    with sql.write() as connection:
        ensure_unit(connection, suggestion.unit)
        connection.execute(sa.insert(_table).values(**_row(suggestion)))
        found = connection.execute(sa.select(_documents.c.id, _documents.c.unit).where(in_cited)).all()
        links = [{"suggestion_id": suggestion.id, "document_id": row.id} for row in found]
        insert_ignore(connection, tables.suggestion_documents, links)
        units = {suggestion.unit, *read, *(row.unit for row in found)}
        drawn = [{"suggestion_id": suggestion.id, "unit": unit} for unit in sorted(units)]
        insert_ignore(connection, tables.suggestion_units, drawn)
        told = {"kind": suggestion.kind, "customer": suggestion.customer, "unit": suggestion.unit}
        audit.append(connection, suggestion.user, "suggestion.saved", suggestion.id, told)


def get_suggestion(sql: Database, viewer: Viewer, suggestion_id: str) -> Suggestion:
    """One suggestion.

    Raises:
        NotFound: there is none, or this viewer may not know of it.
    """
    query = sa.select(_table.c.body).where(readable_suggestions(viewer), _table.c.id == suggestion_id)
    with sql.read() as connection:
        body = connection.scalar(query)
    if body is None:
        raise NotFound(f"没有这条建议：{suggestion_id}")
    return Suggestion.model_validate(body)


def list_suggestions(sql: Database, viewer: Viewer, customer: str | None = None) -> list[Suggestion]:
    """The viewer's suggestions, newest first.

    Args:
        customer: only those for the customer of this name.
    """
    query = sa.select(_table.c.body).where(readable_suggestions(viewer))
    if customer is not None:
        query = query.where(_table.c.customer == customer)
    with sql.read() as connection:
        bodies = connection.scalars(query.order_by(_table.c.created_at.desc(), _table.c.id)).all()
    return [Suggestion.model_validate(body) for body in bodies]


def citing(connection: sa.Connection, document_ids: list[str]) -> list[Suggestion]:
    """Every suggestion that cites one of these documents, whoever it belongs to: for erasing."""
    links = tables.suggestion_documents
    query = sa.select(_table.c.body).where(
        _table.c.id.in_(sa.select(links.c.suggestion_id).where(links.c.document_id.in_(document_ids)))
    )
    return [Suggestion.model_validate(body) for body in connection.scalars(query)]


def replace_body(connection: sa.Connection, suggestion: Suggestion) -> None:
    """Write an erased suggestion over itself."""
    body = suggestion.model_dump(mode="json")
    connection.execute(sa.update(_table).where(_table.c.id == suggestion.id).values(body=body))


def _row(suggestion: Suggestion) -> dict[str, object]:
    created = suggestion.created_at
    return {
        "id": suggestion.id,
        "unit": suggestion.unit,
        "customer": suggestion.customer,
        "kind": suggestion.kind,
        "created_at": created if created.tzinfo is None else created.astimezone(dt.UTC),
        "body": suggestion.model_dump(mode="json"),
    }
