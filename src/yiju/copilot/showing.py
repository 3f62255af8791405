"""Which of the spans that answer are shown: the best, what is as good and says more, what it was before."""

from collections.abc import Sequence

import regex

from yiju.copilot.question import Question
from yiju.copilot.stated import states
from yiju.copilot.support import Support
from yiju.copilot.versions import Outdated, mask
from yiju.copilot.words import bigrams, jaccard
from yiju.store.types import Kind

NEAR_MISS = 0.3
"""Least coverage of what is shown as the nearest thing found."""
_AS_GOOD = 0.82
"""Further spans are shown from this share of the best score on."""
MOST = 3
COMPARES = regex.compile(
    r"原来|原先|之前|以前|前后|两版|旧版|第一版|改了|改成|[有没]+变|变了|变化|差多少|最早|一路|涨了|降了|还是\p{Han}*\d"
)
"""The question is about what was as well as what is."""
_ALIKE = 0.6
"""Likeness from which two sentences without their figures are one sentence."""
_LESS = 0.25
"""Further spans hold at most so much less of the question than the fullest one."""
_NOW = regex.compile(r"现在|目前|当前|如今|最新|\b(?:current|currently|now|latest)\b", regex.I)
KIND_WORDS = {
    Kind.CONTRACT: r"合同(?!期|额|价|金额|总)|\bcontract\b",
    Kind.TENDER: r"标书|招标|\btender\b",
    Kind.REPORT: r"年报|报告里",
    Kind.MAIL: r"邮件|来信|\bmail\b",
}


def shown(
    question: Question, good: Sequence[Support], ranked: Sequence[Support], outdated: Outdated
) -> list[Support]:
    """Those of ``good`` (best first, not empty) to show; what was before too, where it is compared."""
    chosen = _best(question, good, outdated)
    if COMPARES.search(question.text):
        chosen += _counterparts(chosen, ranked) + _of_numbers(question, chosen, ranked)
    chosen = _newest_day(question, chosen, good)
    if question.attributes and all(support.value for support in chosen):
        chosen.sort(key=lambda s: s.span.day, reverse=True)  # of two values for one thing, the newest first
    return chosen


def _best(question: Question, good: Sequence[Support], outdated: Outdated) -> list[Support]:
    """The best and what is about as good; of another kind of document than the one named, only the best."""
    most = max(support.coverage for support in good)
    good = [s for s in good if s.coverage >= most - _LESS] or list(good)
    kinds = kinds_named(question)
    compares = COMPARES.search(question.text)
    chosen: list[Support] = []
    for support in good:
        document = support.span.document
        if len(chosen) >= MOST or support.score < _AS_GOOD * good[0].score:
            break
        if chosen and (support.span in outdated or _repeats(support, chosen) or _lists(question, support)):
            continue
        if chosen and kinds and document.kind not in kinds and not compares:
            continue
        chosen.append(support)
    return chosen if compares else _present(question, chosen)


def kinds_named(question: Question) -> frozenset[Kind]:
    """The kind of document that the question names, where it names one alone."""
    found = {kind for kind, words in KIND_WORDS.items() if regex.search(words, question.text, regex.I)}
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
            holding = (s for s in ranked if number in s.span.text and s.coverage >= NEAR_MISS)
            found += [s for s in [next(holding, None)] if s]
    return found


def _lists(question: Question, support: Support) -> bool:
    """Whether a span only lists what is asked about among other things (对付款条件、质保期等提出偏离的)."""
    text = support.span.text
    return not question.sorts and any(
        "、" in (text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1])
        and not states(attribute, support.span)
        for attribute in question.attributes
        for match in attribute.words.finditer(text)
    )


def _newest_day(question: Question, chosen: list[Support], good: Sequence[Support]) -> list[Support]:
    """Where a deadline is asked for: the newest source that states one stands among those shown."""
    if not asks_deadline(question):
        return chosen
    stating = [s for s in good if s.value]
    newest = max(stating, key=lambda s: (s.span.day, s.score), default=None)
    shown_days = [s.span.day for s in chosen if s.value]
    if newest is None or (shown_days and max(shown_days) >= newest.span.day):
        return chosen
    return [newest, *chosen][:MOST]


def asks_deadline(question: Question) -> bool:
    """Whether it asks until when something is possible."""
    return "date" in question.sorts and any(a.name == "截止时间" for a in question.attributes)


def _repeats(support: Support, chosen: Sequence[Support]) -> bool:
    """Whether a further span says nothing new: the same value, the same words, or a mere mention."""
    own = [other for other in chosen if other.span.document.customer_id == support.span.document.customer_id]
    if chosen[0].value and support.value in {"", *(other.value for other in own)}:
        return True
    shape = bigrams(support.span.text)
    return any(jaccard(shape, bigrams(other.span.text)) > 0.6 for other in own)
