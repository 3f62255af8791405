"""What a channel stands on in tests: a desk, a receiver that keeps what it is handed, a loop of its own."""

import asyncio
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from yiju.bots.types import Incoming, Pressed
from yiju.settings import Settings
from yiju.store.store import Store


class Kept:
    """A receiver.

    Attributes:
        failing: how often it fails before it works again; slow: seconds that a press takes.
        becomes: what presses become.
    """

    def __init__(self) -> None:
        self.accepted: list[Incoming] = []
        self.pressed: list[Incoming] = []
        self.becomes = Pressed(label="已采纳")
        self.failing = 0
        self.slow = 0.0

    async def accept(self, incoming: Incoming) -> bool:
        if self.failing:
            self.failing -= 1
            raise OSError("database is locked")
        if any(incoming.key == one.key for one in self.accepted):
            return False
        self.accepted.append(incoming)
        return True

    async def press(self, incoming: Incoming) -> Pressed:
        await asyncio.sleep(self.slow)
        self.pressed.append(incoming)
        return self.becomes


@dataclass
class SmallDesk:
    """As much of one as a channel looks at."""

    settings: Settings
    store: Store
    rubric: Any = None
    reader: Any = None
    copilot: Any = None


class Looped:
    """An event loop in a thread: what runs on it until the end, and calls from outside."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def begin(self, work: Any) -> "Future[Any]":
        """Run beside everything else; cancelled at the end."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def do(self, work: Any, seconds: float = 20) -> Any:
        """Run it, wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async def cancel() -> None:
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.do(cancel())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()
