"""Tasks that end when they are told to, even where something within swallows a cancel."""

import asyncio
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")

CLOSING = 10.0
"""Seconds that may be taken to close in order. Only after them comes a second cancel, that cuts it short."""


async def end(*tasks: "asyncio.Future[Any]", within: float = 30.0, again: float = CLOSING) -> None:
    """Cancel, and wait until all have ended or the seconds are over. What they raise is theirs.

    A cancel of the caller does not cut this short; it is raised when all have ended.

    Args:
        again: seconds after which those that have not ended are cancelled once more: ``asyncio.wait_for`` of
            Python 3.11, which libraries use, may swallow a cancel that comes as what it waits for is ready.
    """
    until, due = time.monotonic() + within, time.monotonic()
    interrupted: asyncio.CancelledError | None = None
    while left := {task for task in tasks if not task.done()}:
        moment = time.monotonic()
        if moment >= until:
            break
        if moment >= due:
            due = moment + again
            for task in left:
                task.cancel()
        try:
            await asyncio.wait(left, timeout=max(min(due, until) - moment, 0.0))
        except asyncio.CancelledError as error:
            interrupted = error
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()  # looked at: the loop need not complain
    if interrupted is not None:
        raise interrupted


async def whole(work: Awaitable[T]) -> T:
    """Wait to its end, however often the caller is cancelled meanwhile; the cancel is raised afterwards.

    For what is short and must not be left half done.
    """
    task = asyncio.ensure_future(work)
    interrupted: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            interrupted = error
    if interrupted is not None:
        if not task.cancelled():
            task.exception()  # looked at: the loop need not complain
        raise interrupted
    return task.result()
