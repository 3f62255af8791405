"""Who may open a document that the store has, or one that follows it: what restricts stays in force."""

from typing import Any

import sqlalchemy as sa

from yiju.ingest.assign.rules import AssignmentRules
from yiju.ingest.places import Source
from yiju.store import audit, tables, tray
from yiju.store.moving import note_rights
from yiju.store.types import Kind

_documents, _places = tables.documents, tables.document_places
_alive = _documents.c.state != "removed"


def was_restricted(connection: sa.Connection, source: Source) -> bool:
    """Whether a version of what lies at this place is restricted, at home there or noted there.

    Where the customer has none, whoever of the unit has some, or got them when a person moved them out of it.
    """
    noted = sa.select(_places.c.document_id).where(_places.c.source_key == source.key)
    query = sa.select(_documents).where(
        sa.or_(_documents.c.source_key == source.key, _documents.c.id.in_(connection.scalars(noted).all())),
        _alive,
    )
    there = connection.execute(query).all()
    own = [row for row in there if row.customer_id == source.customer.id]
    unit = source.customer.unit
    left = tray.was_moved(connection, unit, source.key)
    return any(row.open_restricted for row in own or there if left or row.unit == unit)


def restrict(connection: sa.Connection, source: Source, document_id: str, actor: str) -> None:
    """Let heads alone open what the store has at the source's place, in all versions. Audited."""
    versions = sa.and_(
        _documents.c.source_key == source.key, _documents.c.customer_id == source.customer.id, _alive
    )
    connection.execute(sa.update(_documents).where(versions).values(open_restricted=True))
    note_rights(connection, actor, source.customer.unit, document_id, restricted=True)


def to_restrict(connection: sa.Connection, rules: AssignmentRules, known: sa.Row[Any], place: str) -> bool:
    """Whether rules restrict a document that the store has open, for it was read before they were written."""
    kind = Kind(known.kind)
    return not known.open_restricted and rules.restricts(kind, place) and not opened(connection, known)


def opened(connection: sa.Connection, known: sa.Row[Any]) -> bool:
    """Whether an admin said last that all may open it: no rule restricts it again."""
    theirs = sa.and_(
        _documents.c.source_key == known.source_key, _documents.c.customer_id == known.customer_id, _alive
    )
    versions = connection.scalars(sa.select(_documents.c.id).where(theirs)).all()
    said = audit.details_of(connection, "document.restricted", subjects=versions)
    return bool(said) and not said[-1][1]["restricted"]
