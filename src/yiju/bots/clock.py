"""The time that all processes share: leases and back-offs are told by it."""

import datetime as dt

from yiju.sandbox.moments import CHINA
from yiju.store.clock import now

__all__ = ["month", "now"]


def month(moment: dt.datetime) -> str:
    """Year and month in China, as ``2026-01``: quotas are counted there."""
    return f"{moment.astimezone(CHINA):%Y-%m}"
