"""An agent at work on the small account, with a scripted model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.agent import AgentDesk
from tests.support.stored import settings_for
from tests.support.stub_llm import StubLLM
from yiju.copilot.agent import incapable
from yiju.store.store import Store


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """What models cannot do is not known from other tests."""
    incapable.forget()
    yield
    incapable.forget()


@pytest.fixture
def at_work(account: Path, stub: StubLLM) -> Iterator[AgentDesk]:
    """A rep of unit ``main``."""
    with Store.open(settings_for(account)) as store:
        yield AgentDesk(store, stub)
