"""What was said later of a thing promised: by its words, its days and amounts, who gave it."""

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence

import regex

from yiju.copilot.material import Material, Span
from yiju.copilot.promises import bits, holding_two, things
from yiju.copilot.traces import caller, callers, traces
from yiju.copilot.words import content_words

_PLENTY = 4
"""Shared subject words that settle it, however common they are in this account."""
_OPENS = regex.compile(r"(?:^|[^\p{Han}]|[的您你我们这那把将份套批个天])$")
"""What may stand right in front of the name of a thing without making it the name of another."""


class Later:
    """Spans, oldest first, that can be asked for the last one on a promise's subject."""

    def __init__(self, material: Material, spans: Sequence[Span]) -> None:
        self._weights = material.once(_rarity)
        self._seller = material.seller
        self._spans = spans
        self._days = [span.day for span in spans]
        self._words = [content_words(span.text) | content_words(span.document.title) for span in spans]
        self._traces = [traces(span.text) | callers(span.text, material.seller) for span in spans]
        self._holding: dict[str, int] = defaultdict(int)
        for index, words in enumerate(self._words):
            for word in words | self._traces[index]:
                self._holding[word] |= 1 << index

    def last(
        self,
        promise: Span,
        words: frozenset[str],
        accept: Callable[[Span], bool] = lambda span: True,
        around: frozenset[str] = frozenset(),
        *,
        loosely: bool = False,
        alone: tuple[str, dt.date] | None = None,
    ) -> Span | None:
        """The newest span of another document, on or after the promise's day, that speaks of ``words``.

        Of several on one day the first. ``around``: words of what was said before the promise.
        ``loosely``: ``accept`` alone says what ties it. ``alone``: the only thing promised, which ties by
        itself a sentence that begins with it, up to a day.
        """
        weights = {word: self._weights.get(word, 0.0) for word in words}
        marks = traces(promise.text)
        marks |= callers(promise.text, self._seller) | {caller(promise.speaker, self._seller)}
        begin = bisect_left(self._days, promise.day)
        found: Span | None = None
        near = holding_two(self._holding, words | marks | around)
        near |= self._holding.get(alone[0], 0) if alone else 0
        for back in reversed(bits(near >> begin)):
            other = self._spans[begin + back]
            if found is not None and other.day < found.day:
                break
            if other.document.id == promise.document.id or not accept(other):
                continue
            shared = words & self._words[begin + back]
            beside = len(around & self._words[begin + back])
            if (
                loosely
                or _tied(shared, marks & self._traces[begin + back], beside)
                or _same_subject(weights, shared)
                or (alone is not None and other.day <= alone[1] and _begins_with(alone[0], other.text))
            ):
                found = other
        return found


def _rarity(material: Material) -> dict[str, float]:
    """What a word of the material weighs, in (0, 1): the more, the fewer documents hold it."""
    total = len(material.documents) or 1
    frequency = material.document_frequency
    return {word: 1.0 - math.sqrt(count / (total + 1)) for word, count in frequency.items()}


def _tied(shared: frozenset[str], marks: frozenset[str], beside: int) -> bool:
    """Whether a day or an amount in common, with one thing more, ties a sentence to a promise; or, with
    one of its own words, a word of what was said before it.
    """
    named = frozenset(mark for mark in marks if mark.startswith("@"))
    told = marks - named
    return (bool(told) and (len(marks) >= 2 or bool(shared))) or (bool(shared) and beside >= 1)


def _begins_with(thing: str, text: str) -> bool:
    """Whether a text speaks of this thing first of all: 样件收到了, and not 模具的样件 or 整改方案."""
    before, found, _ = text.lower().partition(thing)
    return bool(found) and not things(before) and _OPENS.search(before) is not None


def _same_subject(weights: dict[str, float], shared: frozenset[str]) -> bool:
    """Whether two documents speak of the same thing: shared words weighted by rarity."""
    whole = sum(weights.values())
    enough = len(shared) >= 2 and whole > 0
    return len(shared) >= _PLENTY or (enough and sum(weights[word] for word in shared) / whole >= 0.5)
