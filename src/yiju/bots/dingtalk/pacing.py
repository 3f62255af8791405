"""How often a card may change: each frame is a counted call, and 20 a second are all that an app has."""

import time
from collections.abc import Callable

EVERY, AT_LEAST, AT_MOST = 1.5, 80, 12
"""Seconds between frames, new characters that make one worth it, frames of one answer."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 8.0


class Bucket:
    """Frames of all cards together: so many a second."""

    def __init__(self, a_second: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = a_second
        self._clock = clock
        self._left = a_second
        self._at = clock()

    def take(self) -> bool:
        """Whether there is room for one now. Last frames do not ask."""
        now = self._clock()
        self._left = min(self._rate, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Pace:
    """Frames of one card."""

    def __init__(self, bucket: Bucket, clock: Callable[[], float] = time.monotonic) -> None:
        self._bucket = bucket
        self._clock = clock
        self._shown = ""
        self._count = 0
        self._next = 0.0
        self._pause = _FIRST_PAUSE

    def due(self, text: str) -> bool:
        """Whether to show this text now. What grows waits until it has grown enough."""
        if text == self._shown or self._count >= AT_MOST or self._clock() < self._next:
            return False
        grows = bool(self._shown) and text.startswith(self._shown)
        if grows and len(text) - len(self._shown) < AT_LEAST:
            return False
        return self._bucket.take()

    def shown(self, text: str) -> None:
        """It was."""
        self._shown, self._count = text, self._count + 1
        self._next, self._pause = self._clock() + EVERY, _FIRST_PAUSE

    def throttled(self) -> None:
        """It was refused: the next one carries everything, a while later."""
        self._next = self._clock() + max(EVERY, self._pause)
        self._pause = min(_LONGEST_PAUSE, self._pause * 2)
