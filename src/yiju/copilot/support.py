"""How well a span answers a question: its rare words, its focus, and a value of the sort asked for."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

import regex

from yiju.copilot.conflicts import THRESHOLD, states
from yiju.copilot.material import Span
from yiju.copilot.question import GENERIC, Question
from yiju.copilot.words import names_something

_AROUND = 0.7
"""What a word counts that stands elsewhere in the paragraph, not in the span itself."""
_CONTEXT = 0.85
"""What it counts in the heading, the title or the speaker's name."""
_DOING = 0.35
"""What a word weighs that names no thing: people ask in other verbs than documents use."""
_NEAR = 30
"""Characters within which a value stands beside what it is a value of."""
_DEFINES = regex.compile(r"^\s*(?:[:：]|为|是|采用|按照?|应|约)")


@dataclass(frozen=True, slots=True)
class Support:
    """One span's support for an answer.

    Attributes:
        coverage: share of the question's words, weighted by rarity among the candidates, in [0, 1].
        focused: whether what the question is about is named.
        fits: whether the span holds the sort of value asked for.
        value: that value, where it stands beside what the question is about; else empty.
    """

    span: Span
    coverage: float
    focused: bool
    fits: bool
    value: str
    score: float


class Judge:
    """Scores candidate spans for one question; word weights come from the candidates themselves."""

    def __init__(
        self,
        question: Question,
        candidates: Sequence[Span],
        superseded: frozenset[str],
        people: frozenset[str] = frozenset(),
    ) -> None:
        """``people``: names of persons that the documents know."""
        self._people = regex.compile("|".join(map(regex.escape, sorted(people))) or r"(?!)")
        days = [span.day.toordinal() for span in candidates if span.document.date]
        self._first, self._last = (min(days), max(days)) if days else (0, 0)
        self._question = question
        self._superseded = superseded
        self._weights = _weights(question, candidates)

    def support(self, span: Span, rank: int) -> Support:
        """``rank``: the span's place in retrieval order, from 0."""
        question = self._question
        text = span.text.lower()
        document = span.document
        name = unquote(document.uri.rpartition("/")[2])
        context = " ".join((*span.paragraph.headings, document.title, name, span.speaker)).lower()
        around = span.paragraph.text.lower()
        covered = 0.0
        for word, weight in self._weights.items():
            covered += weight * max(
                _held(word, text, question),
                _AROUND * _held(word, around, question),
                _CONTEXT * _held(word, context, question),
            )
        total = sum(self._weights.values())
        coverage = covered / total if total else 0.0
        focused = not question.focus or _held(question.focus, f"{context} {around}", question) >= 0.7
        value, beside = self._stated(span)
        fits = self._fits(span)
        score = coverage + 0.25 * fits + beside + 0.2 / (1 + 0.1 * rank)
        score -= 0.3 * (document.id in self._superseded)
        score += 0.06 * self._newness(span)
        if question.years:
            said = f"{around} {context} {document.date or ''}"
            score += 0.1 if any(year in said for year in question.years) else -0.15
        score -= 0.3 * span.text.endswith(("？", "?")) + 0.15 * (len(span.text) < 8)
        score -= 0.15 * max(0, len(span.text) - 120) / 120
        return Support(span, coverage, focused, fits, value, score)

    def _stated(self, span: Span) -> tuple[str, float]:
        """The value asked for, where it stands beside what is asked about, and what that is worth."""
        question = self._question
        for attribute in question.attributes:
            if question.value is not None and (value := states(attribute, span)):
                return value, 0.45
        pattern = self._people if "person" in question.sorts else question.value
        return _value_beside(question.anchor, pattern, span.text)

    def _fits(self, span: Span) -> bool:
        question = self._question
        if "person" in question.sorts:
            return self._people.search(span.text) is not None
        return question.value is None or question.value.search(span.text) is not None

    def _newness(self, span: Span) -> float:
        """0 for the oldest and undated candidates, 1 for the newest: of two answers, the later one."""
        if span.document.date is None or self._last == self._first:
            return 0.0
        return (span.day.toordinal() - self._first) / (self._last - self._first)


def _value_beside(
    anchors: "regex.Pattern[str]", wanted: "regex.Pattern[str] | None", text: str
) -> tuple[str, float]:
    """A match of ``wanted`` in the same clause as an anchor; without ``wanted``, whether one is defined."""
    for anchor in anchors.finditer(text):
        after = regex.split(r"[。；;！？\n|]", text[anchor.end() : anchor.end() + _NEAR], maxsplit=1)[0]
        defined = 0.15 if _DEFINES.match(after) else 0.0
        if wanted is None:
            if defined:
                return "", defined
        elif (found := wanted.search(after)) and not THRESHOLD.search(after[: found.start()]):
            return found.group().strip(), 0.35 + defined
        else:
            before = text[max(0, anchor.start() - _NEAR) : anchor.start()]
            before = regex.split(r"[，,。；;！？\n|]", before)[-1]
            if found := wanted.search(before):
                return found.group().strip(), 0.15
    return "", 0.0


def _weights(question: Question, candidates: Sequence[Span]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for span in candidates:
        text = span.text.lower()
        counts.update(word for word in question.words if word in text)
    total = len(candidates) + 1
    return {
        word: math.log(1 + total / (counts[word] + 0.5)) * (1.0 if _names(word, question) else _DOING)
        for word in question.words
    }


def _names(word: str, question: Question) -> bool:
    """Whether a word says what the question is about: a thing, or a word of an attribute it asks for."""
    return (names_something(word) and word not in GENERIC) or any(
        attribute.words.fullmatch(word) for attribute in question.attributes
    )


def _held(word: str, text: str, question: Question) -> float:
    """1 where the text holds the word or one of its attribute's; a share where only parts of it."""
    if word in text:
        return 1.0
    for attribute in question.attributes:
        if attribute.words.search(word) and attribute.words.search(text):
            return 0.9
    if len(word) < 3 or not regex.search(r"\p{Han}", word):
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.7 * sum(pair in text for pair in pairs) / len(pairs)
