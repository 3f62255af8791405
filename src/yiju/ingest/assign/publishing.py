"""Out of the tray: a document becomes a customer's, and what is remembered of its bytes."""

import datetime as dt

import sqlalchemy as sa

from yiju.errors import Conflict
from yiju.ingest.assign.packing import unpacked
from yiju.ingest.assign.rules import AssignmentRules
from yiju.ingest.assign.staging import stage_unless_known
from yiju.ingest.places import Source
from yiju.ingest.reading import Reading
from yiju.store import audit, tables, tray
from yiju.store.tray import Held
from yiju.store.types import Customer, Viewer

_documents = tables.documents


def publish(
    connection: sa.Connection,
    viewer: Viewer,
    held: Held,
    customer: Customer,
    restricted: bool | None,
    rules: AssignmentRules,
) -> str:
    """Take a document out of the tray and stage it as a customer's. Returns its id; empty where it was known.

    Raises:
        NotFound: another admin was first. Conflict: a newer version is there already.
    """
    reading: Reading = unpacked(tray.reading_bytes(connection, viewer, held.id))
    if not tray.remove(connection, held.id):
        raise tray.unknown(held.id)
    source = Source(
        *(held.source_key, held.source_key, held.sha256, customer),
        *(held.kind_given, held.date_given, held.taken_by),
    )
    _refuse_older(connection, source, held.taken_at)
    by_rules = held.restricted or rules.restricts(held.kind, held.source_key)  # those of now count, too
    wanted = by_rules if restricted is None else restricted
    staged = stage_unless_known(
        *(connection, source, reading),
        restricted=wanted,
        insisted_by="" if restricted is None else viewer.user,
        units={held.unit},
    )
    if customer.unit != held.unit:
        remember(connection, held, tray.MOVED, viewer)
    document_id = staged.document_id if staged else ""
    told = {"unit": customer.unit, "customer": customer.id, "document": document_id, "from": held.unit}
    audit.append(connection, viewer.user, "tray.assigned", held.id, told)
    return document_id


def _refuse_older(connection: sa.Connection, source: Source, taken_at: dt.datetime) -> None:
    """What waited must not supersede what came after it."""
    newer = sa.select(_documents.c.title).where(
        *(_documents.c.source_key == source.key, _documents.c.customer_id == source.customer.id),
        *(_documents.c.state == "current", _documents.c.ingested_at > taken_at),
        _documents.c.sha256 != source.sha256,
    )
    title = connection.scalar(newer)
    if title is not None:
        raise Conflict(f"这个位置已有更新的一版《{title}》。", hint="这一份可以用 yiju tray dismiss 丢弃。")


def remember(connection: sa.Connection, held: Held, outcome: str, viewer: Viewer) -> None:
    """Note that its bytes do not come back into the unit of its tray."""
    tray.remember(
        connection,
        held.unit,
        held.sha256,
        key=held.source_key,
        parser=held.parser,
        outcome=outcome,
        by=viewer.user,
    )
