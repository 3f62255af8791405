"""How long a review took: of each claim, and of the whole."""

import time
from collections import defaultdict
from collections.abc import Callable

_IDLE = 120.0
"""Seconds between two signs of life that count at most."""
_MOST = 86_400.0


class Clock:
    """Seconds spent, by what was in hand; each claim has its own, and the whole is all of them and the rest.

    Args:
        at: the claim in hand; empty for none.
        now: gives seconds that only grow.
    """

    def __init__(self, at: str = "", now: Callable[[], float] = time.monotonic) -> None:
        self._at, self._now, self._last = at, now, now()
        self._claims: dict[str, float] = defaultdict(float)
        self._whole = 0.0

    def tick(self) -> None:
        """A sign of life: what passed since the last one was spent on what is in hand."""
        now = self._now()
        passed = min(now - self._last, _IDLE)
        self._last = now
        self._claims[self._at] += passed
        self._whole += passed

    def turn(self, to: str) -> None:
        """Take a claim in hand, or (empty) none."""
        self.tick()
        self._at = to

    def spent(self, on: str) -> float:
        """Seconds on a claim since it was last judged; on the whole, where it is empty."""
        self.tick()
        return round(min(self._claims[on] if on else self._whole, _MOST), 2)

    def judged(self, what: str) -> None:
        """Begin anew: a verdict on it was kept."""
        self.tick()
        if what:
            self._claims[what] = 0.0
        else:
            self._whole = 0.0
