"""Questions go first; the rest gets on all the same."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from yiju.models import embedder_turns
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.models.embedder_turns import Turns

TEXTS = ["甲", "乙", "丙"]


class Noted(HashingEmbedder):
    """Writes down what it is asked, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda _text: None

    def query(self, text: str) -> Dense:
        self.asked.append(text)
        self.before(text)
        return super().query(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        self.asked.append("".join(texts))
        self.before("".join(texts))
        return super().passages(texts)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No second of calm after a question: what is tested is the order."""
    monkeypatch.setattr(embedder_turns, "_CALM", 0.0)


def test_the_vectors_are_those_of_the_embedder() -> None:
    turns = Turns(Noted())
    behind = turns.behind(2)
    plain = HashingEmbedder()
    assert (behind.name, behind.dim, turns.name, turns.dim) == (plain.name, plain.dim) * 2
    assert np.array_equal(behind.passages(TEXTS), plain.passages(TEXTS))
    assert np.array_equal(turns.passages(TEXTS), plain.passages(TEXTS))
    assert np.array_equal(turns.query("甲"), plain.query("甲"))
    assert behind.passages([]).shape == (0, plain.dim)


def test_a_question_comes_before_the_next_lot() -> None:
    inner = Noted()
    turns = Turns(inner)
    asking, waited, release = threading.Event(), threading.Event(), threading.Event()

    def ask() -> None:
        turns.query("问题")

    def before(text: str) -> None:
        if text == "甲":
            threading.Thread(target=ask).start()
            assert asking.wait(20)
        if text == "问题":
            asking.set()
            assert release.wait(20)

    def stopped() -> bool:
        if asking.is_set() and not release.is_set():  # the second lot would go now
            waited.set()
        return False

    inner.before = before
    work = threading.Thread(target=turns.behind(1, stopped).passages, args=(TEXTS,))
    work.start()
    assert waited.wait(20)
    assert inner.asked == ["甲", "问题"]
    release.set()
    work.join(20)
    assert inner.asked == ["甲", "问题", "乙", "丙"]


def test_however_many_ask_the_rest_gets_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder_turns, "_MOST", 0.05)
    inner = Noted()
    turns = Turns(inner)
    behind = turns.behind(1)

    def before(text: str) -> None:
        if text == "问题":  # asked for as long as the lots take
            behind.passages(TEXTS)

    inner.before = before
    turns.query("问题")
    assert inner.asked == ["问题", *TEXTS]


def test_when_the_server_stops_nothing_waits() -> None:
    inner = Noted()
    turns = Turns(inner)
    behind = turns.behind(1, lambda: True)

    def before(text: str) -> None:
        if text == "问题":
            behind.passages(TEXTS)

    inner.before = before
    turns.query("问题")  # ten seconds a lot, if it waited
    assert inner.asked == ["问题", *TEXTS]
