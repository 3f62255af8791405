"""What is done while a model is waited for: the other sections are laid out, in the order they stand in."""

import gc
import threading
from typing import Any

import pytest

from tests.support.account import honest, model_claims
from tests.support.desk import Desk
from tests.support.stored import settings_for
from tests.support.stub_llm import Step, StubLLM
from yiju.copilot.llm_course import Course, Started
from yiju.copilot.llm_sections import ADVICE_INTENTS, INTENTS
from yiju.store.store import Store

_SECONDS = 10.0
"""After so long whoever waits gives up, and the test fails."""


def test_sections_are_laid_out_while_the_first_answer_is_waited_for(
    account: Any, stub: StubLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, laid = threading.Event(), threading.Event()
    titles: list[str] = []
    real = Course.begin

    def begin(self: Course, request: Any, *args: Any, **named: Any) -> Started | None:
        title = request.values["section"]
        if titles:
            assert asked.wait(_SECONDS), "the first section was not asked for yet"
        started = real(self, request, *args, **named)
        titles.append(title)
        if title == list(INTENTS)[-1]:
            laid.set()
        return started

    def answer(body: dict[str, Any]) -> Step:
        asked.set()
        assert laid.wait(_SECONDS), "the other sections were not laid out meanwhile"
        return honest(body)

    monkeypatch.setattr(Course, "begin", begin)
    stub.script(answer)
    with Store.open(settings_for(account)) as store:
        given = Desk(store, stub, parallel=4).strategy()
    assert titles == [*INTENTS, *ADVICE_INTENTS]
    assert [one.section for one in given.drafting] == titles
    assert model_claims(given)


def test_what_was_imported_for_it_is_left_out_of_full_collections(desk: Desk) -> None:
    desk.stub.script(honest)
    desk.strategy()
    assert gc.get_freeze_count() > 10_000  # LangGraph and the model's client
