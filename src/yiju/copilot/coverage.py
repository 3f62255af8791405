"""How much of a question's words a text holds, and what each word weighs."""

import math
from collections import Counter
from collections.abc import Sequence

import regex

from yiju.copilot.material import Span
from yiju.copilot.question import GENERIC, Question
from yiju.copilot.words import names_something

_DOING = 0.35
"""What a word weighs that names no thing and stands in no candidate: people ask in other verbs than
documents use."""
HELD = 0.7
"""From where on a word counts as held."""


def text_before(candidates: Sequence[Span]) -> dict[str, str]:
    """Paragraph id -> the text of the two paragraphs before it."""
    texts = {(s.document.id, s.paragraph.ordinal): s.paragraph.text.lower() for s in candidates}
    found: dict[str, str] = {}
    for span in candidates:
        at = span.paragraph.ordinal
        found[span.paragraph.id] = " ".join(texts.get((span.document.id, at - back), "") for back in (2, 1))
    return found


def asked_before(candidates: Sequence[Span]) -> dict[str, str]:
    """Paragraph id -> the paragraph before it, where that is a question put by somebody else in a call."""
    rows = {(s.document.id, s.paragraph.ordinal): s.paragraph for s in candidates}
    found: dict[str, str] = {}
    for (document, at), paragraph in rows.items():
        before = rows.get((document, at - 1))
        if before is None or not before.text.endswith(("？", "?")):
            continue
        if before.locator.speaker and before.locator.speaker != paragraph.locator.speaker:
            found[paragraph.id] = before.text.lower()
    return found


def weights(question: Question, candidates: Sequence[Span]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    for span in candidates:
        text = span.text.lower()
        counts.update(word for word in question.words if held(word, text, question) >= 0.9)
    total = len(candidates) + 1
    return {
        word: math.log(1 + total / (counts[word] + 0.5))
        * (1.0 if counts[word] or _names(word, question) else _DOING)
        for word in question.words
    }


def _names(word: str, question: Question) -> bool:
    """Whether a word says what the question is about: a thing, a word of an attribute it asks for, or a set
    phrase (终止合同).
    """
    return (
        (names_something(word) and word not in GENERIC)
        or any(attribute.words.fullmatch(word) for attribute in question.attributes)
        or word in question.phrases
    )


def held(word: str, text: str, question: Question) -> float:
    """1 where the text holds the word or one of its attribute's; a share where only parts of it."""
    if word in question.kinds:
        return 1.0 if word in text else 0.0
    named = [a for a in question.attributes if a.words.search(word)]
    if word in text and (not named or any(a.words.search(text) for a in named)):
        return 1.0  # 年降 is not in 2021年降低: an attribute's word counts where the attribute is meant
    if any(attribute.words.search(text) for attribute in named):
        return 0.9
    if named:
        return 0.0
    if any(form.said.search(word) and form.written.search(text) for form in question.spoken):
        return 0.9
    if len(word) < 3 or not regex.search(r"\p{Han}", word):
        return 0.0
    pairs = [word[i : i + 2] for i in range(len(word) - 1)]
    return 0.7 * sum(pair in text for pair in pairs) / len(pairs)


def unheard(question: Question, candidates: Sequence[Span]) -> frozenset[str]:
    """The things a question names that no candidate does, not even in its heading or labels."""
    things = {word for word in question.words if _names(word, question)} | question.names | question.kinds
    things -= question.people
    if not things and not question.years:
        return frozenset()
    texts = {
        " ".join(
            (
                s.paragraph.text,
                *s.paragraph.headings,
                s.document.title,
                s.speaker,
                *s.document.attributes.values(),
            )
        ).lower()
        for s in candidates
    }
    years = {year for year in question.years if not any(year in text for text in texts)}
    dates = " ".join({str(s.date) for s in candidates})
    unknown = {word for word in things if not any(held(word, t, question) >= HELD for t in texts)}
    return frozenset(unknown | {year for year in years if year not in dates})
