"""The next meeting that letters, talks and notes name by its day, where none is registered."""

import datetime as dt

import regex

from yiju.copilot.draft import Draft, fact
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.store.types import Kind

_MEETING = regex.compile(
    r"会议|开会|会面|见面|碰面|碰头|来访|到访|拜访|会谈|\b(?:meeting|visit|workshop)\b", regex.IGNORECASE
)
_MONTHS = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DAY = regex.compile(
    r"\d{1,2}\s*月\s*\d{1,2}|(?<![\d月])\d{1,2}[日号]|20\d\d[./-]\d{1,2}[./-]\d{1,2}|(?:下周|本周|这周)[一二三四五六日天]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}\b|\b{_MONTHS}\s+\d{{1,2}}\b",
    regex.IGNORECASE,
)
_OFF = regex.compile(r"取消|改期|推迟|不去了|不来了|之前|以前|\b(?:cancel|postpone|before)", regex.IGNORECASE)
_MOST = 2


def next_meeting(material: Material) -> list[Draft]:
    """Who speaks of a meeting on the soonest day from ``as_of`` on, the newest first; else nothing."""
    held: dict[dt.date, list[Span]] = {}
    for span in material.of(Kind.MAIL, Kind.CALL, Kind.NOTE):
        text = span.text
        if span.date is None or span.day > material.as_of or text.endswith(("？", "?")):
            continue
        if not (_MEETING.search(text) and _DAY.search(text)) or _OFF.search(text):
            continue
        day = due_date(text, span.day)
        if day is not None and day >= material.as_of:
            held.setdefault(day, []).append(span)
    if not held:
        return []
    spans = sorted(held[min(held)], key=lambda s: (-s.day.toordinal(), s.key))
    return [fact(f"meeting:{n}", span, limit=220) for n, span in enumerate(spans[:_MOST])]
