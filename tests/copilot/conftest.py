"""Fixtures of the copilot's tests."""

from collections.abc import Iterator

import pytest

from tests.support.samples import open_samples
from tests.support.stub_llm import StubLLM
from yiju.models import chat as gateway
from yiju.store.store import Store


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubLLM]:
    """A scripted model; pauses between attempts are short."""
    monkeypatch.setattr(gateway, "_FIRST_PAUSE", 0.01)
    with StubLLM() as server:
        yield server


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample customers, ingested once. Tests may save suggestions in it and change nothing else."""
    store = open_samples(tmp_path_factory.mktemp("samples"))
    yield store
    store.close()
