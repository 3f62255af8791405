"""The SQL database: SQLite (WAL) by default, PostgreSQL by URL. Opening it brings its schema up to date."""

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from yiju.errors import YijuError
from yiju.store.disk import disk_trouble, is_read_only, read_only_trouble
from yiju.store.engines import engine_for

SCHEMA = "0012"
"""The newest migration. Compared before Alembic is imported: a current schema costs one query."""

T = TypeVar("T")

_MIGRATION_LOCK = 0x59494A55  # "YIJU": advisory lock numbers on PostgreSQL
_WRITER_LOCK = _MIGRATION_LOCK + 1


class Database:
    """An engine plus the few habits every repository shares. Safe to use from several threads."""

    def __init__(self, engine: sa.Engine, lock_folder: Path, wait: float) -> None:
        self.engine = engine
        self._locks = lock_folder
        self._wait = wait

    @classmethod
    def open(cls, url: str, *, lock_folder: Path, wait: float = 60.0) -> "Database":
        """Connect and migrate.

        Args:
            url: SQLAlchemy URL; a SQLite file's folder is made.
            lock_folder: where lock files may lie (SQLite).
            wait: seconds to wait for another process.

        Raises:
            YijuError: not reachable, not writable, or written by a newer Yiju.
        """
        engine = engine_for(url, wait)
        lock_folder.mkdir(parents=True, exist_ok=True)
        database = cls(engine, lock_folder, wait)
        try:
            database._migrate()
        except sa.exc.OperationalError as error:
            engine.dispose()
            if (trouble := disk_trouble(error)) is not None:
                raise trouble from error
            folder = Path(engine.url.database or "").parent
            if engine.url.database and is_read_only(folder):  # SQLite says: unable to open
                raise read_only_trouble(folder) from error
            reason = str(error.orig).strip().splitlines()[0]
            raise YijuError(
                f"数据库打不开：{engine.url.render_as_string(hide_password=True)}：{reason}",
                hint="检查 YIJU_DATABASE_URL 或 YIJU_DATA，以及目录的读写权限",
            ) from error
        except BaseException:
            engine.dispose()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Whether the dialect is SQLite."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state throughout and writes nothing."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that commits at the end, or does nothing on an error.

        Raises:
            YijuError: another process kept the database locked for longer than the wait; the disk is full or
                read-only.
        """
        with self.engine.connect() as connection:
            connection.execution_options(yiju_write=True)
            try:
                with connection.begin():
                    yield connection
            except sa.exc.OperationalError as error:
                if "database is locked" in str(error.orig):
                    raise _busy(self._wait) from error
                if (trouble := disk_trouble(error)) is not None:
                    raise trouble from error
                raise

    def scrub(self) -> None:
        """Take what was deleted out of the files too: SQLite's write-ahead log keeps pages as they were.

        Waits for readers. PostgreSQL does so in its own time (``VACUUM``).
        """
        if self.is_sqlite:
            with contextlib.closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    @contextlib.contextmanager
    def writer_lock(self, wait: float | None = None) -> Iterator[None]:
        """Hold the one writer's place: a lock file beside SQLite, an advisory lock on PostgreSQL.

        A process that dies gives it back at once. Not reentrant.

        Args:
            wait: seconds; None for the setting.

        Raises:
            YijuError: still held by another process after the wait.
        """
        seconds = self._wait if wait is None else wait
        with self._lock("writer", _WRITER_LOCK, seconds):
            yield

    @contextlib.contextmanager
    def _lock(self, name: str, number: int, wait: float) -> Iterator[None]:
        if self.is_sqlite:
            with file_lock(self._locks / f"{name}.lock", wait):
                yield
            return
        with self.engine.connect() as connection:
            try:
                milliseconds = max(1, int(wait * 1000))
                connection.execute(sa.text(f"SET LOCAL lock_timeout = {milliseconds}"))
                connection.execute(sa.text("SELECT pg_advisory_lock(:n)"), {"n": number})
            except sa.exc.OperationalError as error:
                raise _busy(wait) from error
            connection.commit()  # keeps the session's lock, ends the transaction
            try:
                yield
            finally:
                connection.execute(sa.text("SELECT pg_advisory_unlock(:n)"), {"n": number})
                connection.commit()

    def _migrate(self) -> None:
        if self._schema() == SCHEMA:
            return
        with self._lock("migration", _MIGRATION_LOCK, self._wait):
            found = self._schema()
            if found == SCHEMA:
                return
            from yiju.store import migrate

            migrate.upgrade(self.engine, found)

    def _schema(self) -> str | None:
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            version: str | None = connection.execute(
                sa.text("SELECT version_num FROM alembic_version")
            ).scalar()
            return version


def insert_ignore(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, leaving those that exist already as they are."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)
    else:
        connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)


def batched(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most ``size`` values, in order: databases limit the parameters of a statement."""
    rest = iter(values)
    while batch := list(itertools.islice(rest, size)):
        yield batch


@contextlib.contextmanager
def file_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold a lock file; the system frees it when its process ends, however it ends.

    Raises:
        YijuError: another process held it for longer than ``wait`` seconds.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, timeout=wait, poll_interval=0.02, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(wait) from error
    try:
        yield
    finally:
        lock.release()


def _busy(wait: float) -> YijuError:
    return YijuError(
        f"另一个 yiju 进程正在写入，已等待 {wait:g} 秒",
        hint="等它结束后再试；或用 YIJU_LOCK_WAIT 延长等待",
    )
