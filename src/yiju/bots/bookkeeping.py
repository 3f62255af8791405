"""Threads for leases, inbox and outbox alone: no platform that is slow to answer may hold these up."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_THREADS = ThreadPoolExecutor(6, "books")


async def in_books(act: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """Do what asks the database alone, and is short. What it raises is raised."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, lambda: act(*args, **more))
