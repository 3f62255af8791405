"""Which spans answer a question, or none; of a question in several parts, those of each part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from yiju.copilot.coverage import unheard
from yiju.copilot.material import Span
from yiju.copilot.question import Question
from yiju.copilot.support import Judge, Support
from yiju.copilot.versions import mask
from yiju.copilot.wording import in_words_of
from yiju.copilot.words import bigrams, jaccard, names_something
from yiju.store.types import Kind

_ENOUGH_BESIDE = 0.45
"""Least coverage of the question's weighted words where the value stands beside what is asked for."""
_ENOUGH = 0.6
"""The same where a value of that sort is merely in the sentence."""
_ENOUGH_ANY = 0.55
"""The same where no sort of value is asked for."""
_ENOUGH_PERSON = 0.6
"""The same for a person who is merely in the sentence."""
_NEAR_MISS = 0.3
"""Least coverage of what is shown as the nearest thing found."""
_TELLING = 8
"""Characters from which a span says something: no greeting, no name alone."""
_AS_GOOD = 0.82
"""Further spans are shown from this share of the best score on."""
_MOST = 3


_LIKELY = 0.45
"""Coverage from which the best spans answer where nothing that the question names is unheard of."""
_LIKELY_VALUE = 0.42
"""The same where the value asked for stands beside a word of the question."""
_FULLER = 0.55
"""The same where a value of the sort is in the span, but not beside what it is a value of."""
_FULL = 0.57
"""Least coverage of what answers although something that the question names is unheard of."""
_WHOLE = 0.5
"""What the words of the whole question count for a part of it."""
_COMPARES = regex.compile(
    r"原来|原先|之前|以前|前后|两版|旧版|第一版|改了|改成|[有没]+变|变了|变化|差多少|最早|一路|涨了|降了|还是\p{Han}*\d"
)
"""The question is about what was as well as what is."""
_ALIKE = 0.6
"""Likeness from which two sentences without their figures are one sentence."""
_LESS = 0.25
"""Further spans hold at most so much less of the question than the fullest one."""
_OF_KIND = 0.15
"""What it is worth to stand in the kind of document that the question names."""
_NOW = regex.compile(r"现在|目前|当前|如今|最新|\b(?:current|currently|now|latest)\b", regex.I)
_KIND_WORDS = {
    Kind.CONTRACT: r"合同(?!期|额|价|金额|总)|\bcontract\b",
    Kind.TENDER: r"标书|招标|\btender\b",
    Kind.REPORT: r"年报|报告里",
    Kind.MAIL: r"邮件|来信|\bmail\b",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The spans that answer, best first; empty where nothing does.

    Attributes:
        nearest: the closest miss.
        unheard: what the question names and no candidate does.
        unanswered: parts of the question that nothing answers, as asked.
    """

    spans: tuple[Span, ...]
    nearest: Span | None
    unheard: frozenset[str] = frozenset()
    unanswered: tuple[str, ...] = ()


def pick(
    question: Question,
    candidates: Sequence[Span],
    superseded: frozenset[str],
    people: frozenset[str] = frozenset(),
    parts: Sequence[Question] = (),
) -> Answer:
    """Choose the spans that answer, or none.

    Args:
        people: names that a question for a person may mean.
        parts: the questions that it consists of, where it is several.
    """
    question = in_words_of(question, candidates, people)
    if not parts:
        return _pick(question, candidates, superseded, people, None)
    whole = Judge(question, candidates, superseded, people)
    coverage = {s.key: whole.support(s, rank).coverage for rank, s in enumerate(candidates)}
    found: dict[Span, None] = {}
    nearest: Span | None = None
    unheard_of: frozenset[str] = frozenset()
    unanswered: list[str] = []
    for part in parts:
        asked = _about(in_words_of(part, candidates, people), question)
        answer = _pick(asked, candidates, superseded, people, coverage)
        found |= dict.fromkeys(answer.spans)
        nearest = nearest or answer.nearest
        unheard_of |= answer.unheard
        unanswered += [] if answer.spans else [part.text]
    if not found:
        return _pick(question, candidates, superseded, people, None)
    return Answer(tuple(found), nearest, unheard_of, tuple(unanswered))


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


def _pick(
    question: Question,
    candidates: Sequence[Span],
    superseded: frozenset[str],
    people: frozenset[str],
    whole: dict[tuple[str, int, int], float] | None,
) -> Answer:
    """``whole``: coverage of the whole question by each span, where this is a part of it."""
    judge = Judge(question, candidates, superseded, people)
    ranked = [judge.support(span, rank) for rank, span in enumerate(candidates)]
    if whole is not None:
        ranked = [replace(s, score=s.score + _WHOLE * whole[s.span.key]) for s in ranked]
    kinds = _kinds(question)
    ranked = [replace(s, score=s.score + _OF_KIND * (s.span.document.kind in kinds)) for s in ranked]
    ranked.sort(key=lambda s: (-s.score, s.span.key))
    missing = unheard(question, candidates)
    good = [s for s in ranked if _sufficient(question, s) and (not missing or s.coverage >= _FULL)]
    good = [] if missing & question.years else good
    if not missing and question.words:
        good = good or [s for s in ranked[:_MOST] if _likely(question, s)]
    if not good:
        near = (s.span for s in ranked if s.coverage >= _NEAR_MISS and len(s.span.text) >= _TELLING)
        return Answer((), next(near, None), missing)
    chosen = _best(question, good, superseded)
    if _COMPARES.search(question.text):
        chosen += _counterparts(chosen, ranked) + _of_numbers(question, chosen, ranked)
    if question.attributes and all(support.value for support in chosen):
        chosen.sort(key=lambda s: s.span.day, reverse=True)  # of two values for one thing, the newest first
    return Answer(tuple(dict.fromkeys(support.span for support in chosen)), None, missing)


def _best(question: Question, good: Sequence[Support], superseded: frozenset[str]) -> list[Support]:
    """The best and what is about as good; of another kind of document than the one named, only the best."""
    most = max(support.coverage for support in good)
    good = [s for s in good if s.coverage >= most - _LESS] or list(good)
    kinds = _kinds(question)
    compares = _COMPARES.search(question.text)
    chosen: list[Support] = []
    for support in good:
        document = support.span.document
        if len(chosen) >= _MOST or support.score < _AS_GOOD * good[0].score:
            break
        if chosen and (document.id in superseded or _repeats(support, chosen)):
            continue
        if chosen and kinds and document.kind not in kinds and not compares:
            continue
        chosen.append(support)
    return chosen if compares else _present(question, chosen)


def _kinds(question: Question) -> frozenset[Kind]:
    """The kind of document that the question names, where it names one alone."""
    found = {kind for kind, words in _KIND_WORDS.items() if regex.search(words, question.text, regex.I)}
    return frozenset(found) if len(found) == 1 else frozenset()


def _present(question: Question, chosen: list[Support]) -> list[Support]:
    """Of several values, those that hold today where the question is for today's: the newest source's."""
    if not _NOW.search(question.text) or (question.value is None and not question.attributes):
        return chosen
    last = max((support.span.day for support in chosen), default=None)
    return [support for support in chosen if support.span.day == last]


def _counterparts(chosen: Sequence[Support], ranked: Sequence[Support]) -> list[Support]:
    """The same sentence with other figures in another document: what it was before."""
    found: list[Support] = []
    for support in chosen:
        shape = bigrams(mask(support.span.text))
        for other in ranked:
            if (
                other.span.document.id != support.span.document.id
                and other.span.text != support.span.text
                and jaccard(shape, bigrams(mask(other.span.text))) >= _ALIKE
            ):
                found.append(other)
                break
    return found


def _of_numbers(question: Question, chosen: Sequence[Support], ranked: Sequence[Support]) -> list[Support]:
    """For each figure that the question offers for choice (34还是37), the best span that holds it."""
    found: list[Support] = []
    for number in sorted(question.numbers) if len(question.numbers) > 1 else ():
        if not any(number in support.span.text for support in chosen):
            holding = (s for s in ranked if number in s.span.text and s.coverage >= _NEAR_MISS)
            found += [s for s in [next(holding, None)] if s]
    return found


def _repeats(support: Support, chosen: Sequence[Support]) -> bool:
    """Whether a further span says nothing new: the same value, the same words, or a mere mention."""
    own = [other for other in chosen if other.span.document.customer_id == support.span.document.customer_id]
    if chosen[0].value and support.value in {"", *(other.value for other in own)}:
        return True
    shape = bigrams(support.span.text)
    return any(jaccard(shape, bigrams(other.span.text)) > 0.6 for other in own)


def _sufficient(question: Question, support: Support) -> bool:
    if not support.focused:
        return False
    if support.value:
        return support.coverage >= _ENOUGH_BESIDE
    if "person" in question.sorts:
        return support.fits and support.coverage >= _ENOUGH_PERSON
    if question.value is not None:
        return support.fits and support.coverage >= _ENOUGH
    return support.coverage >= _ENOUGH_ANY


def _likely(question: Question, support: Support) -> bool:
    """Whether one of the best spans answers, although its words differ from the question's."""
    if not support.named or not support.fits or len(support.span.text) < _TELLING:
        return False
    if support.span.text.endswith(("？", "?")):
        return False
    if support.coverage >= _FULLER and question.sorts:
        return True
    if question.value is not None:
        return bool(support.value) and support.focused and support.coverage >= _LIKELY_VALUE
    return support.focused and support.coverage >= _LIKELY
