"""A database's URL → the engine that speaks to it."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store.private import make_file, make_folder


def engine_for(url: str, wait: float) -> sa.Engine:
    """An engine of SQLite or PostgreSQL; it has not connected yet.

    Args:
        url: SQLAlchemy URL; a SQLite file and its folder are made.
        wait: seconds to wait for another process (SQLite).

    Raises:
        YijuError: no such URL, or another database's; the folder cannot be made.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, wait)
    return sa.create_engine(
        parsed, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10}
    )


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError as error:
        raise YijuError(f"YIJU_DATABASE_URL 不是有效的 SQLAlchemy URL:{error}") from error
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise YijuError(
            f"不支持的数据库：{parsed.drivername}", hint="用 sqlite:///文件 或 postgresql+psycopg://…"
        )
    return parsed


def _sqlite_engine(url: sa.URL, wait: float) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise YijuError("SQLite 需要一个文件：sqlite:///路径/yiju.db")
    try:
        make_folder(Path(url.database).parent)
    except OSError as error:
        raise YijuError(f"数据目录建不了：{Path(url.database).parent}：{error.strerror}") from error
    make_file(Path(url.database))
    # What people wrote stands in parameters: no error may repeat it in a log.
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": wait})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transactions begin too late; ours begin in the listener below.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer asks for its lock at once: one that first reads could not get it later.
        write = connection.get_execution_options().get("yiju_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
