"""Which document holds a file's content already, and at which places.

A document is filed under one place, its home (``source_key``): other bytes there are its next version. Other
places of the same customer that hold the same bytes are noted beside it. A document whose home no longer
holds its bytes moves to one that does, so that no content is lost while a file has it, and none stays
current for a file that was renamed and then changed.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from yiju.ingest.fingerprint import sha256_of
from yiju.ingest.inside import holds_inside
from yiju.ingest.place_names import path_of, steps_of
from yiju.store import tables
from yiju.store.access import LOCAL_USER
from yiju.store.types import Customer, Kind

_documents = tables.documents
_places = tables.document_places


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was found, and what the user decided about it.

    Attributes:
        key: the resolved path, as a URI; behind ``#`` the steps to what lies inside that file. The same key
            means the same document at another version.
        sha256: of the file's bytes, in hex.
        kind: as given by the user; None leaves it to the content.
        date: as given by the user, for content that does not say its own.
        actor: who takes it in.
    """

    key: str
    uri: str
    sha256: str
    customer: Customer
    kind: Kind | None = None
    date: dt.date | None = None
    actor: str = LOCAL_USER


def known_version(connection: sa.Connection, source: Source) -> sa.Row[Any] | None:
    """The document that holds this very content already, current or staged, or None.

    The same place with the same bytes; or, for a place that is no document's home, any place of the same
    customer. What the user gives now must be what was given then; giving nothing keeps what was given then.
    """
    same = [_documents.c.unit == source.customer.unit, _documents.c.sha256 == source.sha256]
    if source.kind is not None:
        same.append(_documents.c.kind_given == source.kind.value)
    if source.date is not None:
        same.append(_documents.c.date_given == source.date)
    alive = sa.select(_documents).where(
        _documents.c.customer_id == source.customer.id, _documents.c.state.in_(("current", "staged"))
    )
    # A staged version is the one that will be current in a moment.
    order = (_documents.c.state.desc(), _documents.c.id)
    home = connection.execute(alive.where(_documents.c.source_key == source.key).order_by(*order)).first()
    if home is not None:
        return connection.execute(alive.where(*same, _documents.c.id == home.id)).first()
    first = (_noted_at(source.key).desc(), *order)
    return connection.execute(alive.where(*same).order_by(*first)).first()


def is_noted(connection: sa.Connection, source: Source, known: sa.Row[Any]) -> bool:
    """Whether the document is known to lie at the source's place, and its home is still there."""
    if known.source_key == source.key:
        return True
    noted = sa.select(_places).where(_places.c.document_id == known.id, _places.c.source_key == source.key)
    if connection.execute(noted).first() is None:
        return False
    if steps_of(known.source_key):  # the file around it may be there, and hold it no longer
        return _holds(known.source_key, known.sha256)
    return path_of(known.source_key).exists()


def note_place(connection: sa.Connection, source: Source, known: sa.Row[Any]) -> str:
    """Note that the source's place holds the known document too.

    Returns:
        The document's home: the source's place, where the one it had holds other bytes or none.
    """
    if known.source_key == source.key:
        return source.key
    if _has_successor(connection, known):
        _move(connection, _documents.c.id == known.id, source.key)
        return source.key
    if not _holds(known.source_key, known.sha256):  # renamed or moved: its older versions go with it
        there = sa.and_(
            _documents.c.customer_id == known.customer_id, _documents.c.source_key == known.source_key
        )
        _move(connection, there, source.key)
        return source.key
    if not is_noted(connection, source, known):
        _leave(connection, source)
        connection.execute(sa.insert(_places).values(document_id=known.id, source_key=source.key))
    return str(known.source_key)


def hand_over(connection: sa.Connection, source: Source, new_id: str) -> None:
    """Make way for a version just staged at the source's place.

    The same bytes read anew take over the places noted. A document of other bytes that was there moves to a
    place that still holds them, and stays current; if there is none, the new version supersedes it.
    """
    # By place first: in one query the database would walk all documents of the customer.
    there = sa.union(
        sa.select(_documents.c.id).where(_documents.c.source_key == source.key),
        sa.select(_places.c.document_id).where(_places.c.source_key == source.key),
    )
    query = sa.select(_documents).where(
        _documents.c.customer_id == source.customer.id,
        _documents.c.state == "current",
        _documents.c.id.in_(set(connection.scalars(there)) - {new_id}),
    )
    for older in connection.execute(query).all():
        noted = _places.c.document_id == older.id
        if older.sha256 == source.sha256:
            if older.source_key == source.key:
                connection.execute(sa.update(_places).where(noted).values(document_id=new_id))
            continue
        others = connection.scalars(sa.select(_places.c.source_key).where(noted)).all()
        places = [key for key in (older.source_key, *sorted(others)) if key != source.key]
        home = next((key for key in places if _holds(key, older.sha256)), source.key)
        if home != older.source_key:
            _move(connection, _documents.c.id == older.id, home)
    _leave(connection, source)


def _noted_at(key: str) -> sa.Exists:
    return sa.exists().where(_places.c.document_id == _documents.c.id, _places.c.source_key == key)


def _has_successor(connection: sa.Connection, known: sa.Row[Any]) -> bool:
    staged = sa.select(_documents.c.id).where(
        _documents.c.customer_id == known.customer_id,
        _documents.c.source_key == known.source_key,
        _documents.c.state == "staged",
        _documents.c.id != known.id,
    )
    return connection.execute(staged).first() is not None


def _holds(key: str, sha256: str) -> bool:
    path = path_of(key)
    try:
        if steps_of(key):
            return path.is_file() and holds_inside(key, sha256)
        return path.is_file() and sha256_of(path) == sha256
    except OSError:
        return False


def _move(connection: sa.Connection, which: sa.ColumnElement[bool], key: str) -> None:
    moved = sa.select(_documents.c.id).where(which)
    connection.execute(
        sa.delete(_places).where(_places.c.document_id.in_(moved), _places.c.source_key == key)
    )
    connection.execute(sa.update(_documents).where(which).values(source_key=key, uri=key))


def _leave(connection: sa.Connection, source: Source) -> None:
    """The place belongs to no other document of the customer any more."""
    theirs = sa.exists().where(
        _documents.c.id == _places.c.document_id, _documents.c.customer_id == source.customer.id
    )
    connection.execute(sa.delete(_places).where(_places.c.source_key == source.key, theirs))


def as_before(source: Source, known: sa.Row[Any], home: str) -> Source:
    """The source at its document's home, under the decisions that its content was taken in with."""
    kind = Kind(known.kind_given) if known.kind_given else None
    return replace(source, key=home, uri=home, kind=kind, date=known.date_given)
