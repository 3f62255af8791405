"""A data folder that was moved: the originals in it lie at new places, and so do documents read from them.

Else the next version of an original would be a second document beside the first, and both would count.
"""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store import audit, tables
from yiju.store.access import LOCAL_USER
from yiju.store.database import insert_ignore
from yiju.store.sync_tables import ORIGINALS, sync_items
from yiju.store.tray_tables import tray

if TYPE_CHECKING:
    from yiju.store.store import Store

_PLACE = "originals_place"
_documents = tables.documents
_COLUMNS = (
    _documents.c.source_key,
    _documents.c.uri,
    tables.document_places.c.source_key,
    tray.c.source_key,
    sync_items.c.place,
)


def follow(store: "Store") -> None:
    """Give documents, what waits and items the places of today, where the folder lies elsewhere than it did.

    One small query when it does not. A folder counts as moved where what it held is not there any more and
    most of it is here: another machine that shares the database is left alone. Tried again at the next
    opening while another process writes.
    """
    folder = (store.settings.data / ORIGINALS).resolve()
    here = f"{folder.as_uri()}/"
    with store.sql.read() as connection:
        known = connection.scalar(sa.select(tables.meta.c.value).where(tables.meta.c.key == _PLACE))
        if known == here or not folder.is_dir():
            return
        left, others = _left(connection, folder, here)
    if others and not left:
        return
    try:
        with store.writing(wait=0.0), store.sql.write() as connection:
            for there in left:
                _rewrite(connection, there, here)
                audit.append(connection, LOCAL_USER, "originals.moved", ORIGINALS)
            if not others:
                insert_ignore(connection, tables.meta, [{"key": _PLACE, "value": here}])
                mine = tables.meta.c.key == _PLACE
                connection.execute(sa.update(tables.meta).where(mine).values(value=here))
    except YijuError:
        return


def _left(connection: sa.Connection, folder: Path, here: str) -> tuple[list[str], bool]:
    """Beginnings of places that the folder had before; and whether there are some that it had not."""
    all_of: Counter[str] = Counter()
    found: Counter[str] = Counter()
    kept = sa.select(sync_items.c.original, sync_items.c.place).where(sync_items.c.original != "")
    for original, place in connection.execute(kept):
        path = folder.joinpath(*original.split("/"))
        inner = path.as_uri().removeprefix(here)
        if place.endswith(f"/{inner}") and not place.startswith(here):
            there = place.removesuffix(inner)
            all_of[there] += 1
            found[there] += path.is_file()
    left = [there for there, many in all_of.items() if 2 * found[there] > many and not _path(there).exists()]
    return left, len(left) < len(all_of)


def _path(place: str) -> Path:
    return Path(url2pathname(urlsplit(place).path))


def _rewrite(connection: sa.Connection, there: str, here: str) -> None:
    size = len(there)
    for column in _COLUMNS:
        moved = sa.func.substr(column, 1, size) == there
        after = sa.literal(here) + sa.func.substr(column, size + 1)
        connection.execute(sa.update(column.table).where(moved).values({column.name: after}))
    _leave_the_newest(connection, here)


def _leave_the_newest(connection: sa.Connection, here: str) -> None:
    """Of two current documents at one place, read before and after the folder moved, the later one counts."""
    current = sa.and_(
        _documents.c.state == "current", sa.func.substr(_documents.c.source_key, 1, len(here)) == here
    )
    home = (_documents.c.customer_id, _documents.c.source_key)
    rows = connection.execute(
        sa.select(_documents.c.id, *home).where(current).order_by(_documents.c.ingested_at, _documents.c.id)
    ).all()
    newest = {(row.customer_id, row.source_key): row.id for row in rows}
    older = [row.id for row in rows if newest[row.customer_id, row.source_key] != row.id]
    for document_id in older:  # a handful: what was read again since
        mine = _documents.c.id == document_id
        connection.execute(sa.update(_documents).where(mine).values(state="old"))
