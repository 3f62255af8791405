"""Files read in processes of their own: none can hang, exhaust or crash the ingestion.

Each process reads one file at a time. What comes of the files is given in their order. A process that takes
too long over a file or dies of it is replaced; the file is told as failed, or what lay in it and was just
being read: then the file is begun again without that.
"""

import contextlib
import itertools
import os
import queue
import time
from collections import deque
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from yiju.errors import YijuError
from yiju.ingest.file_job import Job, looked_at
from yiju.ingest.limits import Limits
from yiju.ingest.plain import event_of
from yiju.ingest.taken import Begun, Decide, Ended, Event, Taken, Told
from yiju.ingest.worker_attempts import Attempts
from yiju.ingest.worker_process import AHEAD, Inbox, WorkerProcess, not_started, why_it_died

_WINDOW = 24
"""Files looked at ahead of the one whose turn it is."""
_MOST_WAITING = 64 * 1024 * 1024
"""Characters of readings that may wait for their turn before no other file is begun."""
_FEW = 200
_LITTLE = 4 * 1024 * 1024
"""Bytes. For few and small files a second process costs more than it saves."""
_MOST_TRIES = 20
"""Times that a file is begun again."""
_START = 120.0
"""Seconds in which a process must be there."""


class Workers:
    """The processes of one ingestion after another; started when there is something to read.

    Args:
        known: what they find in their environment.
    """

    def __init__(self, limits: Limits, known: Mapping[str, str]) -> None:
        self.limits = limits
        self.known = known
        self.owner = os.getpid()
        self._inbox: Inbox = queue.SimpleQueue()
        self._idle: list[WorkerProcess] = []
        self._busy: dict[WorkerProcess, Job] = {}
        self._attempts = Attempts()

    def events(self, files: Sequence[Path], decide: Decide) -> Generator[Event, None, None]:
        """What comes of the files, in their order, each at last its ``Ended``.

        Raises:
            YijuError: no process can be started, however often it is tried.
        """
        rest = iter(files)
        most = self.limits.workers if len(files) >= _FEW or _heavy(files) else 1
        jobs: deque[Job] = deque()
        try:
            while True:
                self._look_ahead(rest, jobs, decide)
                if not jobs:
                    return
                self._start(jobs, most)
                job = jobs[0]
                while job.events:
                    event = job.events.popleft()
                    if job.worker is not None and isinstance(event, Taken | Told):
                        self._taken(job)
                    yield event
                if job.over:
                    jobs.popleft()
                else:
                    self._hear(decide)
        finally:
            for worker in list(self._busy):
                self._drop(worker)

    def close(self) -> None:
        """End all processes."""
        for worker in [*self._idle, *self._busy]:
            self._drop(worker)

    def _look_ahead(self, rest: Iterator[Path], jobs: deque[Job], decide: Decide) -> None:
        waiting = sum(len(e.reading.text) for job in jobs for e in job.events if isinstance(e, Taken))
        room = _WINDOW - len(jobs) if waiting < _MOST_WAITING else not jobs
        for path in itertools.islice(rest, max(0, int(room))):
            jobs.append(looked_at(path, decide, self.limits))

    def _start(self, jobs: deque[Job], most: int) -> None:
        """Give every file that waits to a process that is free, the first one first."""
        for job in jobs:
            if job.over or job.worker is not None:
                continue
            if len(self._busy) >= most:
                return
            try:
                worker = self._free_one()
            except YijuError as error:
                self._attempts.failed(error)
                return
            job.worker, job.begun, job.clock, job.more = worker, [], time.monotonic(), 0.0
            self._busy[worker] = job
            kind = job.known.kind.value if job.known.kind else None
            worker.send([str(job.path), kind, job.known.parser, job.sha256, job.done, self.limits.data])

    def _free_one(self) -> WorkerProcess:
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
            worker.stop()
        return WorkerProcess(self.limits, self.known, self._inbox)

    def _hear(self, decide: Decide) -> None:
        """Deal with the next message; where none comes in time, with whoever ought to have sent it."""
        now = time.monotonic()
        left = [self._deadline(worker, job) - now for worker, job in self._busy.items()]
        try:
            worker, message, at = self._inbox.get(timeout=max(0.0, min(left, default=1.0)))
        except queue.Empty:
            self._judge()
            return
        job = self._busy.get(worker)
        if job is None:  # idle, or given up meanwhile
            worker.heard()
            return
        if message is None:
            self._died(worker, job)
            return
        job.clock = at
        try:
            self._deal_with(worker, job, message, decide)
        except (ValueError, TypeError, LookupError):
            self._drop(worker)
            self._give_up(job, why_it_died(0))

    def _deal_with(self, worker: WorkerProcess, job: Job, message: list[Any], decide: Decide) -> None:
        match message:
            case ["ready"]:
                worker.ready = True
                self._attempts.succeeded()
            case ["ask", str(place), str(sha256)]:
                answer = decide(place, sha256)
                worker.send([answer.kind.value if answer.kind else None, answer.parser])
                job.clock = time.monotonic()
            case ["beat", int() | float() as seconds]:
                job.more = float(seconds)
            case ["free"]:
                worker.spent = False
            case ["spent"]:
                worker.spent = True
            case _:
                self._happened(worker, job, event_of(message))
                return
        worker.heard()

    def _happened(self, worker: WorkerProcess, job: Job, event: Event) -> None:
        job.more = 0.0
        if isinstance(event, Taken | Told):
            worker.ahead += 1
            job.tell(event)
            return
        worker.heard()
        if isinstance(event, Begun):
            if job.begun and job.begun[-1].place == event.place:
                job.begun.pop()
            job.begun.append(event)
        elif event.place:
            job.done[event.place] = event.why
            while job.begun and job.begun.pop().place != event.place:
                pass
        else:
            self._finished(worker, job, event)

    def _finished(self, worker: WorkerProcess, job: Job, event: Ended) -> None:
        del self._busy[worker]
        for _ in range(worker.ahead):  # its messages wait here: it may go on with another file
            worker.heard()
        worker.ahead, job.worker = 0, None
        job.tell(event)
        if worker.spent:
            worker.stop()
        else:
            self._idle.append(worker)

    def _taken(self, job: Job) -> None:
        """An event of a file that is still being read was taken."""
        worker = job.worker
        assert worker is not None
        if worker.ahead >= AHEAD - 1:  # it may have waited for this: that was not its own time
            job.clock = time.monotonic()
        if worker.ahead:  # else it was of the process that had the file before
            worker.ahead -= 1
            worker.heard()

    def _deadline(self, worker: WorkerProcess, job: Job) -> float:
        if worker.ahead >= AHEAD - 1:
            return float("inf")
        size = max(job.size, *(one.size for one in job.begun), 0)
        seconds = self.limits.seconds_for(size) + job.more
        return job.clock + (seconds if worker.ready else max(_START, seconds))

    def _judge(self) -> None:
        now = time.monotonic()
        for worker, job in list(self._busy.items()):
            if now < self._deadline(worker, job):
                continue
            code = self._drop(worker)
            if not worker.ready:
                job.worker = None
                self._attempts.failed(not_started(code))
                continue
            told = f"读了 {now - job.clock:.0f} 秒还没读完，已放弃"
            self._give_up(job, f"{told}。请拆分文件或另存一份，或调大 YIJU_PARSE_SECONDS。")

    def _died(self, worker: WorkerProcess, job: Job) -> None:
        code = self._drop(worker)
        if not worker.ready:
            job.worker = None
            self._attempts.failed(not_started(code))
            return
        self._give_up(job, why_it_died(code))

    def _give_up(self, job: Job, reason: str) -> None:
        """The file failed; or what lay in it and was being read: then it is begun again without that."""
        job.worker = None
        job.tries += 1
        if job.begun and job.tries <= _MOST_TRIES:
            culprit = job.begun[-1]
            job.done[culprit.place] = reason
            job.tell(Told("failed", culprit.shown, reason))
            return
        job.tell(Told("failed", str(job.path), reason))
        job.tell(Ended("", reason))

    def _drop(self, worker: WorkerProcess) -> int:
        self._busy.pop(worker, None)
        if worker in self._idle:
            self._idle.remove(worker)
        return worker.stop()


def _heavy(files: Sequence[Path]) -> bool:
    total = 0
    for path in files:
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return len(files) > 1 and total > _LITTLE
