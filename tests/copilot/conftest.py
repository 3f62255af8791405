"""Fixtures of the copilot's tests."""

from collections.abc import Iterator

import pytest

from tests.support.stub_llm import StubLLM
from yiju.models import chat as gateway


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubLLM]:
    """A scripted model; pauses between attempts are short."""
    monkeypatch.setattr(gateway, "_FIRST_PAUSE", 0.01)
    with StubLLM() as server:
        yield server
