"""Stores for searches, over SQLite and over PostgreSQL."""

from tests.store.conftest import postgres, sql_url, store

__all__ = ["postgres", "sql_url", "store"]
