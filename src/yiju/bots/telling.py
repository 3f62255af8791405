"""How far an answer is, shown while it is made: now and then, and never after it."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from yiju.bots.channel import Channel
from yiju.bots.types import Incoming

_EVERY = 1.0
"""Seconds between two words of progress."""
_PATIENCE = 3.0
"""Seconds that an answer waits for what is being shown before it."""


class Teller:
    """Shows one answer's progress. Made on the loop's thread."""

    def __init__(
        self, channel: Channel | None, incoming: Incoming, begun: Callable[[], asyncio.Task[None] | None]
    ) -> None:
        """
        Args:
            channel: None where this process cannot reach the platform.
            begun: from now on nothing shows any more that an answer is on its way; gives what is showing it.
        """
        self._channel, self._incoming = channel, incoming
        self._loop = asyncio.get_running_loop()
        self._last = time.monotonic()
        self._begun = begun
        self._showing: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self._text = ""
        self._closed = channel is None

    def tell(self, text: str) -> None:
        """From any thread. What comes too soon waits, and gives way to what comes after it."""
        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._heard, text)

    def over(self) -> None:
        """From a thread, before the answer is kept: show no more, and wait for what is being shown."""
        if self._loop.is_closed():  # the process stops; whatever comes of this answer is another's
            return
        with contextlib.suppress(TimeoutError, RuntimeError):
            asyncio.run_coroutine_threadsafe(self.close(), self._loop).result(_PATIENCE + 1)

    async def close(self) -> None:
        """Show no more, and wait for what is being shown."""
        self._closed = True
        if self._later is not None:
            self._later.cancel()
        for showing in (self._showing, self._begun()):
            if showing is not None:
                await asyncio.wait((showing,), timeout=_PATIENCE)
                showing.cancel()

    def _heard(self, text: str) -> None:
        self._text = text
        if self._later is None:
            wait = max(0.0, self._last + _EVERY - time.monotonic())
            self._later = self._loop.call_later(wait, self._show)

    def _show(self) -> None:
        self._later = None
        self._last = time.monotonic()
        if not self._closed and (self._showing is None or self._showing.done()):
            self._showing = asyncio.create_task(self._shown(self._text))

    async def _shown(self, text: str) -> None:
        assert self._channel is not None
        with contextlib.suppress(Exception):
            await self._channel.progress(self._incoming, text)
