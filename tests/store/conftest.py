"""Databases and stores for tests: every SQL test runs on SQLite and on PostgreSQL."""

import functools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from tests.store.secret import OPEN, SECRET
from tests.support.postgres import Postgres
from tests.support.stored import put, settings_for, viewer
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.database import Database
from yiju.store.documents import list_documents
from yiju.store.store import Store
from yiju.store.types import Document

POSTGRES = os.environ.get("YIJU_TEST_POSTGRES", "postgresql+psycopg://postgres:test@127.0.0.1:5432/postgres")


def without_postgres(reason: str) -> NoReturn:
    """Skip a test that needs the server; on CI, where one is expected, fail it: a skip would hide that."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(
            f"CI=true, but no PostgreSQL server answers (see YIJU_TEST_POSTGRES): {reason}", pytrace=False
        )
    pytest.skip("no PostgreSQL server answers (set YIJU_TEST_POSTGRES)")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The PostgreSQL server, with databases of this test run's own."""
    try:
        server = Postgres(POSTGRES)
    except sa.exc.OperationalError as error:
        without_postgres(str(error.orig).strip())
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def sql_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database with no row in it."""
    if request.param == "sqlite":
        (tmp_path / "yiju.db").write_bytes(_migrated())
        yield f"sqlite:///{tmp_path / 'yiju.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.migrated()
    yield url
    server.drop(url)


@functools.cache
def _migrated() -> bytes:
    """A SQLite file of the newest schema: the migrations take longer than most tests."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "yiju.db"
        Database.open(f"sqlite:///{file}", lock_folder=Path(folder)).close()
        return file.read_bytes()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database with no table in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'yiju.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.empty()


@pytest.fixture
def sql(sql_url: str, tmp_path: Path) -> Iterator[Database]:
    """A migrated database with no row in it."""
    database = Database.open(sql_url, lock_folder=tmp_path / "locks", wait=10)
    yield database
    database.close()


@pytest.fixture
def store(sql_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store with an edge index, over each database."""
    with Store.open(settings_for(tmp_path / "data", database_url=sql_url)) as opened:
        yield opened


@pytest.fixture
def documents(store: Store, tmp_path: Path) -> dict[str, Document]:
    """Two documents of the unit ``main``, one of ``west``, by title."""
    put(store, tmp_path / "in", {"a.txt": SECRET, "b.txt": OPEN}, embedder=HashingEmbedder())
    put(store, tmp_path / "in", {"w.txt": "西区内容"}, unit="west")
    return {d.title: d for d in list_documents(store.sql, viewer("main", "west"))}
