"""What verdicts and signals are called in Chinese."""

from yiju.sandbox.types import Outcome, Ruling, SignalKind

RULINGS: dict[Ruling, str] = {"accept": "采纳", "edit": "改写", "reject": "驳回"}
SIGNALS: dict[SignalKind, str] = {
    "adopted": "采纳",
    "edited": "改后采纳",
    "up": "有用",
    "down": "没用",
    "revoked": "收回了有用、没用",
    "used": "会谈中用了",
    "unused": "会谈中没用上",
    "outcome": "会谈结果",
}
OUTCOMES: dict[Outcome, str] = {
    "forward": "有推进",
    "same": "没变化",
    "back": "有倒退",
    "won": "赢单",
    "lost": "丢单",
}
WITH_REASON: frozenset[SignalKind] = frozenset({"down", "unused"})
"""Signals that may tell a reason."""
