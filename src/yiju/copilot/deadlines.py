"""Days that a sentence states, and whether the last of them is past."""

import calendar
import datetime as dt

from yiju.copilot.duedates import due_date
from yiju.copilot.material import Span
from yiju.copilot.normalise import When, canonical, find_mentions


def last_day(span: Span) -> dt.date | None:
    """The last day that a span names in full, or by month and day after its source's date; else None.

    A row of a revision names the old day and the new one: the later is what it leaves open.
    """
    found: list[dt.date] = []
    for when in find_mentions(canonical(span.text)):
        if isinstance(when, When) and when.month and when.day and when.year:
            last = calendar.monthrange(when.year, when.month)[1] if 1 <= when.month <= 12 else 0
            if 1 <= when.day <= last:
                found.append(dt.date(when.year, when.month, when.day))
    if found:
        return max(found)
    return due_date(span.text, span.day) if span.document.date else None


def past(span: Span, today: dt.date) -> tuple[str, ...]:
    """The mark of a deadline that is over; none where it is not, or names no day."""
    day = last_day(span)
    return (f"past:{day.isoformat()}",) if day is not None and day < today else ()
