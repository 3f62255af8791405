"""What a customer's people come back to: the same subject in several talks of late."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from yiju.copilot.cues import attributes
from yiju.copilot.material import Material, Span
from yiju.copilot.salience import substance
from yiju.store.types import Kind

_TALK = (Kind.CALL, Kind.MAIL, Kind.POST)
_DAYS = 90
_TIMES = 3
"""Different documents, of different days, in which it must be spoken of."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A subject, and the newest sentence on it of each document, newest first. ``days``: how far back."""

    subject: str
    spans: tuple[Span, ...]
    days: int


def find_repeated(material: Material, *, days: int = _DAYS, times: int = _TIMES) -> list[Repeated]:
    """Commercial subjects that their side spoke of in at least so many documents of the last days.

    Only what is surely theirs counts, and only as often as there are days on which it was said: one long
    meeting is one.
    """
    since = material.as_of - dt.timedelta(days=days)
    said: dict[str, dict[dt.date, Span]] = defaultdict(dict)
    for span in material.of(*_TALK):
        if not since <= span.day <= material.as_of or material.side(span) != "theirs":
            continue
        for attribute in attributes():
            if attribute.words.search(span.text):
                held = said[attribute.name].get(span.day)
                if held is None or substance(material, span) > substance(material, held):
                    said[attribute.name][span.day] = span
    found = [
        Repeated(name, tuple(held[day] for day in sorted(held, reverse=True)), days)
        for name, held in said.items()
        if len(held) >= times
    ]
    return sorted(found, key=lambda one: (-len(one.spans), one.subject))
