"""A store on SQLite for searches; the store's own tests run on PostgreSQL as well."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stored import settings_for
from yiju.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store with an edge index."""
    with Store.open(settings_for(tmp_path / "data")) as opened:
        yield opened
