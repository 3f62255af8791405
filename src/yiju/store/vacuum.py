"""Gives back the space of what was deleted, and renews the planner's statistics on PostgreSQL."""

import contextlib
import sqlite3

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.store import schema
from yiju.store.store import Store


def vacuum(store: Store) -> None:
    """Rewrite the SQLite file without its gaps, or vacuum and analyse our PostgreSQL tables.

    SQLite: other writers wait meanwhile, readers do not; needs as much free disk as the file is large. A
    kill leaves the file as it was. PostgreSQL: nobody waits.

    Raises:
        YijuError: no room on the disk, or another program keeps the file.
    """
    if not store.sql.is_sqlite:
        names = ", ".join(f'"{table.name}"' for table in schema.metadata.sorted_tables)
        with store.sql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(f"VACUUM (ANALYZE) {names}"))
        return
    try:
        # No ANALYZE here: with statistics SQLite starts reads by id from a unit, and walks all of it.
        with store.writing(), contextlib.closing(store.sql.engine.raw_connection()) as raw:
            raw.cursor().execute("VACUUM").close()
        store.sql.scrub()
    except sqlite3.OperationalError as error:
        raise YijuError(
            f"数据库没能压缩：{error}",
            hint="腾出与数据库文件同样大的磁盘空间，关闭其他打开它的程序，再运行一次",
        ) from error
