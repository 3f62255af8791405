"""Fixtures of the copilot's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.account import build
from tests.support.advice import Given, give_all
from tests.support.desk import Desk
from tests.support.samples import open_samples, reader
from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from tests.support.tenders import Tenders
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


@pytest.fixture(scope="session", params=[True, False], ids=["dense", "keywords"])
def given(samples: Store, request: pytest.FixtureRequest) -> Given:
    """Everything the copilot says of the samples, with and without an embedder."""
    who = reader(samples, dense=request.param)
    return who, give_all(who)


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small account's data folder. Tests may save suggestions in it and change nothing else."""
    return build(tmp_path_factory.mktemp("account"))


@pytest.fixture
def desk(account: Path, stub: StubLLM) -> Iterator[Desk]:
    """A rep of unit ``main`` at work."""
    with Store.open(settings_for(account)) as store:
        yield Desk(store, stub)


@pytest.fixture(scope="session")
def tenders(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Tenders]:
    """Real tenders, each taken in when it is first asked about."""
    with Store.open(settings_for(tmp_path_factory.mktemp("tenders"))) as store:
        yield Tenders(store, shared_data / "tenders_zh")
