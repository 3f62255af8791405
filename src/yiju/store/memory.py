"""What was worked out of a stored body, kept for all threads of a process: the last so many values."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class Memory(Generic[V]):
    """By key; the value used least recently goes first. A key must tell one state of a body from another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[tuple[object, ...], V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[object, ...]) -> V | None:
        """What was kept; None where nothing is."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: tuple[object, ...], value: V) -> None:
        """Keep it."""
        with self._lock:
            self._held[key] = value
            while len(self._held) > self._most:
                self._held.popitem(last=False)
