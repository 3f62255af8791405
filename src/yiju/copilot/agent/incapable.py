"""Models that cannot call tools, as this process found out: they are not tried again.

A refusal of tools by the endpoint says so at once. That a model called none says little, as somebody may
only have greeted it: it takes several conversations in a row, and is tried again after a while. One call that
could be understood ends all doubt.
"""

import threading
import time
from collections import defaultdict

DOUBTS = 3
"""Conversations in a row without a call that could be understood, after which a model is not tried."""
LASTS = 1800.0
"""Seconds that a doubt lasts."""
_lock = threading.Lock()
_refused: dict[str, str] = {}
_doubts: dict[str, list[tuple[float, str]]] = defaultdict(list)


def why_not(model: str) -> str:
    """Why a model, named with its address, is not asked as an agent; empty where nothing is known."""
    with _lock:
        doubts = _lasting(model)
        return _refused.get(model) or (doubts[-1][1] if len(doubts) >= DOUBTS else "")


def refused(model: str, why: str) -> None:
    """Its endpoint takes no tools. ``why``: in Chinese, as people are told."""
    with _lock:
        _refused[model] = why


def doubted(model: str, why: str) -> None:
    """In one conversation none of its calls could be understood, or it made none."""
    with _lock:
        _doubts[model] = [*_lasting(model), (time.monotonic(), why)]


def trusted(model: str) -> None:
    """It called a tool as it should."""
    with _lock:
        _doubts.pop(model, None)


def forget() -> None:
    """Try every model again."""
    with _lock:
        _refused.clear()
        _doubts.clear()


def _lasting(model: str) -> list[tuple[float, str]]:
    since = time.monotonic() - LASTS
    return [one for one in _doubts.get(model, ()) if one[0] > since]
