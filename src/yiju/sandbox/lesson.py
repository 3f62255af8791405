"""A rewrite as a lesson: the words around the evidence, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex

from yiju.copilot.llm_lexicon import neutral_words
from yiju.copilot.planted import is_planted
from yiju.copilot.planted_runs import Piece, honest
from yiju.copilot.words import bigrams
from yiju.sandbox.judged import JudgedClaim
from yiju.sandbox.masking import holds_names, names_in, words_of
from yiju.sandbox.situations import Shape, Situation
from yiju.sandbox.slots import Part, fields_of, own_words, parts_of, take_apart


@dataclass(frozen=True)
class Lesson:
    """One rewrite.

    Attributes:
        id: of the annotation; of the publication (``p12``), where another unit published it.
        source: the customer it is about, for counting; not known of a published one.
        shape: of the original statement; given: its own words that are none of its evidence's.
        evidence: what the statement was drawn from.
    """

    id: str
    situation: Situation
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    source: str
    shape: Shape = field(default_factory=frozenset)
    given: frozenset[str] = frozenset()
    evidence: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Its customer's name, and every name in its evidence: nobody else is shown them."""
        return names_in(self.evidence) | ({self.source} if self.source else frozenset())


def lesson_of(judged: JudgedClaim) -> Lesson:
    """An edit's rewrite as a lesson."""
    point = judged.point
    fields = fields_of(point)
    before = parts_of(point)
    evidence = "\n".join(text for ground in point.grounds for text in (ground.quote, ground.text))
    given = frozenset(word for word in words_of(own_words(before)) if word not in evidence)
    return Lesson(
        id=judged.annotation,
        situation=judged.situation,
        before=before,
        after=take_apart(judged.rewrite, fields),
        source=judged.customer,
        shape=bigrams(point.text),
        given=given if point.nature == "advice" else frozenset(),
        evidence=evidence,
    )


@lru_cache(maxsize=4096)
def orders_a_machine(text: str) -> bool:
    """Whether a rewrite or a part of it speaks to a machine, or forges a tag: nobody learns from it."""
    spans = tuple(match.span() for match in regex.finditer(r"[^。！？!?\n]+[。！？!?\n]*", text))
    if is_planted(text) or any(is_planted(text[start:end].strip()) for start, end in spans):
        return True
    return any(len(kept) < len(spans) for kept in honest([Piece(text, spans)]))


def common_words(texts: Iterable[tuple[str, Sequence[Part]]]) -> frozenset[str]:
    """Words that stand around the evidence in statements about at least two customers.

    Args:
        texts: (customer, taken-apart statement); the customer of a published one is empty: it counts as
            common, its publisher looked at every word.
    """
    owners: dict[str, set[str]] = {}
    for customer, parts in texts:
        for word in words_of(own_words(parts)):
            owners.setdefault(word, set()).add(customer)
    return frozenset(word for word, found in owners.items() if len(found) > 1 or "" in found)


def is_frame(parts: Sequence[Part], common: frozenset[str]) -> bool:
    """Whether a rewrite can be put around other evidence: its own words hold no figure, no name, and nothing
    that only one customer's statements say.
    """
    return not holds_names(own_words(parts)) and not words_of_one(parts, common)


def words_of_one(parts: Sequence[Part], common: frozenset[str]) -> list[str]:
    """A rewrite's own words that only one customer's statements say, as they come."""
    words = own_words(parts)
    return sorted(words_of(words) - common - neutral_words(), key=lambda word: (words.find(word), word))
