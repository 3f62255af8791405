"""Tasks that end when they are told to, even where something within swallows a cancel."""

import asyncio
import time
from typing import Any

_AGAIN = 0.5


async def end(*tasks: "asyncio.Future[Any]", within: float = 30.0) -> None:
    """Cancel, again and again, until all have ended or the seconds are over. What they raise is theirs.

    ``asyncio.wait_for`` of Python 3.11 may swallow a cancel that comes as what it waits for is ready.
    """
    until = time.monotonic() + within
    left = {task for task in tasks if not task.done()}
    while left and time.monotonic() < until:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_AGAIN)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # looked at: the loop need not complain
