"""What several ask of one thing, made once for as long as the thing lives."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Once:
    """Remembers what was made of it. For things that never change."""

    @cached_property
    def _made(self) -> dict[Callable[..., Any], Any]:
        return {}

    def once(self, make: Callable[[Self], T]) -> T:
        """``make(self)``; the same value each time. ``make`` is a function by name, not made on the spot."""
        if make not in self._made:
            self._made[make] = make(self)
        value: T = self._made[make]
        return value
