"""How long a promise waits to be kept. It stays open until a source says that it was kept."""

import datetime as dt

from yiju.copilot.commitments import Commitment

STALE = 365
"""Days without a word after which an open promise is told apart: nobody forgets it, few wait for it."""
_DAYS_OF_MONTH = 30.44
_IN_DAYS = 60
"""Days up to which a wait is told in days."""


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


def lasting(days: int) -> str:
    """A length of time in the words of people: ``12 天``, ``5 个月``, ``1 年 2 个月``, ``2 年``."""
    if days <= _IN_DAYS:
        return f"{days} 天"
    months = round(days / _DAYS_OF_MONTH)
    if months < 12:
        return f"{months} 个月"
    years, rest = divmod(months, 12)
    return f"{years} 年 {rest} 个月" if rest else f"{years} 年"
