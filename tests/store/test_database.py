import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from yiju.errors import YijuError
from yiju.store import migrate, schema, tables
from yiju.store.database import SCHEMA, Database, batched


def _open(url: str, folder: Path) -> str:
    database = Database.open(url, lock_folder=folder, wait=30)
    try:
        with database.read() as connection:
            return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))
    finally:
        database.close()


def test_migrations_build_the_tables_of_the_code(empty_url: str, tmp_path: Path) -> None:
    sql = Database.open(empty_url, lock_folder=tmp_path / "locks", wait=30)
    with sql.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    sql.close()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    assert migrate.script().get_current_head() == SCHEMA


def test_two_processes_may_open_a_new_database_at_once(empty_url: str, tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        versions = pool.starmap(_open, [(empty_url, tmp_path / "locks")] * 4)
    assert versions == [SCHEMA] * 4


def test_a_database_of_a_newer_yiju_is_refused(sql: Database, sql_url: str, tmp_path: Path) -> None:
    with sql.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(YijuError, match="更新版本"):
        Database.open(sql_url, lock_folder=tmp_path / "locks")


def test_a_failed_write_leaves_nothing(sql: Database) -> None:
    with pytest.raises(RuntimeError), sql.write() as connection:
        connection.execute(sa.insert(tables.units).values(name="half"))
        raise RuntimeError
    with sql.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.units)) == 0


def test_foreign_keys_hold(sql: Database) -> None:
    row = {"id": "c1", "unit": "nowhere", "name": "x", "aliases": [], "seller": {}}
    with pytest.raises(sa.exc.IntegrityError), sql.write() as connection:
        connection.execute(sa.insert(tables.customers).values(**row))


def test_the_writers_place_is_for_one(sql: Database, sql_url: str, tmp_path: Path) -> None:
    other = Database.open(sql_url, lock_folder=tmp_path / "locks", wait=0.1)
    with sql.writer_lock(), pytest.raises(YijuError, match="另一个 yiju 进程"), other.writer_lock():
        pass
    with other.writer_lock():
        pass
    other.close()


def test_urls_that_cannot_work_are_named(tmp_path: Path) -> None:
    for url in ("mysql://x/y", "not a url", "sqlite://"):
        with pytest.raises(YijuError):
            Database.open(url, lock_folder=tmp_path)
    unreachable = "postgresql://u:secret@127.0.0.1:1/x"
    with pytest.raises(YijuError) as caught:
        Database.open(unreachable, lock_folder=tmp_path)
    assert "secret" not in str(caught.value)


def test_batched_loses_nothing() -> None:
    assert list(batched(range(5), 2)) == [[0, 1], [2, 3], [4]]
