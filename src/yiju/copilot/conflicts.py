"""Two current sources that give different values for one commercial attribute."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import regex

from yiju.copilot.cues import Attribute, attributes, cue
from yiju.copilot.material import Material, Span
from yiju.copilot.normalise import Quantity, canonical, find_mentions
from yiju.copilot.values import of_another, value_pattern
from yiju.copilot.words import content_words
from yiju.store.types import Kind

_NEAR = 24
"""Characters between an attribute's word and its value, at most."""
_COMPARED = {"money", "percent", "duration"}
_STOP = r"[。；;！？\n|]"
THRESHOLD = regex.compile(
    r"(?:达到|达|低于|超过|高于|不足|完成率?)[^\d，,。；]{0,12}$|(?:满|每(?!年))\D{0,4}$"
)
"""Before a number: it is a condition, not the attribute's value."""
_PAUSE = _STOP[:-1] + "，,]"
_MOVES = regex.compile(r"降低|下降|下调|降价|上调|提高")
"""What a clause under a heading such as 价格与年度降价 does with its value."""
_CODE = regex.compile(r"\b(?=[A-Z0-9\-]*\d)[A-Z][A-Z0-9]*-?[A-Z0-9\-]+\b")
_BETWEEN_US = {Kind.CONTRACT, Kind.TENDER, Kind.MAIL, Kind.CALL, Kind.NOTE}
"""Sources that bind or inform the two sides; what newspapers say is no second version of it."""
_MOVING = {"欠款与回款", "用量"}
"""Values that change as time goes by: the newest stands, an older one contradicts nothing."""
_ACCOUNT_WIDE = {"年降", "付款条件", "质保", "折扣与返利", "预算与限价", "欠款与回款"}
"""Attributes of the whole account; the others are compared only for one and the same thing."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A value of an attribute, as one span states it."""

    attribute: Attribute
    span: Span
    value: str
    sort: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that differ. ``superseded``: both ours or both letters, so the newer one stands."""

    newer: Stated
    older: Stated
    relation: Literal["conflict", "superseded"]


def stated_values(material: Material, *, without: frozenset[str] = frozenset()) -> list[Stated]:
    """Every value of a comparable attribute, except in documents ``without`` (superseded ones)."""
    found: list[Stated] = []
    for span in material.spans:
        text = span.text
        if span.document.kind not in _BETWEEN_US or span.document.id in without:
            continue
        if text.endswith(("？", "?")) or cue("promise", "not").search(text):
            continue
        for attribute in attributes():
            if (stated := _stated(attribute, span)) is not None:
                found.append(stated)
    return found


def find_conflicts(material: Material, *, without: frozenset[str] = frozenset()) -> list[Conflict]:
    """Differing statements about one attribute in different documents, one per attribute and thing."""
    grouped: dict[str, list[Stated]] = {}
    for stated in stated_values(material, without=without):
        if stated.sort in _COMPARED:
            grouped.setdefault(stated.attribute.name, []).append(stated)
    found: list[Conflict] = []
    for group in grouped.values():
        held: dict[str, set[tuple[Decimal, str]]] = {}
        for stated in group:
            if measure := _measure(stated.value):
                held.setdefault(stated.span.document.id, set()).add(measure)
        seen: set[frozenset[str]] = set()
        for one, other in itertools.combinations(sorted(group, key=lambda s: s.span.day, reverse=True), 2):
            if not _differ(one, other) or held[one.span.document.id] & held[other.span.document.id]:
                continue  # a document may state several values (tiers): sharing one, two agree
            thing = _things(one) & _things(other)
            if thing in seen:
                continue
            seen.add(thing)
            found.append(Conflict(one, other, _relation(one, other)))
    return found


def states(attribute: Attribute, span: Span) -> str:
    """The value beside the attribute's word, after it or before it in the same clause; else empty.

    In a contract or tender the word may stand in the clause's heading, and the value alone in the text.
    """
    text = span.text
    pattern = value_pattern("duration" if attribute.name == "付款条件" else attribute.value)
    for word in attribute.words.finditer(text):
        after = regex.split(_STOP, text[word.end() : word.end() + _NEAR], maxsplit=1)[0]
        before = regex.split(_PAUSE, text[max(0, word.start() - _NEAR) : word.start()])[-1]
        for window in (after, before):
            for value in pattern.finditer(window):
                between = window[: value.start()]
                if not THRESHOLD.search(between) and not (window is after and of_another(between)):
                    return value.group().strip()
    headings = span.paragraph.headings
    under = span.document.kind in {Kind.CONTRACT, Kind.TENDER} and headings
    if under and attribute.words.search(headings[-1]) and (move := _MOVES.search(text)):
        match = pattern.search(text[move.end() : move.end() + _NEAR // 2])
        return match.group().strip() if match else ""
    return ""


def main_attribute(span: Span) -> tuple[Attribute, str] | None:
    """The attribute a span is about, the one named first, with its value; None where it states none."""
    found = [
        (word.start() if (word := a.words.search(span.text)) else len(span.text), a, value)
        for a in attributes()
        if (value := states(a, span))
    ]
    return min(found, key=lambda item: item[0])[1:] if found else None


def _stated(attribute: Attribute, span: Span) -> Stated | None:
    if attribute.value not in _COMPARED and attribute.name != "付款条件":
        return None
    value = states(attribute, span)
    sort = "duration" if attribute.name == "付款条件" else attribute.value
    return Stated(attribute, span, value, sort) if value else None


def _differ(one: Stated, other: Stated) -> bool:
    if one.span.document.id == other.span.document.id or one.span.document.kind is Kind.TENDER:
        return False
    first, second = _measure(one.value), _measure(other.value)
    if first is None or second is None or first[1] != second[1] or first[0] == second[0]:
        return False
    if one.attribute.name in _ACCOUNT_WIDE:
        codes = _codes(one), _codes(other)
        return not (codes[0] and codes[1]) or bool(codes[0] & codes[1])
    return bool(_codes(one) & _codes(other)) or len(_things(one) & _things(other)) >= 3


def _relation(one: Stated, other: Stated) -> Literal["conflict", "superseded"]:
    kinds = {one.span.document.kind, other.span.document.kind}
    if one.attribute.name in _MOVING:
        return "superseded"
    letters = {Kind.MAIL, Kind.CALL, Kind.NOTE}
    return "superseded" if kinds <= letters and one.span.day > other.span.day else "conflict"


def _codes(stated: Stated) -> frozenset[str]:
    return frozenset(_CODE.findall(stated.span.text))


def _things(stated: Stated) -> frozenset[str]:
    words = content_words(stated.span.text)
    return frozenset(word for word in words if not stated.attribute.words.search(word))


def _measure(value: str) -> tuple[Decimal, str] | None:
    """The value as a number and a unit, so that 3.5 % and 百分之三点五 are one."""
    quantities = [m for m in find_mentions(canonical(value)) if isinstance(m, Quantity)]
    return (quantities[0].low, quantities[0].unit) if quantities else None
