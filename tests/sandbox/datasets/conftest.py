"""Stores with customers and verdicts in them, made once on each database and copied for every test."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.support.postgres import Postgres
from tests.support.stored import settings_for
from tests.support.trainable import furnish
from yiju.store.store import Store

Make = Callable[[Store], object]


class Copies:
    """Stores by what made them: each is made once. ``server``: of PostgreSQL; None for SQLite.

    On PostgreSQL each has one database, whose rows are put back before each use: making and dropping one
    for every test takes seconds on a busy disk.
    """

    def __init__(self, folder: Path, server: Postgres | None) -> None:
        self._folder = folder
        self._server = server
        self._made: dict[Make, tuple[Path, str, _Rows | None]] = {}

    @contextlib.contextmanager
    def store(self, make: Make, data: Path) -> Iterator[Store]:
        """A store as ``make`` leaves an empty one, with ``data`` as its folder and the index in memory."""
        if make not in self._made:
            master, url = self._folder / str(len(self._made)), self._server.migrated() if self._server else ""
            with Store.open(settings_for(master, vector_store="memory", database_url=url)) as store:
                make(store)
            self._made[make] = (master, url, _Rows(url) if url else None)
        master, url, rows = self._made[make]
        shutil.copytree(master, data)
        if rows is not None:
            rows.put_back()
        with Store.open(settings_for(data, vector_store="memory", database_url=url)) as store:
            yield store


class _Rows:
    """All rows of a PostgreSQL database, and where its sequences stand, to be put back."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://")
        self._tables: dict[str, bytes] = {}
        with psycopg.connect(self._url) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in found.fetchall():
                copied = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))
                with connection.cursor().copy(copied) as rows:
                    self._tables[name] = b"".join(bytes(row) for row in rows)
            standing = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
            self._sequences = connection.execute(standing).fetchall()

    def put_back(self) -> None:
        """As it was. No trigger fires: those of append-only tables would refuse."""
        with psycopg.connect(self._url) as connection:
            connection.execute("SET session_replication_role = replica")
            names = sql.SQL(", ").join(map(sql.Identifier, self._tables))
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))
            for name, rows in self._tables.items():
                copied = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))
                with connection.cursor().copy(copied) as into:
                    into.write(rows)
            for sequence, last in self._sequences:
                if last is not None:
                    connection.execute("SELECT setval(%s, %s)", (sequence, last))


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Copies on SQLite."""
    return Copies(tmp_path_factory.mktemp("made"), None)


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Copies:
    """Copies on PostgreSQL."""
    return Copies(tmp_path_factory.mktemp("made"), postgres)


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def copies(request: pytest.FixtureRequest) -> Copies:
    """Copies on each database."""
    found: Copies = request.getfixturevalue(str(request.param))
    return found


@pytest.fixture
def furnished(on_sqlite: Copies, tmp_path: Path) -> Iterator[Store]:
    """A store with every customer's document in it, and nothing reviewed yet."""
    with on_sqlite.store(furnish, tmp_path / "data") as store:
        yield store


@pytest.fixture
def furnished_on_each(copies: Copies, tmp_path: Path) -> Iterator[Store]:
    """The same, on each database."""
    with copies.store(furnish, tmp_path / "data") as store:
        yield store
