"""Long work says that it goes on: the time that its file may take begins anew.

For readers whose work is long and whose steps are known: a page of many that are recognised, a request to a
service. Where nobody listens, it does nothing.
"""

from collections.abc import Callable

_listeners: list[Callable[[float], None]] = []


def beat(seconds: float = 0.0) -> None:
    """One step is done; the next may take the file's usual time, and ``seconds`` more."""
    for listener in _listeners:
        listener(seconds)


def listen(listener: Callable[[float], None]) -> None:
    """Hear of every beat in this process."""
    _listeners.append(listener)
