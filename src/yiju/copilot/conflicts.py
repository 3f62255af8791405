"""Two current sources that give different values for one commercial attribute."""

import itertools
from dataclasses import dataclass
from typing import Literal

import regex

from yiju.copilot.cues import Attribute, attributes, cue
from yiju.copilot.material import Material, Span
from yiju.copilot.values import value_pattern
from yiju.copilot.words import content_words
from yiju.store.types import Kind

_NEAR = 24
"""Characters between an attribute's word and its value, at most."""
_COMPARED = {"money", "percent", "duration"}
_CODE = regex.compile(r"\b(?=[A-Z0-9\-]*\d)[A-Z][A-Z0-9]*-?[A-Z0-9\-]+\b")
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
        if span.document.id in without or text.endswith(("？", "?")) or cue("promise", "not").search(text):
            continue
        for attribute in attributes():
            if (stated := _stated(attribute, span, text)) is not None:
                found.append(stated)
    return found


def find_conflicts(material: Material, *, without: frozenset[str] = frozenset()) -> list[Conflict]:
    """Differing statements about one attribute in different documents, at most one per attribute and thing."""
    grouped: dict[str, list[Stated]] = {}
    for stated in stated_values(material, without=without):
        if stated.sort in _COMPARED:
            grouped.setdefault(stated.attribute.name, []).append(stated)
    found: list[Conflict] = []
    for group in grouped.values():
        seen: set[frozenset[str]] = set()
        for one, other in itertools.combinations(sorted(group, key=lambda s: s.span.day, reverse=True), 2):
            if not _differ(one, other):
                continue
            thing = _things(one) & _things(other)
            if thing in seen:
                continue
            seen.add(thing)
            found.append(Conflict(one, other, _relation(one, other)))
    return found


def _stated(attribute: Attribute, span: Span, text: str) -> Stated | None:
    if attribute.value not in _COMPARED and attribute.name != "付款条件":
        return None
    sort = "duration" if attribute.name == "付款条件" else attribute.value
    pattern = value_pattern(sort)
    for word in attribute.words.finditer(text):
        window = text[word.end() : word.end() + _NEAR]
        stop = regex.search(r"[。；;！？\n|]", window)
        if match := pattern.search(window[: stop.start()] if stop else window):
            return Stated(attribute, span, match.group().strip(), sort)
    return None


def _differ(one: Stated, other: Stated) -> bool:
    if one.span.document.id == other.span.document.id or one.span.document.kind is Kind.TENDER:
        return False
    if _plain(one.value) == _plain(other.value) or _currency(one.value) != _currency(other.value):
        return False
    if one.attribute.name in _ACCOUNT_WIDE:
        codes = _codes(one), _codes(other)
        return not (codes[0] and codes[1]) or bool(codes[0] & codes[1])
    return bool(_codes(one) & _codes(other)) or len(_things(one) & _things(other)) >= 3


def _relation(one: Stated, other: Stated) -> Literal["conflict", "superseded"]:
    kinds = {one.span.document.kind, other.span.document.kind}
    letters = {Kind.MAIL, Kind.CALL, Kind.NOTE}
    return "superseded" if kinds <= letters and one.span.day > other.span.day else "conflict"


def _codes(stated: Stated) -> frozenset[str]:
    return frozenset(_CODE.findall(stated.span.text))


def _things(stated: Stated) -> frozenset[str]:
    words = content_words(stated.span.text)
    return frozenset(word for word in words if not stated.attribute.words.search(word))


def _plain(value: str) -> str:
    return regex.sub(r"[\s,，个]", "", value.lower().replace("％", "%"))


def _currency(value: str) -> str:
    for mark in ("欧元", "EUR", "€"):
        if mark.lower() in value.lower():
            return "EUR"
    return "USD" if regex.search(r"美元|USD|\$", value, regex.IGNORECASE) else "CNY"
