"""Databases on a PostgreSQL server, one for each test that wants one."""

import itertools
import tempfile
import uuid
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from yiju.store.database import Database

_MOST_WAITING = 20
"""To be taken away: on a slow disk those of a whole run would keep its last test waiting for minutes."""


class Postgres:
    """A server, and the databases that this run has made on it.

    The migrations run once, in a template; a database for a test is a copy of its files. Running them anew
    takes up to twenty times as long.

    Args:
        url: any database of the server's, as somebody who may make others.

    Raises:
        sqlalchemy.exc.OperationalError: it does not answer.
    """

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._server = sa.create_engine(
            self._url,
            isolation_level="AUTOCOMMIT",
            connect_args={"connect_timeout": 3},
            poolclass=sa.NullPool,
        )
        self._run_name = f"yiju_test_{uuid.uuid4().hex[:12]}"
        self._numbers = itertools.count()
        self._made: set[str] = set()
        self._dropping = ThreadPoolExecutor(max_workers=1)
        self._dropped: list[Future[None]] = []
        self._run("SELECT 1")

    def empty(self) -> str:
        """URL of a new database without a table."""
        return self._address(self._create("template1"))

    def migrated(self) -> str:
        """URL of a new database of the newest schema, without a row of ours."""
        return self._address(self._create(self._template))

    def drop(self, url: str) -> None:
        """Have one taken away, whoever is connected to it. Nobody waits: the server waits for its disk."""
        name = str(sa.make_url(url).database)
        self._made.remove(name)
        self._dropped.append(self._dropping.submit(self._run, f'DROP DATABASE "{name}" WITH (FORCE)'))
        while len(self._dropped) > _MOST_WAITING:
            self._dropped.pop(0).result()

    def close(self) -> None:
        """Take away all that are left."""
        for name in sorted(self._made):
            self.drop(self._address(name))
        self._dropping.shutdown()
        for one in self._dropped:
            one.result()

    @cached_property
    def _template(self) -> str:
        name = self._create("template1")
        with tempfile.TemporaryDirectory() as folder:
            Database.open(self._address(name), lock_folder=Path(folder), wait=30).close()
        return name

    def _create(self, template: str) -> str:
        name = f"{self._run_name}_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.add(name)
        return name

    def _address(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._server.connect() as connection:
            connection.execute(sa.text(statement))
