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
from yiju.ingest.workers import Workers

_lock = threading.Lock()
_unused: list[Workers] = []


@contextmanager
def reading_of(
    files: Sequence[Path], decide: Decide, limits: Limits, read: ReadFile | None = None
) -> Iterator[Iterator[Event]]:
    """What comes of these files, in their order: see ``yiju.ingest.taken``.

    Args:
        read: reads one file, in this process.

    Raises:
        YijuError: no process can be started.
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
        with _lock:
            _unused.append(workers)
    finally:
        events.close()


def _some(limits: Limits) -> Workers:
    """Those of an earlier ingestion under the same limits, or new ones."""
    with _lock:
        _unused[:] = [one for one in _unused if one.owner == os.getpid()]  # a parent's are not ours
        for one in _unused:
            if one.limits == limits:
                _unused.remove(one)
                return one
    return Workers(limits)


@atexit.register
def _close() -> None:
    for one in _unused:
        if one.owner == os.getpid():
            one.close()
