"""A small account that is talked about, on either database."""

from collections.abc import Iterator

import pytest

from tests.support.account import TODAY, fill
from tests.support.stored import settings_for
from tests.support.talking import Talker
from yiju.store.store import Store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The small account, over each database. Tests add advice, signals and customers of their own units."""
    folder = tmp_path_factory.mktemp("talk")
    url = "" if request.param == "sqlite" else request.getfixturevalue("postgres").migrated()
    with Store.open(settings_for(folder / "data", **({"database_url": url} if url else {}))) as opened:
        fill(opened, folder)
        yield opened


@pytest.fixture
def xiaoli(filled: Store) -> Talker:
    """A rep of the account's unit, in a chat of her own."""
    return Talker(filled, "xiaoli", TODAY)
