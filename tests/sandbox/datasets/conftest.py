"""A furnished store on each database: customers of two units with their documents, nothing reviewed yet."""

import pytest

from tests.support.trainable import furnish
from yiju.store.store import Store


@pytest.fixture
def furnished(store: Store) -> Store:
    """The store with every customer's document in it."""
    furnish(store)
    return store
