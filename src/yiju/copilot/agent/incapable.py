"""Models that cannot call tools, as this process found out: they are not tried again.

A refusal of tools by the endpoint says so at once. That a model called none says little, as somebody may
only have greeted it: it takes several conversations in a row, and is tried again after a while. One call that
could be understood ends all doubt. So it is with one that is too slow for a single call. A person is told
once, and again when a while has passed.
"""

import threading
import time
from collections import defaultdict

CANNOT = "这个大模型不能调用工具，由固定流程回答。"
SLOW = "这个大模型太慢，对话助手来不及查一次资料，由固定流程回答。"
DOUBTS = 3
"""Conversations in a row without a call that could be understood, after which a model is not tried."""
LASTS = 1800.0
"""Seconds that a doubt lasts."""
_lock = threading.Lock()
_refused: dict[str, str] = {}
_doubts: dict[str, list[tuple[float, str]]] = defaultdict(list)
_told: dict[tuple[str, str], float] = {}


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
    """In one conversation none of its calls could be understood, or it made none in the time it has."""
    with _lock:
        _doubts[model] = [*_lasting(model), (time.monotonic(), why)]


def news(model: str, user: str) -> bool:
    """Whether this user was not yet told of this model, these last ``LASTS`` seconds; now they are."""
    now = time.monotonic()
    with _lock:
        before = _told.get((model, user))
        fresh = before is None or before <= now - LASTS
        if fresh:
            _told[model, user] = now
        return fresh


def trusted(model: str) -> None:
    """It called a tool as it should. What is found out of it after that is news again."""
    with _lock:
        _doubts.pop(model, None)
        for key in [key for key in _told if key[0] == model]:
            del _told[key]


def forget() -> None:
    """Try every model again."""
    with _lock:
        _refused.clear()
        _doubts.clear()
        _told.clear()


def _lasting(model: str) -> list[tuple[float, str]]:
    since = time.monotonic() - LASTS
    return [one for one in _doubts.get(model, ()) if one[0] > since]
