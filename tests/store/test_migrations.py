"""Databases of older versions, opened by this one."""

from pathlib import Path

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

from yiju.store import migrate, tables, tray
from yiju.store.database import Database
from yiju.store.tray_tables import tray_settled


def _at(url: str, version: str) -> sa.Engine:
    """An empty database as that version left it."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    steps = migrate.script()._upgrade_revs(version, "base")
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"fn": lambda *_: steps})
        with Operations.context(context):
            context.run_migrations()
    return engine


def test_suggestions_made_before_keep_the_units_they_cite(empty_url: str, tmp_path: Path) -> None:
    engine = _at(empty_url, "0001")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO units (name) VALUES ('east'), ('west')"))
        connection.execute(
            sa.text(
                "INSERT INTO suggestions (id, unit, customer, kind, created_at, body) VALUES "
                "('s1', 'east', 'x', 'answer', '2026-01-01 00:00:00', '{}'), "
                "('s2', 'east', 'x', 'answer', '2026-01-01 00:00:00', '{}')"
            )
        )
        connection.execute(
            sa.text(
                "INSERT INTO suggestion_documents (suggestion_id, document_id, unit) VALUES "
                "('s1', 'd1', 'east'), ('s1', 'd2', 'west')"
            )
        )
    database = Database.open(empty_url, lock_folder=tmp_path / "locks", wait=10)
    with database.read() as connection:
        drawn = {tuple(row) for row in connection.execute(sa.select(tables.suggestion_units))}
        cited = {tuple(row) for row in connection.execute(sa.select(tables.suggestion_documents))}
    database.close()
    assert drawn == {("s1", "east"), ("s1", "west"), ("s2", "east")}
    assert cited == {("s1", "d1"), ("s1", "d2")}


def test_places_are_looked_up_by_an_index_however_long_they_are(empty_url: str, tmp_path: Path) -> None:
    database = Database.open(empty_url, lock_folder=tmp_path / "locks", wait=10)
    wanted = sa.select(tables.documents.c.id).where(
        tables.documents.c.source_key == "file:///x", tables.documents.c.customer_id == "c"
    )
    with database.write() as connection:
        explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
        if not database.is_sqlite:  # of an empty table it walks everything
            connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        query = str(wanted.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(explain + query))
    database.close()
    assert "ix_documents_source_key" in plan


def test_what_was_settled_keeps_no_name_of_a_file(empty_url: str, tmp_path: Path) -> None:
    key = "file:///in/%E6%9F%90.md"
    engine = _at(empty_url, "0011")
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO units (name) VALUES ('east')"))
        connection.execute(
            sa.text(
                'INSERT INTO tray_settled (unit, sha256, source_key, parser, outcome, "by", at) VALUES '
                f"('east', 'x', '{key}', 'p', 'moved', 'u', '2026-01-01 00:00:00')"
            )
        )
    database = Database.open(empty_url, lock_folder=tmp_path / "locks", wait=10)
    with database.read() as connection:
        assert tray.was_moved(connection, "east", key) and not tray.was_moved(connection, "east", "")
        (row,) = connection.execute(sa.select(tray_settled))
    database.close()
    assert key not in str(row)
