"""Two people of a conversation, or two letters, that name different figures for one thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from yiju.copilot.cues import attributes, cue
from yiju.copilot.material import Material, Span
from yiju.copilot.stated import measure_of
from yiju.copilot.traces import traces
from yiju.copilot.values import has_value, value_pattern
from yiju.store.types import Kind

_NEAR = 4
"""Sentences before and after among which the other figure is looked for."""
UNNAMED = "双方说法"
"""What a dispute is about, where no commercial attribute is named."""
_SORTS = ("percent", "money", "duration")
_ASKS = regex.compile(r"以[哪谁][个方份边家]?为准|[想先]问|请问|问一下")
"""A question and its answer are no dispute, whatever figures they hold."""
_HALF = regex.compile(r"[一两二三四五六七八九十\d]+个半(?:月|小时)")


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two spans that disagree, the later first. ``about``: what on."""

    newer: Span
    older: Span
    about: str


def find_disputes(material: Material) -> list[Dispute]:
    """Every sentence that contradicts a figure another one named, with that other one, newest first."""
    found: list[Dispute] = []
    told: set[tuple[str, frozenset[tuple[str, str]]]] = set()
    for spans in material.by_document.values():
        if spans[0].document.kind not in {Kind.CALL, Kind.MAIL} or spans[0].day > material.as_of:
            continue
        for at, span in enumerate(spans):
            if not cue("dispute").search(span.text):
                continue
            other = (
                _beside(material, spans, at) if span.document.kind is Kind.CALL else _answered(material, span)
            )
            if other is None or _ASKS.search(other.text):
                continue
            if _ASKS.search(span.text) and not _left_open(span, other):
                continue
            about = _about([*spans[max(0, at - _NEAR) : at], other, span])
            newer, older = (other, span) if _after(other, span) else (span, other)
            thing = about, frozenset(values(span.text)) | frozenset(values(other.text))
            if any(about == name and len(held & thing[1]) >= 2 for name, held in told):
                continue
            told.add(thing)
            found.append(Dispute(newer, older, about))
    return sorted(found, key=lambda d: -d.newer.day.toordinal())


def _left_open(question: Span, answer: Span) -> bool:
    """Whether it asks which of two papers holds, and the answer is still to be confirmed."""
    two = cue("dispute", "two").search(question.text)
    return two is not None and cue("dispute", "unsure").search(answer.paragraph.text) is not None


def _after(one: Span, other: Span) -> bool:
    return (one.day, one.paragraph.ordinal) > (other.day, other.paragraph.ordinal)


def _beside(material: Material, spans: Sequence[Span], at: int) -> Span | None:
    """The nearest sentence of another speaker with another figure of the same sort; of two dates that one
    sentence sets against each other, the answer to it.
    """
    span = spans[at]
    if cue("dispute", "which").search(span.text) and not values(span.text):
        return next(
            (o for o in spans[at + 1 : at + 3] if o.speaker != span.speaker and len(o.text) > 6), None
        )
    order = [at + step * sign for step in range(1, _NEAR + 1) for sign in (-1, 1)]
    near = [spans[index] for index in order if 0 <= index < len(spans)]
    fitting = [o for o in near if o.speaker != span.speaker and _differ(span.text, o.text)]
    other_side = [o for o in fitting if material.side(o) != material.side(span)]
    return next(iter(other_side or fitting), None)


def _answered(material: Material, span: Span) -> Span | None:
    """The newest earlier statement of the other side that has one of the figures a letter argues with."""
    figures = traces(span.text)
    talk = [o for o in material.of(Kind.MAIL, Kind.CALL, Kind.CONTRACT) if o.day <= span.day]
    fitting = [
        o
        for o in talk
        if o.document.id != span.document.id
        and material.side(o) != material.side(span)
        and any(mark in traces(o.text) for mark in figures if mark[-1] not in "日底期")
    ]
    return max(fitting, key=lambda o: (o.document.kind is Kind.MAIL, o.day), default=None)


def _differ(one: str, other: str) -> bool:
    mine, theirs = values(one), values(other)
    units = {unit for unit, _ in mine} & {unit for unit, _ in theirs}
    if not units or other.endswith(("？", "?")):
        return False
    return any(
        bool({v for u, v in mine if u == unit} - {v for u, v in theirs if u == unit}) for unit in units
    )


@lru_cache(maxsize=8192)
def values(text: str) -> frozenset[tuple[str, str]]:
    """(unit, number) of the shares, amounts and lengths of time that a text names."""
    found = {("月" if m.group().endswith("月") else "小时", m.group()) for m in _HALF.finditer(text)}
    for sort in _SORTS:
        for match in value_pattern(sort).finditer(text):
            measure = measure_of(match.group())
            if measure is not None:
                found.add((_unit(measure[1], match.group()), str(measure[0])))
    return frozenset(found)


def _unit(unit: str, text: str) -> str:
    return "月" if text.rstrip().endswith("月") else unit


def _about(spans: Sequence[Span]) -> str:
    """The commercial attribute that the sentences speak of, the last first."""
    told = "；".join(span.text for span in spans[-2:])
    for span in reversed(spans):
        for attribute in attributes():
            if attribute.words.search(span.text) and has_value(attribute.value, told):
                return attribute.name
    return UNNAMED
