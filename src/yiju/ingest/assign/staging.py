"""A document of somebody, on its way into the store: staged unless it is known, with its rights."""

import sqlalchemy as sa

from yiju.ingest.index import Staged, stage
from yiju.ingest.origins import Origins
from yiju.ingest.places import Source, as_before, known_version, note_place
from yiju.ingest.reading import Reading
from yiju.store import audit, tables, tray

_documents = tables.documents


def stage_unless_known(
    connection: sa.Connection,
    source: Source,
    reading: Reading,
    origins: Origins | None = None,
    *,
    restricted: bool = False,
    by_rules: bool = False,
) -> Staged | None:
    """Write a document of a known customer; None where the store has it, as read by this very reader.

    What waited in the unit's tray at its place, or with its bytes, waits no longer.

    Args:
        restricted: a rule wants it so. One whose version before was restricted stays so, too.
        by_rules: rules said whose it is, and nobody.
    """
    known = known_version(connection, source)
    unit = source.customer.unit
    if known is not None:
        source = as_before(source, known, note_place(connection, source, known))
        by_rules = by_rules and known.assigned_by == "rules"  # what a person said stands
    for gone in tray.make_way(connection, unit, source.key, source.sha256):
        told = {"unit": unit, "customer": source.customer.id, "by": "ingestion"}
        audit.append(connection, source.actor, "tray.assigned", gone, told)
    if not by_rules and not (origins is not None and origins.brought(source)):
        tray.forgive(connection, unit, source.sha256)
    if known is not None and reading.parser == known.parser:
        return None  # else a better reader has read it anew: another version
    if known is None and origins is not None and origins.nothing_new(connection, source, reading):
        return None
    restricted = restricted or _was_restricted(connection, source)
    staged = stage(connection, source, reading)
    rights = {"open_restricted": restricted, "assigned_by": "rules" if by_rules else "person"}
    mine = _documents.c.id == staged.document_id
    connection.execute(sa.update(_documents).where(mine).values(**rights))
    return staged


def _was_restricted(connection: sa.Connection, source: Source) -> bool:
    before = sa.select(_documents.c.id).where(
        _documents.c.source_key == source.key,
        _documents.c.customer_id == source.customer.id,
        _documents.c.open_restricted.is_(True),
        _documents.c.state != "removed",
    )
    return connection.execute(before.limit(1)).first() is not None
