"""How long a promise waits to be kept. It stays open until a source says that it was kept."""

import datetime as dt

import regex

from yiju.copilot.commitments import Commitment
from yiju.copilot.material import Span
from yiju.copilot.traces import traces
from yiju.store.types import Role

STALE = 365
"""Days without a word after which an open promise is told apart: nobody forgets it, few wait for it."""
_DAYS_OF_MONTH = 30.44
_IN_DAYS = 60
"""Days up to which a wait is told in days."""
_COUNTED = regex.compile(
    r"[，,；;]\s*(?:已经?|现已|至今)?(?:逾期|超期|拖欠?了?|过期)(?:了|达)?\s*\d+\s*(?:个)?[天日周月].*$"
)
"""A wait as it was counted when a sentence was written, and what hangs on it."""


def days_late(one: Commitment, day: dt.date) -> int:
    """Days since it was due; 0 where it is not, or names no day."""
    return max(0, (day - one.due).days) if one.due else 0


def is_stale(one: Commitment, day: dt.date) -> bool:
    """Whether it is open, and was due, said and asked for again more than a year ago.

    One of an undated source is not: nobody knows how old it is.
    """
    if one.status == "done" or one.span.document.date is None:
        return False
    moments = [one.span.day, one.due, one.proof.day if one.proof is not None else None]
    return (day - max(moment for moment in moments if moment is not None)).days > STALE


def waiting(one: Commitment, day: dt.date) -> str:
    """How long it has been due, or where it names no day how long ago it was given; else empty.

    ``已逾期 12 天``, ``已逾期 1 年 2 个月``, ``5 个月前说的``.
    """
    if late := days_late(one, day):
        return f"已逾期 {lasting(late)}"
    if one.due is None and one.span.document.date and (day - one.span.day).days > _IN_DAYS:
        return f"{lasting((day - one.span.day).days)}前说的"
    return ""


def told_by(one: Commitment) -> tuple[Span, ...]:
    """What a promise is told by: itself and its proof; of a row of a plan that whoever asks for it tells in
    words, amount and day and all, those words alone.
    """
    if one.proof is None:
        return (one.span,)
    unit = "万" if "万元" in one.span.text else ""  # a row's amounts have theirs in its heading
    own, told = traces(one.span.text), traces(one.proof.text)
    row = one.span.paragraph.role is Role.TABLE_ROW
    repeated = row and bool(own) and all(mark in told or f"{mark}{unit}" in told for mark in own)
    return (one.proof,) if repeated else (one.span, one.proof)


def uncounted(text: str) -> str:
    """A sentence without the days that it had been late when it was written: they are more today."""
    return _COUNTED.sub("", text)


def lasting(days: int) -> str:
    """A length of time in the words of people: ``12 天``, ``5 个月``, ``1 年 2 个月``, ``2 年``."""
    if days <= _IN_DAYS:
        return f"{days} 天"
    months = round(days / _DAYS_OF_MONTH)
    if months < 12:
        return f"{months} 个月"
    years, rest = divmod(months, 12)
    return f"{years} 年 {rest} 个月" if rest else f"{years} 年"
