"""What was forgotten while pages are open: a page that shows some of it is loaded anew."""

import threading
import time

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.database import Database

_EVERY = 2.0
"""Seconds between two looks into the audit log, however many pages are open."""
_log = tables.audit


class Forgotten:
    """Ids of documents that were forgotten, by whichever process, and of suggestions that lost words by it.

    Only for pages that show them already: who may see what is looked up when a page is loaded.
    """

    def __init__(self, sql: Database) -> None:
        self._sql = sql
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seq: int | None = None
        self._found: list[tuple[int, frozenset[str]]] = []

    def now(self) -> int:
        """A mark of this moment, for ``since``. Take it before reading what is to be shown."""
        with self._lock:
            self._look()
            return self._seq or 0

    def since(self, mark: int) -> frozenset[str]:
        """Ids forgotten after a mark."""
        with self._lock:
            self._look()
            return frozenset().union(*(ids for seq, ids in self._found if seq > mark))

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._looked < _EVERY:
            return
        with self._sql.read() as connection:
            last = connection.scalar(sa.select(sa.func.max(_log.c.seq))) or 0
            if self._seq is not None and last > self._seq:
                new = sa.and_(_log.c.seq > self._seq, _log.c.seq <= last)
                query = sa.select(_log.c.seq, _log.c.details).where(
                    new, _log.c.action == "document.forgotten"
                )
                for row in connection.execute(query.order_by(_log.c.seq)):
                    ids = frozenset((*row.details["versions"], *row.details["suggestions"]))
                    self._found.append((row.seq, ids))
        self._looked, self._seq = now, last
