"""Who has left: people of the customer of whom the material itself says that they are there no more."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from yiju.copilot.cues import cue
from yiju.copilot.duedates import due_date
from yiju.copilot.material import Material, Span
from yiju.copilot.people import Person, called
from yiju.store.types import Kind

_TOLD = (Kind.CALL, Kind.MAIL, Kind.NOTE, Kind.POST, Kind.NEWS)
_AFTER = 4
"""Paragraphs behind a name in which whoever follows is told."""
_GRACE = dt.timedelta(days=14)
"""Who still speaks to us so long after the day was there after all."""
_MIN_NAME = 2
_WORD = regex.compile(r"[\p{L}\p{N}]+")
_SOON = dt.timedelta(days=180)
"""A day of no year that lies further ahead was last year's."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One who left. ``span`` says so; ``successor`` tells who does their work now, where anything does."""

    name: str
    span: Span
    successor: Span | None

    @property
    def flag(self) -> str:
        """The mark of what they said, and of what tells that they left."""
        return f"left:{self.name}"

    def outdates(self, span: Span) -> bool:
        """Whether a sentence tells of them what no longer holds, now that they have left."""
        return self.name in span.text and span.day <= self.span.day and span != self.span

    def spoke(self, speaker: str) -> bool:
        """Whether a speaker's name is theirs."""
        return bool(speaker) and same_name(self.name, speaker)


def departures(material: Material, people: Sequence[Person]) -> tuple[Departure, ...]:
    """Those of ``people`` who have left by the day of the request, the newest first."""
    hints = [
        span
        for span in material.of(*_TOLD)
        if any(cue("left", key).search(span.text) for key in ("past", "ahead", "self"))
    ]
    surnames = Counter(person.name[0] for person in people)
    found: list[Departure] = []
    for person in people:
        mention = _mention(person, alone=surnames[person.name[0]] == 1)
        told = [(day, span) for span in hints if (day := _left_on(span, person, mention, material.as_of))]
        if not told:
            continue
        told.sort(key=lambda one: (cue("successor").search(one[1].text) is None, one[1].key[0], one[1].day))
        last = max(day for day, _ in told)
        if any(said.document.kind is not Kind.POST and said.day > last + _GRACE for said in person.said):
            continue
        span = told[0][1]
        found.append(Departure(person.name, span, _successor(material, person, mention, span)))
    return tuple(sorted(found, key=lambda one: -one.span.day.toordinal()))


def departed(gone: Iterable[Departure], name: str) -> Departure | None:
    """The departure of whoever bears this name, in full or in part."""
    return next((one for one in gone if one.spoke(name)), None)


def _left_on(span: Span, person: Person, mention: "regex.Pattern[str]", as_of: dt.date) -> dt.date | None:
    """The day by which a sentence says that they left; None where it does not, or the day is to come."""
    text = span.text
    if cue("left", "unsure").search(text) or span.day > as_of:
        return None
    asks = text.endswith(("？", "?")) and cue("left", "since").search(text) is None
    if asks:
        return None
    if same_name(person.name, span.speaker) and cue("left", "self").search(text):
        own = _told_day(text, span.day) or span.day
        return own if own <= as_of else None
    for named in mention.finditer(text):
        behind = text[named.end() :]
        if ahead := cue("left", "gap_ahead").match(behind):
            day = _told_day(ahead.group(), span.day) or due_date(text, span.day)
        elif past := cue("left", "gap_past").match(behind):
            # 4月20日离职 may be said of a day to come; 1月底走了 may not.
            over = "了" in behind[: past.end() + 1] or behind[past.end() : past.end() + 1] == "的"
            to_come = None if over else _told_day(past.group(), span.day)
            day = to_come if to_come and to_come - span.day < _SOON else span.day
        else:
            continue
        return day if day and day <= as_of else None
    return None


def _told_day(text: str, said: dt.date) -> dt.date | None:
    """The day that a sentence names, the last one of it where it names a month or a year to come."""
    if day := due_date(text, said):
        return day
    if "明年" in text:
        return dt.date(said.year + 1, 12, 31)
    if regex.search(r"下个?月", text):
        return (said.replace(day=1) + dt.timedelta(days=64)).replace(day=1) - dt.timedelta(days=1)
    return None


def _successor(material: Material, person: Person, mention: "regex.Pattern[str]", told: Span) -> Span | None:
    """The newest sentence that, beside their name, tells who does their work now."""
    best: Span | None = None
    for spans in material.by_document.values():
        at = [span.paragraph.ordinal for span in spans if _speaks_of(span, person, mention)]
        for span in spans if at and spans[0].document.kind in _TOLD else ():
            near = any(0 <= span.paragraph.ordinal - one <= _AFTER for one in at)
            if (
                near
                and span.day >= told.day - _GRACE
                and cue("successor").search(span.text)
                and not span.text.endswith(("？", "?"))
                and (best is None or span.day > best.day)
            ):
                best = span
    return best


def _speaks_of(span: Span, person: Person, mention: "regex.Pattern[str]") -> bool:
    return mention.search(span.text) is not None or same_name(person.name, span.speaker)


def _mention(person: Person, *, alone: bool) -> "regex.Pattern[str]":
    """What a text calls them: their name, its parts, or their surname with a title where nobody shares it."""
    name = person.name
    forms = {name, *(part for part in name.split() if len(part) > _MIN_NAME)}
    parts = [regex.escape(form) for form in sorted(forms, key=len, reverse=True)]
    if alone and (titled := called(name)):
        parts.append(titled)
    return regex.compile("|".join(parts))


def same_name(name: str, other: str) -> bool:
    """Whether two forms are one name: ``Jan Petersen``, ``Petersen``, ``Petersen, Jan``."""
    one, two = _parts(name), _parts(other)
    return bool(one and two) and (one <= two or two <= one)


@lru_cache(maxsize=4096)
def _parts(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower()))
