"""Starts reading processes from a thread that lasts as long as this process.

Linux ends a process "with its parent" when the parent's *thread* ends that started it. Whoever asks for one
may be a thread of a pool, and the process is to outlive it.
"""

import functools
import os
import queue
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import Future

_Started = subprocess.Popen[bytes]
_Order = tuple[Callable[[], _Started], Future[_Started]]


def start(process: Callable[[], _Started]) -> _Started:
    """What the function starts. Raises what it raises."""
    asked: Future[_Started] = Future()
    _orders(os.getpid()).put((process, asked))
    try:
        return asked.result()
    except BaseException:  # Ctrl-C: nobody would end it
        asked.add_done_callback(_end)
        raise


@functools.lru_cache(maxsize=1)
def _orders(_pid: int) -> "queue.SimpleQueue[_Order]":
    """Those of this process: a fork has no thread of its parent's."""
    orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
    threading.Thread(target=_serve, args=(orders,), name="yiju-starter", daemon=True).start()
    return orders


def _serve(orders: "queue.SimpleQueue[_Order]") -> None:
    while True:
        process, asked = orders.get()
        try:
            asked.set_result(process())
        except BaseException as error:
            asked.set_exception(error)


def _end(asked: Future[_Started]) -> None:
    if asked.exception() is None:
        asked.result().kill()
