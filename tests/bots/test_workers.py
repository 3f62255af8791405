"""Those who work through the inbox."""

import threading

import pytest

from tests.support.paper import Paper
from tests.support.paper_desk import Talk, at_work, person
from yiju.bots.answering import Tell
from yiju.bots.types import Asker, Incoming, Memory
from yiju.store.store import Store


def test_answers_that_hang_do_not_take_all_workers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yiju.bots.workers._STUCK", 0.5)
    free = threading.Event()

    def says(incoming: Incoming, asker: Asker, memory: Memory, tell: Tell) -> str:
        if incoming.text == "卡住":
            free.wait(60)
        return incoming.text

    for name in ("ann", "bob", "cy"):
        person(store, name)
    with Paper() as paper, at_work(store, paper, Talk(says), bot_workers=2, bot_lease_seconds=60.0):
        try:
            for name in ("ann", "bob"):
                paper.say(name, f"with {name}", "卡住")
            one = paper.say("cy", "with cy", "还在吗")
            paper.until(lambda: paper.answers(one) == ["还在吗"])
        finally:
            free.set()
