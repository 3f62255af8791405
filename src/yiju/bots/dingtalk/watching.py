"""Looks now and then what another process has made of an answer whose card this one has opened."""

import logging
import time
from collections.abc import Awaitable, Callable

from yiju.bots.fates import Fate

log = logging.getLogger(__name__)


class Watch:
    """Of one card.

    Attributes:
        fate: what was seen last; None where the database did not tell.
    """

    def __init__(self, look: Callable[[], Awaitable[Fate]], every: float) -> None:
        """
        Args:
            every: seconds between two looks.
        """
        self._look, self._every = look, every
        self._next = 0.0
        self.fate: Fate | None = "asked"

    @property
    def waited_for(self) -> bool:
        """Whether nobody has answered yet, as far as is known."""
        return self.fate in {"asked", None}

    async def is_settled(self) -> bool:
        """Whether there is nothing to wait for any more.

        That there is no answer is believed when it is seen twice: whoever gave it up may be about to say why.
        """
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._every
        before = self.fate
        await self.look()
        return self.fate in {"shown", "beside"} or before == self.fate == "none"

    async def look(self) -> None:
        """Look now."""
        try:
            self.fate = await self._look()
        except Exception as error:
            self.fate = None
            log.warning("钉钉卡片：%s", type(error).__name__)
