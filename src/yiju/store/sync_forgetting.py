"""What is forgotten stays forgotten, however often its source offers it again; its original goes, too."""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.clock import now
from yiju.store.database import insert_ignore
from yiju.store.sync_tables import ORIGINALS, sync_items, sync_sources

FORGOTTEN = "forgotten"
THING = "thing"
"""In what is kept of an item: the hash of what it is, which another source of the unit may offer, too."""
KEY_SIGNS = 16
"""Of the hash of an item's key: the name of its folder below its source's."""
_I = sync_items.c
_documents = tables.documents
_places = tables.document_places


def forget_items(connection: sa.Connection, data: Path, versions: Collection[str]) -> None:
    """Before these versions of a document go: close the items that they came from, remove their originals.

    An item whose document goes is never got again. Where only what lies in it goes (an attachment), the item
    goes on, without those bytes: their hash is kept, so that no source of the unit brings a copy of them.

    Raises:
        OSError: an original cannot be removed.
    """
    told = (_documents.c.sha256, _documents.c.unit)
    home = sa.select(_documents.c.source_key, *told).where(_documents.c.id.in_(versions))
    noted = (
        sa.select(_places.c.source_key, *told)
        .join(_documents, _documents.c.id == _places.c.document_id)
        .where(_documents.c.id.in_(versions))
    )
    for place, sha256, unit in connection.execute(sa.union(home, noted)).all():
        outer, _, inner = place.partition("#")
        query = sa.select(_I.source, _I.key_sha256, _I.item).where(_I.place == outer)
        for source, key, item in connection.execute(query).all():
            _refuse(connection, _of_unit(unit), _mark(sha256))
            if not inner:
                if thing := item.get(THING):
                    _refuse(connection, _of_unit(unit), thing)
                which = sa.and_(_I.source == source, _I.key_sha256 == key)
                erased = {"item": {}, "reason": "", "original": "", "place": "", "sha256": ""}
                connection.execute(sa.update(sync_items).where(which).values(outcome=FORGOTTEN, **erased))
                prune(connection, source, key)
            sweep(data, source, key)


def is_forgotten(
    connection: sa.Connection, source: str, unit: str, key_sha256: str, sha256: str, thing: str = ""
) -> bool:
    """Whether an item, or this thing or these bytes wherever the source or the unit has them, were forgotten.

    Args:
        key_sha256: of the item; empty for what lies in one.
        thing: what the item is, whatever its source is called; empty where that is not known.
    """
    keys = [_mark(sha256), *([key_sha256] if key_sha256 else [])]
    of_source = sa.and_(_I.source == source, _I.key_sha256.in_(keys))
    named = [keys[0], *([thing] if thing else [])]
    of_unit = sa.and_(_I.source == _of_unit(unit), _I.key_sha256.in_(named))
    query = sa.select(_I.source).where(sa.or_(of_source, of_unit), _I.outcome == FORGOTTEN)
    return connection.execute(query.limit(1)).first() is not None


def forgotten_keys(connection: sa.Connection, source: str) -> list[str]:
    """The hashes of the keys of what was forgotten of a source."""
    query = sa.select(_I.key_sha256).where(_I.source == source, _I.outcome == FORGOTTEN)
    return list(connection.scalars(query))


def sweep(data: Path, source: str, key_sha256: str) -> None:
    """Remove all that lies in an item's folder, also what a killed process left there half written.

    Raises:
        OSError: something cannot be removed.
    """
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(data / ORIGINALS / source / key_sha256[:KEY_SIGNS])


def without_forgotten(cursor: str, keys: Collection[str]) -> str:
    """A cursor without what it says of forgotten items by their keys, where it is JSON.

    Args:
        keys: their hashes.
    """
    if not keys or not cursor.startswith(("{", "[")):
        return cursor
    try:
        told = json.loads(cursor)
    except (ValueError, RecursionError):
        return cursor
    kept = _without(told, frozenset(keys))
    return cursor if kept == told else json.dumps(kept, ensure_ascii=False)


def _without(value: Any, keys: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, keys) for name, inner in value.items() if _hash(name) not in keys}
    return [_without(inner, keys) for inner in value] if isinstance(value, list) else value


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def prune(connection: sa.Connection, source: str, key: str) -> None:
    """Take an item, by the hash of its key, out of what its source remembers of its list."""
    which = sync_sources.c.name == source
    before = connection.scalar(sa.select(sync_sources.c.cursor).where(which)) or ""
    of, colon, cursor = str(before).partition(":")
    kept = without_forgotten(cursor, [key])
    if kept != cursor:
        connection.execute(sa.update(sync_sources).where(which).values(cursor=f"{of}{colon}{kept}"))


def _of_unit(unit: str) -> str:
    """In place of a source's name: refused for every source of a unit. No source is named so."""
    return "@" + hashlib.sha256(unit.encode()).hexdigest()[:40]


def _mark(sha256: str) -> str:
    """The row that refuses bytes: of no item's key."""
    return hashlib.sha256(f"\0{FORGOTTEN}\0{sha256}".encode()).hexdigest()


def _refuse(connection: sa.Connection, source: str, mark: str) -> None:
    row = {
        "source": source,
        "key_sha256": mark,
        "version": "",
        "outcome": FORGOTTEN,
        "reason": "",
        "attempts": 0,
        "item": {},
        "original": "",
        "place": "",
        "sha256": "",
        "gone": True,
        "seen_at": now(connection),
    }
    insert_ignore(connection, sync_items, [row])
