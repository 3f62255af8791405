"""One embedder, two sorts of work: what a person waits for goes first, all else waits its turn."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from yiju.models.embedder import Dense, Embedder

_CALM = 1.0
"""Seconds after a question in which another part of the same answer may ask again."""
_MOST = 10.0
"""Seconds that a lot waits at most: however many questions are asked, the rest gets on."""
_LOOK = 0.2
"""Seconds between two looks at whether the server stops."""


class Turns:
    """The embedder as questions use it; ``behind`` is the same one for work in the background.

    Args:
        embedder: one that may be used from several threads.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._changed = threading.Condition()
        self._asking = 0
        self._asked = -_CALM

    @property
    def name(self) -> str:
        """The embedder's."""
        return self._embedder.name

    @property
    def dim(self) -> int:
        """The embedder's."""
        return self._embedder.dim

    def query(self, text: str) -> Dense:
        """One question → shape ``(dim,)``; at once."""
        with self._first():
            return self._embedder.query(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Texts → shape ``(n, dim)``; at once."""
        with self._first():
            return self._embedder.passages(texts)

    def behind(self, lot: int, stopped: Callable[[], bool] = lambda: False) -> "Behind":
        """The embedder for work that waits its turn, ``lot`` texts at a time."""
        return Behind(self, self._embedder, lot, stopped)

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Until nobody is asking, ten seconds at most; not at all where ``stopped``."""
        until = time.monotonic() + _MOST
        with self._changed:
            while not stopped() and (left := min(until - time.monotonic(), self._calm_in())) > 0:
                self._changed.wait(min(left, _LOOK))

    def _calm_in(self) -> float:
        return _MOST if self._asking else self._asked + _CALM - time.monotonic()

    @contextmanager
    def _first(self) -> Iterator[None]:
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._asked = time.monotonic()
                self._changed.notify_all()


class Behind:
    """An embedder that lets questions go first. Made by ``Turns.behind``."""

    def __init__(self, turns: Turns, embedder: Embedder, lot: int, stopped: Callable[[], bool]) -> None:
        self._turns, self._embedder, self._lot, self._stopped = turns, embedder, lot, stopped

    @property
    def name(self) -> str:
        """The embedder's."""
        return self._embedder.name

    @property
    def dim(self) -> int:
        """The embedder's."""
        return self._embedder.dim

    def query(self, text: str) -> Dense:
        """One question → shape ``(dim,)``, in its turn."""
        self._turns.wait(self._stopped)
        return self._embedder.query(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Texts → shape ``(n, dim)``, a lot at a time, each in its turn."""
        parts: list[Dense] = []
        for at in range(0, len(texts), self._lot):
            self._turns.wait(self._stopped)
            parts.append(self._embedder.passages(texts[at : at + self._lot]))
        return np.concatenate(parts) if parts else self._embedder.passages([])
