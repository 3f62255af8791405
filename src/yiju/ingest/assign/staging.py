"""A document of somebody, on its way into the store: staged unless it is known, with its rights."""

from collections.abc import Collection

import sqlalchemy as sa

from yiju.ingest.assign.restricting import opened, restrict, was_restricted
from yiju.ingest.index import Staged, stage
from yiju.ingest.origins import Origins
from yiju.ingest.places import Source, as_before, known_version, note_place
from yiju.ingest.reading import Reading
from yiju.store import audit, tables, tray
from yiju.store.moving import note_rights

_documents = tables.documents


def stage_unless_known(
    connection: sa.Connection,
    source: Source,
    reading: Reading,
    origins: Origins | None = None,
    *,
    restricted: bool = False,
    insisted_by: str = "",
    by_rules: bool = False,
    units: Collection[str] | None = None,
) -> Staged | None:
    """Write a document of a known customer; None where the store has it, as read by this very reader.

    What waited in the unit's tray at its place, or with its bytes, waits no longer.

    Args:
        restricted: a rule wants it so; what the store has becomes it, too, but for what an admin opened. One
            whose version before was restricted stays so.
        insisted_by: the admin who says so, or that all may open it; empty where nobody says either.
        by_rules: rules said whose it is, and nobody.
        units: whose trays it leaves beside its own unit's; None: every unit's, for what lay at its place.
    """
    known = known_version(connection, source)
    unit, place = source.customer.unit, source.key
    if known is not None:
        restricted = restricted and (bool(insisted_by) or not opened(connection, known))
        source = as_before(source, known, note_place(connection, source, known))
        if restricted and not known.open_restricted:
            restrict(connection, source, known.id, insisted_by or source.actor)
        by_rules = by_rules and known.assigned_by == "rules"  # what a person said stands
    near, places = {unit, *(units or ())}, (place, source.key)
    went = tray.make_way(connection, near, places, source.sha256, everywhere=units is None)
    for gone, left in went:
        told = {"unit": unit, "customer": source.customer.id, "by": "ingestion", "from": left}
        audit.append(connection, source.actor, "tray.assigned", gone, told)
    if not by_rules and not (origins is not None and origins.brought(source)):
        tray.forgive(connection, unit, source.sha256)
    if known is not None and reading.parser == known.parser:
        return None  # else a better reader has read it anew: another version
    if known is None and origins is not None and origins.nothing_new(connection, source, reading):
        return None
    restricted = restricted or (not insisted_by and was_restricted(connection, source))
    staged = stage(connection, source, reading)
    rights = {"open_restricted": restricted, "assigned_by": "rules" if by_rules else "person"}
    mine = _documents.c.id == staged.document_id
    connection.execute(sa.update(_documents).where(mine).values(**rights))
    if insisted_by:
        note_rights(connection, insisted_by, unit, staged.document_id, restricted=restricted)
    return staged
