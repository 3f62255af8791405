"""The stores of tests/store, for the tests of assigning."""

from tests.store.conftest import postgres, sql_url, store

__all__ = ["postgres", "sql_url", "store"]
