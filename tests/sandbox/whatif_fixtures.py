"""The small account with its reviewers, opened once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from tests.support.whatif import prepare
from yiju.models import chat as gateway
from yiju.store.store import Store


@pytest.fixture(scope="session")
def whatif_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its data folder. Tests may save suggestions and what belongs to them, and change nothing else."""
    return prepare(tmp_path_factory.mktemp("whatif"))


@pytest.fixture
def shop_store(whatif_data: Path) -> Iterator[Store]:
    """The shared store."""
    with Store.open(settings_for(whatif_data)) as store:
        yield store


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """One of the test's own, to change as it likes."""
    with Store.open(settings_for(prepare(tmp_path))) as store:
        yield store


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubLLM]:
    """A scripted model; pauses between attempts are short."""
    monkeypatch.setattr(gateway, "_FIRST_PAUSE", 0.01)
    with StubLLM() as server:
        yield server
