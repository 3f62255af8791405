"""What nodes ask of the one who writes: what is known of bytes, and the bytes of files that they do not see.

A small actor on the writer's node holds the questions until a thread of the writer answers them. Answers
change nothing: a task that is begun again may ask again.
"""

import asyncio
import contextlib
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from yiju.ingest.taken import Decide, Decision
from yiju.store.types import Kind

_PATIENCE = 5.0
"""Seconds after which an empty list of questions is given back."""


class Desk:
    """The actor. Questions are ``["decide", place, sha256]`` and ``["bytes", path]``."""

    def __init__(self) -> None:
        self._open: dict[int, asyncio.Future[Any]] = {}
        self._new: list[tuple[int, list[str]]] = []
        self._some = asyncio.Event()
        self._numbers = 0

    async def ask(self, question: list[str]) -> Any:
        """Wait for the answer."""
        self._numbers += 1
        number, answer = self._numbers, asyncio.get_running_loop().create_future()
        self._open[number] = answer
        self._new.append((number, question))
        self._some.set()
        return await answer

    async def asked(self) -> list[tuple[int, list[str]]]:
        """Questions not yet given to anybody, as soon as there are some."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._some.wait(), _PATIENCE)
        self._some.clear()
        new, self._new = self._new, []
        return new

    async def answer(self, number: int, answer: Any) -> None:
        """Answer one."""
        waiting = self._open.pop(number, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def close(self) -> None:
        """Whoever waits for questions need not wait any longer."""
        self._some.set()


class Answering:
    """The writer's thread, as long as one reading goes on.

    Attributes:
        desk: the actor, to be given to tasks.
    """

    def __init__(self, decide: Decide, files: Collection[str]) -> None:
        import ray
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        actor: Any = ray.remote(Desk)
        self.desk = actor.options(
            num_cpus=0, max_concurrency=1000, scheduling_strategy=here, max_restarts=0
        ).remote()
        self._decide = decide
        self._files = files
        self._closed = threading.Event()
        self._trouble: BaseException | None = None
        self._thread = threading.Thread(target=self._serve, name="yiju-desk", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raises what went wrong when something was looked up."""
        if self._trouble is not None:
            raise self._trouble

    def close(self) -> None:
        """Answer no more."""
        import ray

        self._closed.set()
        with contextlib.suppress(Exception):  # the cluster may be gone
            self.desk.close.remote()
            self._thread.join(_PATIENCE)
            ray.kill(self.desk)

    def _serve(self) -> None:
        import ray

        try:
            while not self._closed.is_set():
                for number, question in ray.get(self.desk.asked.remote()):
                    answer = self._answer(question)
                    if not self._closed.is_set():  # then the connection may be, too
                        self.desk.answer.remote(number, answer)
        except Exception as error:
            if not self._closed.is_set():
                self._trouble = error

    def _answer(self, question: list[str]) -> Any:
        match question:
            case ["decide", place, sha256]:
                known = self._decide(place, sha256)
                return [known.kind.value if known.kind else None, known.parser]
            case ["bytes", path] if path in self._files:
                try:
                    return Path(path).read_bytes()
                except OSError:
                    return None
        return None


@contextlib.contextmanager
def answering(decide: Decide, files: Collection[str]) -> Iterator[Answering]:
    """Answer what is asked of these files."""
    one = Answering(decide, files)
    try:
        yield one
    finally:
        one.close()


class Asking:
    """A task's side of the desk. Called as a ``Decide``."""

    def __init__(self, desk: Any) -> None:
        self._desk = desk

    def __call__(self, place: str, sha256: str) -> Decision:
        """What is known of these bytes at this place."""
        kind, parser = self._ask(["decide", place, sha256])
        return Decision(Kind(kind) if kind else None, parser)

    def bytes_of(self, path: str) -> bytes | None:
        """A file's bytes; None where the one who writes cannot read it either."""
        data: bytes | None = self._ask(["bytes", path])
        return data

    def _ask(self, question: list[str]) -> Any:
        import ray

        return ray.get(self._desk.ask.remote(question))
