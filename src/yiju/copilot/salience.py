"""Which spans are worth a rep's time: scoring, and choosing without saying a thing twice."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from yiju.copilot.cues import cue
from yiju.copilot.material import Material, Span
from yiju.copilot.words import bigrams, content_words, jaccard
from yiju.store.types import Kind

_HALF_LIFE_DAYS: Mapping[Kind, float] = {
    Kind.CALL: 120,
    Kind.MAIL: 120,
    Kind.POST: 180,
    Kind.NEWS: 180,
    Kind.NOTE: 180,
    Kind.REPORT: 500,
    Kind.TENDER: 500,
    Kind.CONTRACT: 1500,
}
_FIGURE = regex.compile(r"\d")
_DUPLICATE = 0.5
"""Bigram Jaccard above which two spans say the same."""

Key = tuple[str, int, int]


@dataclass(frozen=True)
class Wanted:
    """What a section looks for.

    Attributes:
        pattern: words that make a span fit.
        kinds: sorts of document it may come from; empty = all.
        relevance: span key → how well retrieval ranked its paragraph, in [0, 1].
        per_document: most spans of one document.
        favour: how much reviewers want points like a span; added to its score.
    """

    pattern: "regex.Pattern[str]"
    kinds: frozenset[Kind] = frozenset()
    relevance: Mapping[str, float] = field(default_factory=dict)
    per_document: int = 2
    needs_cue: bool = True
    favour: Callable[[Span], float] = field(default=lambda span: 0.0)


def rank(
    material: Material,
    wanted: Wanted,
    *,
    without: frozenset[str] = frozenset(),
    accept: Callable[[Span], bool] = lambda span: True,
) -> list[tuple[float, Span]]:
    """Spans that fit, best first, with their scores (no unit; comparable within one call only).

    ``without``: ids of superseded documents, which are left out.
    """
    scored: list[tuple[float, Span]] = []
    for span in material.spans:
        if wanted.kinds and span.document.kind not in wanted.kinds:
            continue
        if span.document.id in without:
            continue
        relevance = wanted.relevance.get(span.paragraph.id, 0.0)
        cues = len({match.group().lower() for match in wanted.pattern.finditer(span.text)})
        if (wanted.needs_cue and not cues) or (not cues and not relevance) or not accept(span):
            continue
        score = min(cues, 3) * 0.8 + 2.0 * relevance + substance(material, span) + recency(material, span)
        score += wanted.favour(span)
        scored.append((score, span))
    scored.sort(key=lambda pair: (-pair[0], pair[1].key))
    return scored


def substance(material: Material, span: Span) -> float:
    """Higher for sentences that speak of the account's topics with figures, lower for chatter."""
    known = material.notes.get(span.key)
    if known is None:
        known = material.notes[span.key] = _substance(material, span)
    return known


def _substance(material: Material, span: Span) -> float:
    text = span.text
    if cue("label").search(text):
        return -4.0
    words = content_words(text)
    if len(text) < 10 or len(words) < 2:
        return -3.0
    frequency = material.document_frequency
    topical = sum(1 for word in words if frequency.get(word, 0) >= 2) / len(words)
    score = 1.5 * topical + min(len(words), 12) * 0.06
    score += 0.5 if _FIGURE.search(text) else 0.0
    score -= 2.5 if cue("chatter").search(text) else 0.0
    score -= 0.7 if text.endswith(("？", "?")) else 0.0
    score -= 0.8 if len(text) > 160 else 0.0
    return score


def recency(material: Material, span: Span) -> float:
    """1 for the day of the request, halving with the half-life of its kind; 0 where undated."""
    if span.date is None:
        return 0.0
    age = max(0, (material.as_of - span.day) / dt.timedelta(days=1))
    return float(0.5 ** (age / _HALF_LIFE_DAYS[span.document.kind])) * 1.2


def choose(
    ranked: Iterable[tuple[float, Span]],
    limit: int,
    *,
    per_document: int = 2,
    taken: Sequence[Span] = (),
) -> list[Span]:
    """The best ``limit`` spans that neither repeat each other nor what is already ``taken``."""
    chosen: list[Span] = []
    shapes = [bigrams(span.text) for span in taken]
    keys = {span.key for span in taken}
    counts: dict[str, int] = {}
    for _, span in ranked:
        if len(chosen) >= limit:
            break
        if span.key in keys or counts.get(span.document.id, 0) >= per_document:
            continue
        shape = bigrams(span.text)
        if any(jaccard(shape, other) > _DUPLICATE for other in shapes):
            continue
        chosen.append(span)
        shapes.append(shape)
        counts[span.document.id] = counts.get(span.document.id, 0) + 1
    return chosen
