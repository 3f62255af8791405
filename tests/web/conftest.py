"""Applications over stores of the tests' own."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.store.conftest import postgres, sql, sql_url
from tests.support.browser import house_in
from tests.support.stored import settings_for
from tests.support.town import Ids, settle
from yiju.store.users import save_user
from yiju.web.app import make_app

__all__ = ["postgres", "sql", "sql_url"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[FastAPI]:
    """An application over an empty store with one director, ``head``, in the unit ``main``."""
    made = make_app(settings_for(tmp_path / "data"))
    house = house_in(made)
    save_user(house.store.sql, "head", roles=["director"], units=["main"], actor="test")
    yield made
    house.close()


@asynccontextmanager
async def _stays_open(_app: FastAPI) -> AsyncIterator[None]:
    """A client that starts and ends the application, as schemathesis does, ends it for no other test."""
    yield


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, dict[str, Ids]]]:
    """Two units that are lived in."""
    folder = tmp_path_factory.mktemp("town")
    made = make_app(settings_for(folder / "data"))
    made.router.lifespan_context = _stays_open
    house = house_in(made)
    yield made, settle(house, folder / "files")
    house.close()
