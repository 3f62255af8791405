"""When another reading process is tried after one that did not start."""

import time

from yiju.errors import YijuError

_PAUSES = (1.0, 5.0)
"""Seconds before another is tried where a replacement does not start: memory may be short for a moment."""


class Attempts:
    """Of one ``Workers``. If none was ever there the machine is at fault, and no other is tried."""

    def __init__(self) -> None:
        self._one_ran = False
        self._in_vain = 0

    def succeeded(self) -> None:
        """One is there."""
        self._one_ran, self._in_vain = True, 0

    def failed(self, error: YijuError) -> None:
        """Wait until another may be tried. Raises the error where that is no use."""
        if not self._one_ran or self._in_vain >= len(_PAUSES):
            raise error
        time.sleep(_PAUSES[self._in_vain])
        self._in_vain += 1
