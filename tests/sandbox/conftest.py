"""Databases for the sandbox: every test that takes ``sql`` runs on SQLite and on PostgreSQL."""

from tests.sandbox.trial_fixtures import past, worded
from tests.sandbox.whatif_fixtures import own_store, shop_store, stub, whatif_data
from tests.store.conftest import postgres, sql, sql_url, store

__all__ = [
    "own_store",
    "past",
    "postgres",
    "shop_store",
    "sql",
    "sql_url",
    "store",
    "stub",
    "whatif_data",
    "worded",
]
