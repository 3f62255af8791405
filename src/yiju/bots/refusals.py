"""What is refused at the addresses that platforms call: all alike from outside; the log tells them apart."""

import logging
import time

log = logging.getLogger(__name__)
_LOGGED_A_MINUTE = 20


class Refusals:
    """Logs why somebody was refused at one address — but not without end."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._minute = 0
        self._count = 0

    def note(self, why: object) -> None:
        """One was refused. ``why``: nothing secret, and nothing that the caller chose."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            if self._count > _LOGGED_A_MINUTE:
                log.warning("%s：另有 %d 次回调被拒收。", self._path, self._count - _LOGGED_A_MINUTE)
            self._minute, self._count = minute, 0
        self._count += 1
        if self._count <= _LOGGED_A_MINUTE:
            log.warning("%s：%s", self._path, why)
