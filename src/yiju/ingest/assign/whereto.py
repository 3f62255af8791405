"""Where what a source brings belongs once a person has moved or dismissed it: it is no person's word."""

from typing import Any

import sqlalchemy as sa

from yiju.ingest.places import Source, known_version
from yiju.store import audit, tables, tray
from yiju.store.customers import to_customer
from yiju.store.types import Customer

_documents, _places, _customers = tables.documents, tables.document_places, tables.customers


def whereto(connection: sa.Connection, source: Source) -> Customer | None:
    """Whose it is: the source's customer, or whom a person gave it to. None: it is not to come at all.

    What lies at a place goes where the person sent what lay there, and what comes in a mail where the mail
    went. Bytes that left the unit are followed wherever they turn up.
    """
    usual = source.customer
    outcome = tray.settled_outcome(connection, usual.unit, source.sha256)
    if outcome:
        whose = _outside(connection, source) if outcome == tray.MOVED else None
    elif known_version(connection, source) is not None:
        return usual
    else:
        whose = _followed(connection, source)
    if whose is None or whose.id == usual.id:
        return whose
    return None if tray.settled_outcome(connection, whose.unit, source.sha256) else whose


def _followed(connection: sa.Connection, source: Source) -> Customer | None:
    usual = source.customer
    for place in outwards(source.key):
        there = alive(connection, _documents.c.id.in_(at_place(connection, place)))
        if any(row.customer_id == usual.id for row in there):
            return usual
        went = [row for row in there if _left(connection, row, usual)]
        if went:
            return customer_of(connection, went[0])
        if tray.was_moved(connection, usual.unit, place):
            return None
    same = sa.and_(_documents.c.sha256 == source.sha256, _documents.c.unit == usual.unit)
    copies = [row for row in alive(connection, same) if _left(connection, row, usual)]
    return customer_of(connection, copies[0]) if copies else usual


def _outside(connection: sa.Connection, source: Source) -> Customer | None:
    """Who has bytes that left the unit: at this place, else at any, if it is one customer alone."""
    here = _documents.c.id.in_(at_place(connection, source.key))
    other = sa.and_(_documents.c.unit != source.customer.unit, _documents.c.sha256 == source.sha256)
    for which in (sa.and_(other, here), other):
        found = {row.customer_id: row for row in alive(connection, which)}
        if len(found) == 1:
            return customer_of(connection, *found.values())
    return None


def _left(connection: sa.Connection, row: sa.Row[Any], usual: Customer) -> bool:
    """Whether a document of somebody else was this customer's until a person moved it."""
    theirs = sa.and_(
        _documents.c.source_key == row.source_key,
        _documents.c.customer_id == row.customer_id,
        _documents.c.state != "removed",
    )
    versions = connection.execute(sa.select(_documents.c.id, _documents.c.sha256).where(theirs)).all()
    if row.unit != usual.unit:
        bytes_of_it = {one.sha256 for one in versions}
        return any(tray.settled_outcome(connection, usual.unit, one) == tray.MOVED for one in bytes_of_it)
    moves = audit.details_of(connection, "document.moved", subjects=[one.id for one in versions])
    return any(told["customer"] == usual.id for _at, told in moves)


def alive(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[sa.Row[Any]]:
    """Those of these documents that are current or about to be."""
    states = _documents.c.state.in_(("current", "staged"))
    query = sa.select(_documents).where(states, which).order_by(_documents.c.state.desc(), _documents.c.id)
    return list(connection.execute(query).all())


def at_place(connection: sa.Connection, place: str) -> list[str]:
    """Documents whose home is a place, or that are noted there."""
    query = sa.union(
        sa.select(_documents.c.id).where(_documents.c.source_key == place),
        sa.select(_places.c.document_id).where(_places.c.source_key == place),
    )
    return list(connection.scalars(query))


def outwards(place: str) -> list[str]:
    """A place, and what is around it, the nearest first."""
    outer, mark, inner = place.partition("#")
    steps = inner.split("/") if mark else []
    return [f"{outer}#{'/'.join(steps[:size])}" if size else outer for size in range(len(steps), -1, -1)]


def customer_of(connection: sa.Connection, row: sa.Row[Any]) -> Customer:
    """Whose a document is."""
    mine = sa.select(_customers).where(_customers.c.id == row.customer_id)
    return to_customer(connection.execute(mine).one())
