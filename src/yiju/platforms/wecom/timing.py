"""When the long connection is tried again, and how long things may take. Seconds throughout."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """What passes for time; tests bring their own.

    Attributes:
        ping_every, most_unanswered: after so many pings without an answer a connection is dead.
        answer_within: of every other frame; a later answer would be taken for the next frame's.
        first, most, jitter: of the back-off: 1, 2, 4 … 30 s, and up to 30 % more.
        steady: in connection for so long, the back-off begins anew.
        refused: where our credentials are refused; the last is kept to.
    """

    ping_every: float = 30.0
    most_unanswered: int = 2
    answer_within: float = 5.0
    subscribe_within: float = 10.0
    open_within: float = 10.0
    close_within: float = 5.0
    first: float = 1.0
    most: float = 30.0
    jitter: float = 0.3
    steady: float = 60.0
    refused: tuple[float, ...] = (60.0, 300.0, 900.0)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random

    def wait(self, failures: int, *, refused: bool) -> float:
        """Seconds before the next try, after so many failures in a row (one at least)."""
        if refused:
            seconds = self.refused[min(failures, len(self.refused)) - 1]
        else:
            seconds = min(self.most, self.first * 2 ** min(failures - 1, 20))
        return seconds * (1 + self.jitter * self.chance())
