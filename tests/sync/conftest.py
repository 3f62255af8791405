"""Stores for sources, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.store.conftest import postgres, sql_url
from tests.support.stored import settings_for
from yiju.store.store import Store

__all__ = ["postgres", "sql_url"]


@pytest.fixture
def store(sql_url: str, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(settings_for(tmp_path / "data", database_url=sql_url)) as opened:
        yield opened
