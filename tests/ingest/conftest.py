"""The stores of tests/store, for the pipeline's tests."""

from tests.store.conftest import postgres, sql_url, store

__all__ = ["postgres", "sql_url", "store"]
