"""The process that reads files for an ingestion: ``python -m yiju.ingest.worker``.

It is given one file at a time as a message on its input, and answers on its output. It knows no store, and
dies with whoever started it, by its own limits, or when it is told to by nothing more to read.
"""

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import yiju.guards  # noqa: F401  (first: nothing imported after this may phone home)
from yiju.ingest import pulse
from yiju.ingest.limits import limit_memory, peak_mb
from yiju.ingest.plain import packed, plain_event, unpacked
from yiju.ingest.taken import Decision, Ended
from yiju.ingest.taking import Taking
from yiju.ingest.worker_environment import WORKER_DATA
from yiju.settings import Settings
from yiju.store.types import Kind

NO_MEMORY = 71
"""Exit code: not even the answer could be written."""
LENGTH = 4
"""Bytes that tell how long a message is."""
_DEATH_OF_PARENT = 1
"""``PR_SET_PDEATHSIG`` of Linux."""


def read_message(file: IO[bytes]) -> Any:
    """The next message; None at the end. Raises ValueError where it is none."""
    head = file.read(LENGTH)
    if len(head) < LENGTH:
        return None
    size = int.from_bytes(head, "big")
    data = file.read(size)
    return unpacked(data) if len(data) == size else None


def write_message(file: IO[bytes], message: object) -> None:
    """Write one message wholly. Raises OSError where nobody reads any more."""
    data = packed(message)
    file.write(len(data).to_bytes(LENGTH, "big") + data)
    file.flush()


class _Line:
    """The connection to whoever started this process."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._outgoing = outgoing
        self._sending = threading.Lock()
        self._messages: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(incoming,), daemon=True).start()

    def _listen(self, incoming: IO[bytes]) -> None:
        """Ends the process with its input, whatever it is busy with."""
        with contextlib.suppress(Exception):
            while (message := read_message(incoming)) is not None:
                self._messages.put(message)
        os._exit(0)

    def send(self, message: object) -> None:
        with self._sending:
            write_message(self._outgoing, message)

    def jobs(self) -> Iterator[Any]:
        while True:
            yield self._messages.get()

    def ask(self, place: str, sha256: str) -> Decision:
        self.send(["ask", place, sha256])
        kind, parser = self._messages.get()
        return Decision(Kind(kind) if kind else None, parser)


def main() -> None:
    """Read what is asked for until there is no more."""
    memory_mb, max_mb = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started this process ends it
    _die_with_parent()
    Settings.model_config["env_file"] = None  # all that it may know is in its environment
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints says nothing to anybody
    line = _Line(sys.stdin.buffer, outgoing)
    limit_memory(memory_mb)
    pulse.listen(lambda seconds: line.send(["beat", seconds]))
    line.send(["ready"])
    try:
        for job in line.jobs():
            _work(line, job, max_mb, memory_mb)
    except MemoryError:
        os._exit(NO_MEMORY)
    except OSError:
        os._exit(0)


def _work(line: _Line, job: list[Any], max_mb: int, memory_mb: int) -> None:
    path, kind, parser, sha256, done, data = job
    os.environ[WORKER_DATA] = data
    own = Path(path).resolve().as_uri()

    def decide(place: str, found: str) -> Decision:
        if (place, found) == (own, sha256):
            return Decision(Kind(kind) if kind else None, parser)
        return line.ask(place, found)

    for event in Taking(decide, max_mb=max_mb, done=done).events(Path(path)):
        message = plain_event(event)
        if isinstance(event, Ended) and not event.place:
            spent = peak_mb() > memory_mb / 2  # what was freed is not given back: a fresh one is
            line.send(["spent"] if spent else ["free"])
        line.send(message)


def _die_with_parent() -> None:
    """Even while a library's loop lets nothing else run. Linux alone; elsewhere the end of input does.

    Linux means the thread that started this process: ``worker_starter`` has one that lasts.
    """
    if sys.platform != "linux":
        return
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DEATH_OF_PARENT, int(signal.SIGKILL))


if __name__ == "__main__":
    main()
