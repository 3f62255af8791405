"""What tells an answer from what merely resembles one, in numbers: of the best span, and of what is around.

None depends on a scale of scores of a search engine, nor on which customer is asked about.
"""

import math
from collections.abc import Collection, Mapping, Sequence

from yiju.copilot.question import Question
from yiju.copilot.stated import states
from yiju.copilot.support import Judge, Support
from yiju.store.types import Kind

NAMES = (
    *("coverage", "lead", "over_others", "together", "rank"),
    *("focused", "named", "fits", "value", "stated", "asks", "telling"),
    *("unheard", "unheard_share", "words", "value_asked", "person_asked", "in_kind", "of_year"),
    *("sufficient", "likely", "of_written", "of_speech", "row"),
)
_OTHERS = 10
"""Spans that the best is compared with."""
_TOGETHER = 5
_SHORT = 8.0


def signs_of(
    question: Question,
    ranked: Sequence[Support],
    best: Support,
    judge: Judge,
    missing: Collection[str],
    kinds: Collection[Kind],
    rules: tuple[bool, bool],
) -> Mapping[str, float]:
    """Sign by name.

    - ``coverage``: share of the question's words that the best span holds; ``lead``: its score over the next
      paragraph's; ``over_others``: its coverage over the mean of the next ten; ``together``: the share that
      the best five hold between them; ``rank``: logarithm of its place in what was found.
    - ``focused``, ``named``, ``fits``, ``value``: as in ``Support``, 1 or 0. ``stated``: it states a value of
      the attribute asked for. ``asks``: it is a question itself. ``telling``: logarithm of its length.
    - ``unheard``: how many things the question names that nothing found does; ``unheard_share``: the share of
      the words' weight that no span found holds.
    - ``words``: logarithm of how many the question has; ``value_asked``, ``person_asked``: what it is for.
    - ``in_kind``, ``of_year``: 1 where the document is of the kind, the year that the question names; -1
      where of another; 0 where it names none.
    - ``sufficient``, ``likely``: what the rules say of it (``enough.py``).
    - ``of_written``, ``of_speech``, ``row``: a contract or tender, a call or chat, a row of a table.

    Args:
        ranked: all spans, best first; ``best``: the one that would be shown first.
        kinds: of documents, that the question names.
        rules: whether the best is sufficient, and whether it is likely.
    """
    span = best.span
    others = [s for s in ranked if s.span.paragraph.id != span.paragraph.id][:_OTHERS]
    near = [s.coverage for s in others]
    around = (span.paragraph.text, *span.paragraph.headings, span.document.title, str(span.document.date))
    text = " ".join(around)
    right_year = any(year in text for year in question.years)
    sufficient, likely = rules
    return {
        "coverage": best.coverage,
        "lead": best.score - (others[0].score if others else 0.0),
        "over_others": best.coverage - (sum(near) / len(near) if near else 0.0),
        "together": judge.together([s.span for s in ranked[:_TOGETHER]]),
        "rank": math.log1p(best.rank),
        "focused": float(best.focused),
        "named": float(best.named),
        "fits": float(best.fits),
        "value": float(bool(best.value)),
        "stated": float(any(states(attribute, span) for attribute in question.attributes)),
        "asks": float(span.text.endswith(("？", "?"))),
        "telling": math.log1p(len(span.text) / _SHORT),
        "unheard": float(len(missing)),
        "unheard_share": 1.0 - judge.together([s.span for s in ranked]),
        "words": math.log1p(len(question.words)),
        "value_asked": float(question.value is not None),
        "person_asked": float("person" in question.sorts),
        "in_kind": _agrees(span.document.kind in kinds) if kinds else 0.0,
        "of_year": _agrees(right_year) if question.years else 0.0,
        "sufficient": float(sufficient),
        "likely": float(likely),
        "of_written": float(span.document.kind in {Kind.CONTRACT, Kind.TENDER}),
        "of_speech": float(span.document.kind in {Kind.CALL, Kind.POST}),
        "row": float(span.paragraph.locator.row is not None),
    }


def _agrees(holds: bool) -> float:
    return 1.0 if holds else -1.0
