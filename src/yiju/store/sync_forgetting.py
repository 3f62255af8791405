"""What is forgotten stays forgotten, however often its source offers it again; its original goes, too."""

import hashlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.clock import now
from yiju.store.database import insert_ignore
from yiju.store.sync_tables import ORIGINALS, sync_items

FORGOTTEN = "forgotten"
_I = sync_items.c
_documents = tables.documents
_places = tables.document_places


def forget_items(connection: sa.Connection, data: Path, versions: Collection[str]) -> None:
    """Before these versions of a document go: close the items that they came from, remove their originals.

    An item whose document goes is never got again. Where only what lies in it goes (an attachment), the item
    goes on, without those bytes: their hash is kept, so that no copy of them is read for this source again.

    Raises:
        OSError: an original cannot be removed.
    """
    home = sa.select(_documents.c.source_key, _documents.c.sha256).where(_documents.c.id.in_(versions))
    noted = (
        sa.select(_places.c.source_key, _documents.c.sha256)
        .join(_documents, _documents.c.id == _places.c.document_id)
        .where(_documents.c.id.in_(versions))
    )
    for place, sha256 in connection.execute(sa.union(home, noted)).all():
        outer, _, inner = place.partition("#")
        query = sa.select(_I.source, _I.key_sha256, _I.original).where(_I.place == outer)
        for source, key, original in connection.execute(query).all():
            _refuse(connection, source, sha256)
            if not inner:
                which = sa.and_(_I.source == source, _I.key_sha256 == key)
                erased = {"item": {}, "reason": "", "original": "", "place": "", "sha256": ""}
                connection.execute(sa.update(sync_items).where(which).values(outcome=FORGOTTEN, **erased))
            if original:
                data.joinpath(ORIGINALS, *PurePosixPath(original).parts).unlink(missing_ok=True)


def is_forgotten(connection: sa.Connection, source: str, key_sha256: str, sha256: str) -> bool:
    """Whether an item, or these bytes wherever the source has them, were forgotten.

    Args:
        key_sha256: of the item; empty for what lies in one.
    """
    keys = [_mark(sha256), *([key_sha256] if key_sha256 else [])]
    query = sa.select(_I.source).where(_I.source == source, _I.key_sha256.in_(keys), _I.outcome == FORGOTTEN)
    return connection.execute(query).first() is not None


def _mark(sha256: str) -> str:
    """The row that refuses bytes: of no item's key."""
    return hashlib.sha256(f"\0{FORGOTTEN}\0{sha256}".encode()).hexdigest()


def _refuse(connection: sa.Connection, source: str, sha256: str) -> None:
    row = {
        "source": source,
        "key_sha256": _mark(sha256),
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
