"""How fast a source may ask: a token bucket that can only be slowed down, and that ends with the run."""

import threading
import time
from collections.abc import Callable

from yiju.sync.base import SourceStopped
from yiju.sync.config import Rate

_BURST = 5
"""Requests that may follow at once after a pause."""


class Bucket:
    """A ``Pace``. Each request takes a token; they come back evenly.

    Args:
        rate: how many, in how long.
        stop: set when the run is to end.
        clock: seconds, ever rising.
    """

    def __init__(
        self, rate: Rate, stop: threading.Event, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gap = rate.seconds / rate.count
        self._most = min(_BURST, rate.count)
        self._tokens = float(self._most)
        self._stop = stop
        self._clock = clock
        self._at = clock()

    def due(self) -> float:
        """Take a token; how many seconds one has to wait before using it."""
        now = self._clock()
        self._tokens = min(self._most, self._tokens + (now - self._at) / self._gap)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens * self._gap)

    def wait(self) -> None:
        """Wait for the source's turn. Raises SourceStopped when the run is to end."""
        if self._stop.wait(self.due()):
            raise SourceStopped("已停止")

    def at_least(self, seconds: float) -> None:
        """From now on at least so many seconds between two requests."""
        if seconds > self._gap:
            self._gap = seconds
            self._most = 1
            self._tokens = min(self._tokens, 1.0)
