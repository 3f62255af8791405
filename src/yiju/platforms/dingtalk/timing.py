"""When a connection is tried again, and how long things may take. Seconds throughout."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """What passes for time; tests bring their own.

    Attributes:
        first, most, jitter: of the back-off: 1, 2, 4 … 60 s, and up to 30 % more.
        steady: in connection for so long, the back-off begins anew.
        refused_first, refused_most: where our credentials are refused.
        ping_every, pong_within: a connection without a pong is dead, whatever TCP says.
        drain: how long running handlers may go on when a socket is given up.
    """

    first: float = 1.0
    most: float = 60.0
    jitter: float = 0.3
    steady: float = 60.0
    refused_first: float = 60.0
    refused_most: float = 300.0
    ping_every: float = 30.0
    pong_within: float = 20.0
    drain: float = 5.0
    open_within: float = 10.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random.random


class Backoff:
    """Counts failures in a row, and says how long to wait after each."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._failures = 0

    def next(self, *, refused: bool = False) -> float:
        """Seconds until the next try."""
        timing = self._timing
        first, most = (timing.refused_first, timing.refused_most) if refused else (timing.first, timing.most)
        seconds = min(most, first * (1 << min(self._failures, 20)))
        self._failures += 1
        return seconds * (1 + timing.jitter * timing.chance())

    def reset(self) -> None:
        """It went well for long enough."""
        self._failures = 0
