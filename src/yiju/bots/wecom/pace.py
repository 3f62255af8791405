"""How much may be said in a chat: what is too much is dropped by the platform, or refused."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

_MINUTE, _HOUR = 60.0, 3600.0
_MOST_CHATS = 5000


class Pace:
    """Messages and frames of each chat, in this process. Safe to use from several threads."""

    def __init__(
        self, per_minute: int, per_hour: int = 950, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limits = ((_MINUTE, per_minute), (_HOUR, per_hour))
        self._clock = clock
        self._said: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, chat: str, spare: int = 0) -> float:
        """Seconds until one more may be said; 0 for at once.

        Args:
            spare: so many must be left after it.
        """
        with self._lock:
            said, now = list(self._of(chat)), self._clock()
        waits = [0.0]
        for span, most in self._limits:
            within = [at for at in said if at > now - span]
            over = len(within) - (most - spare - 1)
            if over > 0:
                waits.append(within[min(over, len(within)) - 1] + span - now if within else span)
        return max(waits)

    def said(self, chat: str) -> None:
        """One was."""
        with self._lock:
            self._of(chat).append(self._clock())

    def since(self, chat: str) -> float:
        """Seconds since the last."""
        with self._lock:
            said = self._of(chat)
            return self._clock() - said[-1] if said else float("inf")

    def _of(self, chat: str) -> deque[float]:
        said = self._said.setdefault(chat, deque())
        self._said.move_to_end(chat)
        while said and said[0] <= self._clock() - _HOUR:
            said.popleft()
        while len(self._said) > _MOST_CHATS:
            self._said.popitem(last=False)
        return said
