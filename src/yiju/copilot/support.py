"""How well a span answers a question: coverage of its rare words and the sort of value it asks for."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Span
from yiju.copilot.question import Question
from yiju.copilot.values import has_value

_CONTEXT = 0.6
"""What a word counts that stands in the heading, title or table header, not in the span itself."""


@dataclass(frozen=True, slots=True)
class Support:
    """One span's support for an answer.

    Attributes:
        coverage: share of the question's words, weighted by rarity among the candidates, in [0, 1].
        fits: whether the span holds the sort of value asked for.
    """

    span: Span
    coverage: float
    fits: bool
    score: float


class Judge:
    """Scores candidate spans for one question; word weights come from the candidates themselves."""

    def __init__(self, question: Question, candidates: Sequence[Span], superseded: frozenset[str]) -> None:
        self._question = question
        self._superseded = superseded
        self._weights = _weights(question, candidates)

    def support(self, span: Span, rank: int) -> Support:
        """``rank``: the span's place in retrieval order, from 0."""
        question = self._question
        text = span.text.lower()
        context = " ".join((*span.paragraph.headings, span.document.title, span.speaker)).lower()
        around = span.paragraph.text.lower()
        covered = 0.0
        for word, weight in self._weights.items():
            inside = _held(word, text, question)
            nearby = max(_held(word, around, question), _held(word, context, question))
            covered += weight * max(inside, _CONTEXT * nearby)
        total = sum(self._weights.values())
        coverage = covered / total if total else 0.0
        fits = _fits(question, span)
        score = coverage + 0.35 * fits + 0.25 / (1 + 0.1 * rank)
        score -= 0.3 * (span.document.id in self._superseded)
        score -= 0.3 * span.text.endswith(("？", "?")) + 0.15 * (len(span.text) < 8)
        return Support(span, coverage, fits, score)


def _weights(question: Question, candidates: Sequence[Span]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for span in candidates:
        text = span.text.lower()
        counts.update(word for word in question.words if word in text)
    total = len(candidates) + 1
    return {word: math.log(1 + total / (counts[word] + 0.5)) for word in question.words}


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


def _fits(question: Question, span: Span) -> bool:
    if not question.sort:
        return True
    if question.sort == "person":
        return bool(span.speaker) or cue("titles").search(span.text) is not None
    if question.sort in {"percent", "score"}:
        return has_value("percent", span.text) or has_value("score", span.text)
    return has_value(question.sort, span.text)
