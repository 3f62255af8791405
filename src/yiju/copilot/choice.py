"""Which spans answer a question, or none; of a question in several parts, those of each part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from yiju.copilot.certainty import bundled
from yiju.copilot.coverage import unheard
from yiju.copilot.enough import FULL, TELLING, likely, sufficient, tellable, tells_the_deed
from yiju.copilot.material import Span
from yiju.copilot.question import GENERIC, Question
from yiju.copilot.showing import MOST, NEAR_MISS, kinds_named, shown
from yiju.copilot.sides import Side
from yiju.copilot.signs import signs_of
from yiju.copilot.sources import of_each, sources_of
from yiju.copilot.support import Judge, Support
from yiju.copilot.versions import Outdated
from yiju.copilot.wording import in_words_of
from yiju.copilot.words import names_something

_WHOLE = 0.5
"""What the words of the whole question count for a part of it."""
_OF_KIND = 0.15
"""What it is worth to stand in the kind of document that the question names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The spans that answer, best first; empty where nothing does.

    Attributes:
        nearest: the closest miss.
        unheard: what the question names and no candidate does.
        unanswered: parts of the question that nothing answers, as asked, each with what it names and no
            candidate does.
        sure: probability that it is right, of the least sure part (``certainty.py``); 1 without one.
    """

    spans: tuple[Span, ...]
    nearest: Span | None
    unheard: frozenset[str] = frozenset()
    unanswered: tuple[tuple[str, frozenset[str]], ...] = ()
    sure: float = 1.0


def pick(
    question: Question,
    candidates: Sequence[Span],
    outdated: Outdated,
    people: frozenset[str] = frozenset(),
    parts: Sequence[Question] = (),
    side: Callable[[Span], Side] = lambda span: "unknown",
) -> Answer:
    """Choose the spans that answer, or none.

    Args:
        people: names that a question for a person may mean.
        parts: the questions that it consists of, where it is several.
        side: who speaks in a span, for questions that compare what ours and theirs say.
    """
    question = in_words_of(question, candidates, people)
    if not parts:
        return _pick(question, candidates, outdated, people, side)
    whole = Judge(question, candidates, outdated, people)
    coverage = {s.key: whole.support(s, rank).coverage for rank, s in enumerate(candidates)}
    found: dict[Span, None] = {}
    nearest: Span | None = None
    unheard_of: frozenset[str] = frozenset()
    unanswered: list[tuple[str, frozenset[str]]] = []
    sure = 1.0
    for part in parts:
        asked = _about(in_words_of(part, candidates, people), question)
        # One that names its own subject is about that: a span that names all of them answers none.
        answer = _pick(asked, candidates, outdated, people, side, {} if part.attributes else coverage)
        found |= dict.fromkeys(answer.spans)
        nearest = nearest or answer.nearest
        unheard_of |= answer.unheard
        sure = min(sure, answer.sure)
        unanswered += [] if answer.spans else [(part.text, answer.unheard)]
    if not found:
        return _pick(question, candidates, outdated, people, side)
    return Answer(tuple(found), nearest, unheard_of, tuple(unanswered), sure)


def _about(part: Question, whole: Question) -> Question:
    """A part that names nothing of its own is about what the whole names (…，什么时候到的)."""
    if part.attributes or part.people or any(names_something(word) for word in part.words):
        return part
    return replace(
        part,
        words=part.words | whole.words,
        focus=part.focus or whole.focus,
        attributes=part.attributes or whole.attributes,
        names=whole.names,
        spoken=(*part.spoken, *whole.spoken),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """Every candidate judged for one question.

    Attributes:
        ranked: all of them, best first.
        good: those that answer by the rules; ``missing``: what the question names and no candidate does.
        signs: of the one that would be shown first (``signs.py``); empty where there is no candidate.
    """

    question: Question
    ranked: tuple[Support, ...]
    good: tuple[Support, ...]
    missing: frozenset[str]
    signs: Mapping[str, float]


def weigh(
    question: Question,
    candidates: Sequence[Span],
    outdated: Outdated,
    people: frozenset[str],
    whole: Mapping[tuple[str, int, int], float] | None = None,
) -> Weighed:
    """Judge the candidates; ``whole``: coverage of the whole question by each, where this is a part of it."""
    judge = Judge(question, candidates, outdated, people)
    ranked = [judge.support(span, rank) for rank, span in enumerate(candidates)]
    if whole is not None:
        ranked = [replace(s, score=s.score + _WHOLE * whole.get(s.span.key, 0.0)) for s in ranked]
    kinds = kinds_named(question)
    ranked = [replace(s, score=s.score + _OF_KIND * (s.span.document.kind in kinds)) for s in ranked]
    ranked.sort(key=lambda s: (-s.score, s.span.key))
    missing = unheard(question, candidates)
    good = [s for s in ranked if sufficient(question, s) and (not missing or s.coverage >= FULL)]
    good = [] if missing & question.years else [s for s in good if tells_the_deed(question, s)]
    if not missing and question.words:
        good = good or [s for s in ranked[:MOST] if likely(question, s) and tells_the_deed(question, s)]
    best = next(iter(good or ranked), None)
    rules = (sufficient(question, best), likely(question, best)) if best else (False, False)
    signs = signs_of(question, ranked, best, judge, missing, kinds, rules) if best else {}
    return Weighed(question, tuple(ranked), tuple(good), missing, signs)


def _pick(
    question: Question,
    candidates: Sequence[Span],
    outdated: Outdated,
    people: frozenset[str],
    side: Callable[[Span], Side],
    whole: Mapping[tuple[str, int, int], float] | None = None,
) -> Answer:
    weighed = weigh(question, candidates, outdated, people, whole)
    ranked, good, missing = weighed.ranked, weighed.good, weighed.missing
    sure = bundled().of(weighed.signs) if ranked else 0.0
    needed = question.years | question.phrases
    deed = bool(ranked) and tells_the_deed(question, ranked[0])
    if not good and whole is None and ranked and tellable(ranked[0]) and not missing & needed and deed:
        good = ranked[:1] if sure >= bundled().convincing else ()
    if not good:
        things = {word for word in question.words if names_something(word) and word not in GENERIC}
        if things and things <= missing:  # of what it is about nothing is heard: nothing is near
            return Answer((), None, missing)
        near = (s.span for s in ranked if s.coverage >= NEAR_MISS and len(s.span.text) >= TELLING)
        return Answer((), next(near, None), missing)
    chosen = shown(question, good, ranked, outdated)
    valid = [s for s in ranked if s.span not in outdated]
    chosen += of_each(sources_of(question, side), chosen, valid)
    spans = tuple(dict.fromkeys(support.span for support in chosen))
    return Answer(spans, None, missing, sure=sure)
