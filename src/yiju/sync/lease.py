"""A source is read by one process at a time. Who falls silent loses it; who stops gives it back."""

import contextlib
import datetime as dt
import logging
import secrets
import threading
from collections.abc import Iterator

import sqlalchemy as sa

from yiju.errors import YijuError, in_words
from yiju.store.clock import now
from yiju.store.database import Database, file_lock, insert_ignore
from yiju.store.store import Store
from yiju.store.sync_tables import sync_sources

log = logging.getLogger(__name__)
SECONDS = 45.0
"""After which a process that is silent is believed dead."""
_BEATS = 3
_T = sync_sources.c
_EMPTY = {
    "kind": "",
    "unit": "",
    "cursor": "",
    "owner": "",
    "outcome": "",
    "reason": "",
    "strikes": 0,
    "counts": {},
}


class Lease:
    """Held for one run of a source.

    Attributes:
        lost: set once another may have it: nothing may be written any more.
    """

    def __init__(self, sql: Database, name: str, owner: str, seconds: float) -> None:
        self._sql, self._name, self._owner, self._seconds = sql, name, owner, seconds
        self.lost = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"lease {name}", daemon=True)

    def begin(self) -> None:
        """Renew it from now on."""
        self._thread.start()

    def still(self, connection: sa.Connection) -> bool:
        """Whether it is ours, within the transaction that writes: nobody takes it before its end."""
        held = sa.update(sync_sources).where(_T.name == self._name, _T.owner == self._owner)
        if connection.execute(held.values(owner=self._owner)).rowcount:
            return True
        self.lost.set()
        return False

    def end(self) -> None:
        """Give it back."""
        self._ended.set()
        self._thread.join()
        with contextlib.suppress(sa.exc.SQLAlchemyError, YijuError), self._sql.write() as connection:
            mine = sa.update(sync_sources).where(_T.name == self._name, _T.owner == self._owner)
            connection.execute(mine.values(owner="", until=None))

    def _beat(self) -> None:
        while not self._ended.wait(self._seconds / _BEATS):
            try:
                if not take(self._sql, self._name, self._owner, self._seconds, renew=True):
                    self.lost.set()
                    return
            except Exception as error:
                log.warning("续租来源 %s 出错：%s", self._name, in_words(error))


def take(
    sql: Database, name: str, owner: str, seconds: float, *, renew: bool = False, dead: bool = False
) -> bool:
    """Take a lease, or renew one's own. False: another holds it.

    Args:
        dead: whoever holds it is known to be no more.
    """
    with sql.write() as connection:
        moment = now(connection)
        if not renew:
            insert_ignore(connection, sync_sources, [{"name": name} | _EMPTY])
        free = sa.or_(_T.owner == "", _T.until < moment) if not dead else sa.true()
        mine = _T.owner == owner if renew else free
        until = moment + dt.timedelta(seconds=seconds)
        update = sa.update(sync_sources).where(_T.name == name, mine).values(owner=owner, until=until)
        return bool(connection.execute(update).rowcount)


@contextlib.contextmanager
def held(store: Store, name: str, seconds: float = SECONDS, *, dead: bool = False) -> Iterator[Lease | None]:
    """The lease of a source, or None where another process holds it.

    On SQLite all processes are on one machine: a lock file tells at once that a holder was killed.

    Args:
        dead: whoever held it is known to be no more.
    """
    owner = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        if store.sql.is_sqlite:
            try:
                stack.enter_context(file_lock(store.settings.data / "locks" / f"sync-{name}.lock", 0.0))
            except YijuError:
                yield None
                return
            dead = True
        if not take(store.sql, name, owner, seconds, dead=dead):
            yield None
            return
        lease = Lease(store.sql, name, owner, seconds)
        lease.begin()
        try:
            yield lease
        finally:
            lease.end()
