"""Stores with customers and verdicts in them, made once on each database and copied for every test."""

import contextlib
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support.stored import settings_for
from tests.support.trainable import furnish
from yiju.settings import Settings
from yiju.store.store import Store

Make = Callable[[Store], object]


class Copies:
    """Stores by what made them: each is made once. ``server``: of PostgreSQL; None for SQLite."""

    def __init__(self, folder: Path, server: sa.URL | None) -> None:
        self._folder = folder
        self._server = server
        self._made: dict[Make, tuple[Path, str]] = {}

    @contextlib.contextmanager
    def store(self, make: Make, data: Path) -> Iterator[Store]:
        """A store as ``make`` leaves an empty one, with ``data`` as its folder and the index in memory."""
        if make not in self._made:
            master = self._folder / str(len(self._made))
            name = self._database("template1")
            with Store.open(self._settings(master, name)) as store:
                make(store)
            self._made[make] = (master, name)
        master, name = self._made[make]
        shutil.copytree(master, data)
        own = self._database(name)
        try:
            with Store.open(self._settings(data, own)) as store:
                yield store
        finally:
            self._run(f'DROP DATABASE "{own}" WITH (FORCE)')

    def close(self) -> None:
        """Take the originals away."""
        for _folder, name in self._made.values():
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _settings(self, data: Path, name: str) -> Settings:
        url = self._server.set(database=name).render_as_string(hide_password=False) if self._server else ""
        return settings_for(data, vector_store="memory", database_url=url)

    def _database(self, like: str) -> str:
        """A new database of the server's, a copy of another. SQLite's lies in the folder that is copied."""
        name = f"yiju_test_{uuid.uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return name

    def _run(self, statement: str) -> None:
        if self._server is None:
            return
        engine = sa.create_engine(self._server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(statement))


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Copies:
    """Copies on SQLite."""
    return Copies(tmp_path_factory.mktemp("made"), None)


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, postgres: sa.URL) -> Iterator[Copies]:
    """Copies on PostgreSQL."""
    copies = Copies(tmp_path_factory.mktemp("made"), postgres)
    yield copies
    copies.close()


@pytest.fixture(params=["on_sqlite", "on_postgres"])
def copies(request: pytest.FixtureRequest) -> Copies:
    """Copies on each database."""
    found: Copies = request.getfixturevalue(str(request.param))
    return found


@pytest.fixture
def furnished(copies: Copies, tmp_path: Path) -> Iterator[Store]:
    """A store with every customer's document in it, and nothing reviewed yet."""
    with copies.store(furnish, tmp_path / "data") as store:
        yield store
