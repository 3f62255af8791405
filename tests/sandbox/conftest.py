"""Databases for the sandbox: every test that takes ``sql`` runs on SQLite and on PostgreSQL."""

from tests.store.conftest import postgres, sql, sql_url, store

__all__ = ["postgres", "sql", "sql_url", "store"]
