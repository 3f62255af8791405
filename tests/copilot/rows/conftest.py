"""Databases as in tests/store."""

from tests.store.conftest import postgres, sql, sql_url, store

__all__ = ["postgres", "sql", "sql_url", "store"]
