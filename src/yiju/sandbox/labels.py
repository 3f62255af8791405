"""What verdicts and signals are called in Chinese."""

from yiju.sandbox.types import Ruling, SignalKind
from yiju.store.labels import OUTCOMES, SIGNALS

__all__ = ["OUTCOMES", "RULINGS", "SIGNALS", "WITH_REASON"]

RULINGS: dict[Ruling, str] = {"accept": "采纳", "edit": "改写", "reject": "驳回"}
WITH_REASON: frozenset[SignalKind] = frozenset({"down", "unused"})
"""Signals that may tell a reason."""
