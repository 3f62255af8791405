"""Sources that a question sets against each other: contract and tender, two people, our side and theirs."""

from collections.abc import Callable, Sequence

import regex

from yiju.copilot.material import Span
from yiju.copilot.question import Question
from yiju.copilot.showing import KIND_WORDS
from yiju.copilot.sides import Side
from yiju.copilot.support import Support
from yiju.store.types import Kind

_COMPARED = regex.compile(
    r"各|分别|两[边版份头]|双方|差多少|差几|一样|不一致|对得上|打架|[和跟与]\p{Han}{0,12}(?:说法|口径)"
    r"|\b(?:versus|both)\b",
    regex.IGNORECASE,
)
_OURS = regex.compile(r"我[们方司]|咱们?|\b(?:ours?|we)\b", regex.IGNORECASE)
_THEIRS = regex.compile(r"他们|对方|客户|他家|\btheirs?\b", regex.IGNORECASE)
_HOLDS = 0.35
"""Least coverage of what one of several sources says."""

Source = Callable[[Span], bool]
"""Whether a span is from that source."""


def sources_of(question: Question, side: Callable[[Span], Side]) -> list[Source]:
    """The sources that a question names, where they are two or more; else none.

    Args:
        side: who speaks in a span.
    """
    text = question.text
    kinds = [kind for kind, words in KIND_WORDS.items() if regex.search(words, text, regex.I)]
    found = [*map(_of_kind, kinds), *map(_by_person, sorted(question.people))]
    if _OURS.search(text) and _THEIRS.search(text) and _COMPARED.search(text):
        found += [lambda span: side(span) == "ours", lambda span: side(span) == "theirs"]
    return found if len(found) > 1 else []


def of_each(sources: Sequence[Source], chosen: Sequence[Support], ranked: Sequence[Support]) -> list[Support]:
    """For each source of which nothing is chosen, the best that it says; nothing where it says too little."""
    found: list[Support] = []
    for source in sources:
        if not any(source(support.span) for support in (*chosen, *found)):
            said = (s for s in ranked if s.coverage >= _HOLDS and s.fits and source(s.span))
            found += [best for best in [next(said, None)] if best]
    return found


def _of_kind(kind: Kind) -> Source:
    return lambda span: span.document.kind is kind


def _by_person(called: str) -> Source:
    """``called``: surname and title (罗总), of which the speaker's full name holds the surname."""
    return lambda span: span.speaker.startswith(called[0])
