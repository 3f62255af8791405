"""Where files are read: in processes of their own, which stay for the next ingestion; or in this one."""

import atexit
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from yiju.ingest.limits import Limits
from yiju.ingest.taken import Decide, Event
from yiju.ingest.taking import ReadFile, Taking
from yiju.ingest.worker_environment import environment
from yiju.ingest.workers import Workers

_lock = threading.Lock()
_unused: list[Workers] = []
_MOST_UNUSED = 2
"""Each holds processes of some 100 MB."""


@contextmanager
def reading_of(
    files: Sequence[Path], decide: Decide, limits: Limits, read: ReadFile | None = None
) -> Iterator[Iterator[Event]]:
    """What comes of these files, in their order: see ``yiju.ingest.taken``.

    Args:
        read: reads one file, in this process.

    Raises:
        YijuError: no process can be started, or a setting is wrong.
    """
    if read is not None or not limits.workers:
        taking = Taking(decide, read=read, max_mb=limits.max_mb)
        yield (event for path in files for event in taking.events(path))
        return
    workers = _some(limits)
    events = workers.events(files, decide)
    try:
        yield events
    except BaseException:
        workers.close()
        raise
    else:
        _keep(workers)
    finally:
        events.close()


def _some(limits: Limits) -> Workers:
    """Those of an earlier ingestion under the same limits and settings, or new ones."""
    known = environment()
    with _lock:
        _unused[:] = [one for one in _unused if one.owner == os.getpid()]  # a parent's are not ours
        for one in _unused:
            if (one.limits, one.known) == (limits, known):
                _unused.remove(one)
                one.limits = limits
                return one
    return Workers(limits, known)


def _keep(workers: Workers) -> None:
    """For the next ingestion; those longest unused are ended."""
    with _lock:
        _unused.append(workers)
        too_many = _unused[:-_MOST_UNUSED]
        _unused[:] = _unused[-_MOST_UNUSED:]
    for one in too_many:
        one.close()


@atexit.register
def _close() -> None:
    for one in _unused:
        if one.owner == os.getpid():
            one.close()
