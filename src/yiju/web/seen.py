"""When a session was last used: written down beside the requests, and never waited for."""

import datetime as dt
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from yiju.store.database import Database
from yiju.store.session_tables import sessions

log = logging.getLogger(__name__)


def touch(sql: Database, token_sha256: str) -> bool:
    """Write down that a session is in use, unless another has the lock: then not, and at once.

    Returns:
        Whether it was written; the next request tries again.
    """
    of_it = sa.and_(sessions.c.token_sha256 == token_sha256, sessions.c.ended.is_(False))
    change = sa.update(sessions).where(of_it).values(seen_at=dt.datetime.now(dt.UTC))
    try:
        with sql.engine.connect() as connection:
            if sql.is_sqlite:
                _at_once(connection, change)
            else:
                with connection.begin():
                    connection.execute(sa.text("SET LOCAL lock_timeout = '10ms'"))
                    connection.execute(change)
    except sa.exc.OperationalError:
        return False
    return True


def _at_once(connection: sa.Connection, change: sa.Update) -> None:
    """SQLite's wait belongs to the connection, which others use after this: it is put back."""
    driver: Any = connection.connection.driver_connection
    (wait,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        connection.execution_options(yiju_write=True)
        with connection.begin():
            connection.execute(change)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {int(wait)}")


class Seen:
    """Touches sessions in one thread of its own, each at most once at a time."""

    def __init__(self, sql: Database) -> None:
        self._sql = sql
        self._lock = threading.Lock()
        self._waiting: set[str] = set()
        self._pool: ThreadPoolExecutor | None = ThreadPoolExecutor(1, "seen")

    def note(self, token_sha256: str) -> None:
        """Have it written down soon. Returns at once."""
        with self._lock:
            if self._pool is None or token_sha256 in self._waiting:
                return
            self._waiting.add(token_sha256)
            self._pool.submit(self._write, token_sha256)

    def close(self) -> None:
        """Write nothing more."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _write(self, token_sha256: str) -> None:
        try:
            touch(self._sql, token_sha256)
        except Exception:
            log.warning("会话的最近使用时间没有记下", exc_info=True)
        finally:
            with self._lock:
                self._waiting.discard(token_sha256)
