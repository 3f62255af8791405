"""What a source brought and an admin dismissed: original and name go, where nothing else needs them."""

import contextlib
import shutil
from pathlib import Path, PurePosixPath

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.sync_forgetting import FORGOTTEN, prune
from yiju.store.sync_tables import ORIGINALS, sync_items
from yiju.store.tray_tables import tray

_documents, _places, _items = tables.documents, tables.document_places, sync_items.c


def close_items(connection: sa.Connection, data: Path, place: str) -> None:
    """After what lay at a place was dismissed: close the items that brought it, erase what is kept of them.

    An original stays for as long as something else of it is a document or waits.

    Raises:
        OSError: an original cannot be removed.
    """
    outer, _, inner = place.partition("#")
    needed = _needed(connection, outer)
    if inner and needed:
        return
    query = sa.select(_items.source, _items.key_sha256, _items.original).where(_items.place == outer)
    for source, key, original in connection.execute(query).all():
        erased: dict[str, object] = {"outcome": FORGOTTEN, "item": {}, "reason": ""}
        if not needed:
            erased |= {"original": "", "place": "", "sha256": ""}
        which = sa.and_(_items.source == source, _items.key_sha256 == key)
        connection.execute(sa.update(sync_items).where(which).values(**erased))
        prune(connection, source, key)
        if original and not needed:  # the folder of this item alone: source/key
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(data.joinpath(ORIGINALS, *PurePosixPath(original).parts[:2]))


def _needed(connection: sa.Connection, outer: str) -> bool:
    """Whether anything of a file is still a document, or waits."""

    def of_it(column: sa.Column[str]) -> sa.ColumnElement[bool]:
        return sa.or_(column == outer, sa.func.substr(column, 1, len(outer) + 1) == f"{outer}#")

    alive = sa.select(_documents.c.id).where(of_it(_documents.c.source_key), _documents.c.state != "removed")
    noted = sa.select(_places.c.document_id).where(of_it(_places.c.source_key))
    waiting = sa.select(tray.c.id).where(of_it(tray.c.source_key))
    return any(connection.execute(one.limit(1)).first() is not None for one in (alive, noted, waiting))
