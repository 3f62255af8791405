"""Models that cannot call tools, as this process found out: they are not tried again."""

import threading

_lock = threading.Lock()
_known: dict[str, str] = {}


def why_not(model: str) -> str:
    """Why a model, named with its address, is not asked as an agent; empty where nothing is known."""
    with _lock:
        return _known.get(model, "")


def remember(model: str, why: str) -> None:
    """It cannot, for this reason, in Chinese."""
    with _lock:
        _known[model] = why


def forget() -> None:
    """Try every model again."""
    with _lock:
        _known.clear()
