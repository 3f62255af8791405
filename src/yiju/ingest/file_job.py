"""A file on its way through the processes that read."""

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from yiju.errors import YijuError
from yiju.ingest.deciding import as_read_before
from yiju.ingest.fingerprint import sha256_of
from yiju.ingest.limits import Limits
from yiju.ingest.read import check_size
from yiju.ingest.taken import Begun, Decide, Decision, Ended, Event, Told
from yiju.ingest.worker_process import WorkerProcess


@dataclass(slots=True)
class Job:
    """A file on its way.

    Attributes:
        known: of its own bytes, told beforehand.
        events: what came of it, and was not yet taken.
        begun: members that are being read, the innermost last.
        done: members that are behind it: why there is no document of them.
        clock: when the time began that it may take; renewed by all that comes of it.
        more: seconds that it may take on top of its limit.
    """

    path: Path
    size: int
    sha256: str = ""
    known: Decision = field(default_factory=Decision)
    worker: WorkerProcess | None = None
    events: deque[Event] = field(default_factory=deque)
    begun: list[Begun] = field(default_factory=list)
    done: dict[str, str] = field(default_factory=dict)
    tries: int = 0
    over: bool = False
    clock: float = 0.0
    more: float = 0.0

    def tell(self, event: Event) -> None:
        """Add what came of it."""
        self.events.append(event)
        self.over = self.over or isinstance(event, Ended)


def looked_at(path: Path, decide: Decide, limits: Limits) -> Job:
    """A file's bytes looked up: those read before need no process."""
    try:
        size = check_size(path, limits.max_mb)
        sha256 = sha256_of(path)
        place = path.resolve().as_uri()
        job = Job(path, size, sha256, decide(place, sha256))
        if as_read_before(path, job.known):
            job.tell(Told("unchanged", place))
            job.tell(Ended())
    except (OSError, YijuError):
        return Job(path, 0)  # reading it says what is wrong
    return job
