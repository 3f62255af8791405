"""Where messages come in: kept in the order in which they came, those that come together at once."""

import asyncio
import queue
import threading
from concurrent.futures import Future

from yiju.bots import inbox
from yiju.bots.types import Incoming
from yiju.errors import YijuError
from yiju.store.database import Database

_TOGETHER = 50
_Waiting = tuple[Incoming, "Future[bool]"]


class Door:
    """Keeps incoming messages, in a thread of its own that nothing slow may hold."""

    def __init__(self, sql: Database) -> None:
        self._sql = sql
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._main, name="accept", daemon=True)
        self._closed = False
        self._thread.start()

    async def accept(self, incoming: Incoming) -> bool:
        """Keep it; True once it is safe, False where it was seen before. On any event loop.

        Raises:
            YijuError: the server is stopping.
            Exception: the database's; it was not kept.
        """
        if self._closed:
            raise YijuError("服务正在停止。")
        kept: Future[bool] = Future()
        self._waiting.put((incoming, kept))
        return await asyncio.wrap_future(kept)

    def close(self) -> None:
        """Keep what waits, and take no more."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join(5)

    def _main(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, last = [first], False
            while len(batch) < _TOGETHER and not self._waiting.empty():
                one = self._waiting.get()
                if one is None:
                    last = True
                    break
                batch.append(one)
            self._keep(batch)
            if last:
                return

    def _keep(self, batch: list[_Waiting]) -> None:
        try:
            new = inbox.accept_all(self._sql, [incoming for incoming, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _end(batch[0][1], error)
            else:  # one that cannot be kept must not hold up the others
                for one in batch:
                    self._keep([one])
            return
        for (_, kept), is_new in zip(batch, new, strict=True):
            _end(kept, is_new)


def _end(kept: "Future[bool]", result: bool | Exception) -> None:
    if not kept.set_running_or_notify_cancel():
        return
    if isinstance(result, Exception):
        kept.set_exception(result)
    else:
        kept.set_result(result)
