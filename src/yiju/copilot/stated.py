"""Values of commercial attributes, as spans state them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

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
_STOP = regex.compile(r"[。；;！？\n|]")
THRESHOLD = regex.compile(
    r"(?:达到|达|低于|超过|高于|不足|完成率?)[^\d，,。；]{0,12}$|(?:满|每(?!年))\D{0,4}$"
)
"""Before a number: it is a condition, not the attribute's value."""
_PAUSE = regex.compile(r"[。；;！？\n|，,]")
_MOVES = regex.compile(r"降低|下降|下调|降价|上调|提高")
"""What a clause under a heading such as 价格与年度降价 does with its value."""
_CODE = regex.compile(r"(?<![A-Za-z0-9\-])(?=[A-Z0-9\-]*\d)[A-Z][A-Z0-9]*-?[A-Z0-9\-]+(?![A-Za-z0-9])")
_BETWEEN_US = {Kind.CONTRACT, Kind.TENDER, Kind.MAIL, Kind.CALL, Kind.NOTE}
"""Sources that bind or inform the two sides; what newspapers say is no second version of it."""

Measure = tuple[Decimal, str]
"""A number and its unit."""


@dataclass(frozen=True)
class Stated:
    """A value of an attribute, as one span states it; what it is compared by is worked out once."""

    attribute: Attribute
    span: Span
    value: str
    sort: str

    @cached_property
    def measure(self) -> Measure | None:
        """The value as a number and a unit, so that 3.5 % and 百分之三点五 are one."""
        return measure_of(self.value)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Part, batch and contract numbers of the sentence."""
        return frozenset(_CODE.findall(self.span.text))

    @cached_property
    def things(self) -> frozenset[str]:
        """Content words of the sentence, but for the attribute's own."""
        words = content_words(self.span.text)
        return frozenset(word for word in words if not self.attribute.words.search(word))


def stated_values(material: Material, *, without: frozenset[str] = frozenset()) -> list[Stated]:
    """Every value of a comparable attribute, except in documents ``without`` (superseded ones)."""
    found: list[Stated] = []
    for span in material.spans:
        text = span.text
        if span.document.kind not in _BETWEEN_US or span.document.id in without:
            continue
        if text.endswith(("？", "?")) or cue("promise", "not").search(text):
            continue
        for attribute in _of(span):
            if (stated := _stated(attribute, span)) is not None:
                found.append(stated)
    return found


def states(attribute: Attribute, span: Span) -> str:
    """The value beside the attribute's word, after it or before it in the same clause; else empty.

    In a contract or tender the word may stand in the clause's heading, and the value alone in the text.
    """
    text, headed = span.text, attribute.name in _headed(span)
    if not headed and attribute.name not in _named(text):
        return ""
    pattern = value_pattern("duration" if attribute.name == "付款条件" else attribute.value)
    for word in attribute.words.finditer(text):
        after = _STOP.split(text[word.end() : word.end() + _NEAR], maxsplit=1)[0]
        before = _PAUSE.split(text[max(0, word.start() - _NEAR) : word.start()])[-1]
        for window in (after, before):
            for value in pattern.finditer(window):
                between = window[: value.start()]
                if not THRESHOLD.search(between) and not (window is after and of_another(between)):
                    return value.group().strip()
    if headed and (move := _MOVES.search(text)):
        match = pattern.search(text[move.end() : move.end() + _NEAR // 2])
        return match.group().strip() if match else ""
    return ""


def main_attribute(span: Span) -> tuple[Attribute, str] | None:
    """The attribute a span is about, the one named first, with its value; None where it states none."""
    found = [
        (word.start() if (word := a.words.search(span.text)) else len(span.text), a, value)
        for a in _of(span)
        if (value := states(a, span))
    ]
    return min(found, key=lambda item: item[0])[1:] if found else None


def _stated(attribute: Attribute, span: Span) -> Stated | None:
    if attribute.value not in _COMPARED and attribute.name != "付款条件":
        return None
    value = states(attribute, span)
    sort = "duration" if attribute.name == "付款条件" else attribute.value
    return Stated(attribute, span, value, sort) if value else None


def _of(span: Span) -> Iterator[Attribute]:
    """The attributes of which a span may state a value, in their file's order."""
    named = _named(span.text) | _headed(span)
    return (one for one in attributes() if one.name in named) if named else iter(())


def _headed(span: Span) -> frozenset[str]:
    """Names of the attributes that stand in the heading above, where the text alone may hold the value."""
    headings = span.paragraph.headings
    under = bool(headings) and span.document.kind in {Kind.CONTRACT, Kind.TENDER}
    return _named(headings[-1]) if under else frozenset()


@lru_cache(maxsize=8192)
def _named(text: str) -> frozenset[str]:
    """Names of the attributes of which a text holds a word. Cached: every attribute asks of every span."""
    if _any_attribute().search(text) is None:
        return frozenset()
    return frozenset(one.name for one in attributes() if one.words.search(text))


@lru_cache(maxsize=1)
def _any_attribute() -> "regex.Pattern[str]":
    words = "|".join(f"(?:{one.words.pattern})" for one in attributes())
    return regex.compile(words, regex.IGNORECASE)


@lru_cache(maxsize=8192)
def measure_of(value: str) -> Measure | None:
    """A value as a number and a unit; None where it is none. Cached: values recur."""
    quantities = [m for m in find_mentions(canonical(value)) if isinstance(m, Quantity)]
    return (quantities[0].low, quantities[0].unit) if quantities else None
