"""Frames and their answers. An answer names its request id alone: one frame of an id goes at a time."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yiju.platforms.calls import PlatformError
from yiju.platforms.wecom.frames import Frame

_MOST_LOST = 10_000


def unanswered() -> PlatformError:
    """It was sent, and no answer came: it may have been shown."""
    return PlatformError("unanswered", "企业微信没有回执。")


class Lanes:
    """One lane for each request id. Used on one event loop."""

    def __init__(self) -> None:
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._waiting: dict[str, asyncio.Future[Frame]] = {}
        self._lost: OrderedDict[str, None] = OrderedDict()

    @asynccontextmanager
    async def answer(self, req_id: str) -> AsyncIterator[asyncio.Future[Frame]]:
        """The answer to the one frame that is sent inside. One that does not come ends the lane.

        Raises:
            PlatformError: ``lane``: an earlier answer is missing, and would be taken for this one's.
        """
        lock, users = self._locks.get(req_id, (asyncio.Lock(), 0))
        self._locks[req_id] = (lock, users + 1)
        try:
            async with lock:
                if req_id in self._lost:
                    raise PlatformError("lane", "企业微信的这条会话通道已失效。")
                future = asyncio.get_running_loop().create_future()
                self._waiting[req_id] = future
                try:
                    yield future
                finally:
                    del self._waiting[req_id]
        finally:
            lock, users = self._locks[req_id]
            if users == 1:
                del self._locks[req_id]
            else:
                self._locks[req_id] = (lock, users - 1)

    def lose(self, req_id: str) -> None:
        """No frame of this id is sent any more."""
        self._lost[req_id] = None
        while len(self._lost) > _MOST_LOST:
            self._lost.popitem(last=False)

    def arrived(self, frame: Frame) -> bool:
        """Hand over an answer. False: nobody waits for it."""
        future = self._waiting.get(frame.req_id)
        if future is None or future.done():
            return False
        future.set_result(frame)
        return True

    def cut(self) -> None:
        """The connection is gone: no answer comes any more."""
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(PlatformError("cut", "企业微信长连接断开，没有等到回执。"))
