"""Where the next version of what a person gave to somebody goes: there, before any rule or clue."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from yiju.ingest.assign.evidence import Candidate, Piece, Verdict
from yiju.ingest.assign.known import Known
from yiju.ingest.assign.whereto import alive, at_place, customer_of, outwards
from yiju.ingest.places import Source
from yiju.store import audit, tables, tray
from yiju.store.tray import Held
from yiju.store.types import Customer

_documents = tables.documents
_AWAY = "管理员已把这个位置上的资料移到别处；要读入请写明客户：yiju ingest 文件 --customer 名称"


def followed(
    connection: sa.Connection, source: Source, units: Collection[str], settled: tray.Settled | None
) -> Customer | None:
    """Whose bytes are that are new at a place, if a person said so of what lay there or of them elsewhere.

    Args:
        units: as ``sent_to``. settled: what a person settled of these bytes in one of them.
    """
    if settled is None:
        return sent_to(connection, source, units)
    here = sa.and_(
        _documents.c.id.in_(at_place(connection, source.key)), _documents.c.sha256 == source.sha256
    )
    if settled.outcome == tray.DISMISSED or alive(connection, here):
        return None
    return sent_to(connection, source, units) or _gone_to(connection, source, units)


def sent_to(connection: sa.Connection, source: Source, units: Collection[str]) -> Customer | None:
    """Whom a person gave what lay at this place, or the mail around it, by moving it or out of the tray.

    None where nobody did, or where a person named somebody else of these units for this place, too.

    Args:
        units: that are asked; what others gave each other is nothing to them.
    """
    for place in outwards(source.key):
        there = alive(connection, _documents.c.id.in_(at_place(connection, place)))
        said = [(word, row) for row in there if (word := _word(connection, row, units))]
        if said:
            sent = {row.customer_id for _word, row in said}
            named = {row.customer_id for row in there if row.unit in units and row.assigned_by == "person"}
            _when, last = max(said, key=lambda one: (one[0], one[1].id))
            return None if named - sent else customer_of(connection, last)
        if any(row.unit in units for row in there):
            return None
    return None


def as_said(connection: sa.Connection, known: Known, held: Held) -> Verdict | None:
    """Of what waits where a person gave the version before to somebody: that one's, and nobody else's.

    None for all else.
    """
    source = Source(held.source_key, held.source_key, held.sha256, Customer(id="", name="", unit=held.unit))
    whose = sent_to(connection, source, known.units)
    if whose is not None and whose.id in known.customers:
        told = Piece(sort="version", weight=1.0, told="同一位置的上一版由人归到了它")
        return Verdict(candidates=(Candidate(customer=whose, confidence=1.0, evidence=(told,)),), sure=True)
    why = why_away(connection, source, [held.unit]) or ("这个位置的上一版已移到别的单元" if whose else "")
    return Verdict(why=why) if why else None


def _gone_to(connection: sa.Connection, source: Source, units: Collection[str]) -> Customer | None:
    """Who has these very bytes, which a person moved out of these units, if it is one customer alone."""
    same = sa.and_(_documents.c.sha256 == source.sha256, _documents.c.unit.not_in(sorted(units)))
    found = {row.customer_id: row for row in alive(connection, same) if _word(connection, row, units)}
    return customer_of(connection, *found.values()) if len(found) == 1 else None


def why_away(connection: sa.Connection, source: Source, units: Collection[str]) -> str:
    """For people: why a version of what was moved out of these units does not come, and nobody has the one
    before any more. Empty for all else.
    """
    for place in outwards(source.key):
        there = alive(connection, _documents.c.id.in_(at_place(connection, place)))
        if any(row.unit in units for row in there):
            return ""
        if any(tray.was_moved(connection, unit, place) for unit in units):
            return _AWAY
    return ""


def _word(connection: sa.Connection, row: sa.Row[Any], units: Collection[str]) -> dt.datetime | None:
    """When a person said last, out of these units or within them, whose a document is."""
    if row.assigned_by != "person":
        return None
    theirs = sa.and_(
        _documents.c.source_key == row.source_key,
        _documents.c.customer_id == row.customer_id,
        _documents.c.state != "removed",
    )
    versions = connection.execute(sa.select(_documents.c.id, _documents.c.sha256).where(theirs)).all()
    moved = audit.details_of(connection, "document.moved", subjects=[one.id for one in versions])
    waited = [tray.held_id(unit, row.source_key, one.sha256) for unit in units for one in versions]
    given = audit.details_of(connection, "tray.assigned", subjects=waited)
    words = [at for at, told in moved if told["unit"] in units]
    words += [at for at, told in given if "by" not in told and told["customer"] == row.customer_id]
    if (
        not words
        and row.unit not in units
        and any(tray.was_moved(connection, u, row.source_key) for u in units)
    ):
        words = [row.ingested_at.replace(tzinfo=row.ingested_at.tzinfo or dt.UTC)]
    return max(words, default=None)
