"""A question → ranked passages of one shelf."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from yiju.retrieval.fusion import reciprocal_ranks
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.shelf import Passage, Shelf
from yiju.store import bm25
from yiju.store.vectors.base import Dense


class QueryEmbedder(Protocol):
    """The part of an embedder that a search needs."""

    def query(self, text: str) -> Dense: ...


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage found.

    Attributes:
        score: ranks inside one search, means nothing across searches.
        features: what the score was made of, by name.
        match: (start, end) of the sentence in ``passage.text`` that fits best; None where none was sought.
    """

    passage: Passage
    score: float
    features: Mapping[str, float] = field(default_factory=dict)
    match: tuple[int, int] | None = None


def retrieve(
    shelf: Shelf,
    embedder: QueryEmbedder | None,
    question: str,
    *,
    limit: int,
    options: Options = DEFAULT,
    today: dt.date | None = None,
) -> list[Ranked]:
    """The best passages for a question, best first.

    Args:
        embedder: must be the one whose vectors are on the shelf; None for keywords alone.
        today: what 上个月 counts from; words for times are not read without it.

    Raises:
        ModelUnavailable: the embedding endpoint gave no answer.
    """
    if not question.strip() or limit < 1:
        return []
    dense = None if embedder is None else embedder.query(question)
    found = shelf.rankings(bm25.query_vector(question), dense, max(options.depth, limit))
    scores = reciprocal_ranks([found.bm25, found.dense])
    passages = shelf.passages(list(scores))
    ranked = [Ranked(passages[i], score) for i, score in scores.items() if i in passages]
    return sorted(ranked, key=_order)[:limit]


def _order(one: Ranked) -> tuple[float, int, str, tuple[str, ...], str, str]:
    """Best first; of equals the newer, then by content: ids differ from store to store."""
    passage = one.passage
    day = passage.date.toordinal() if passage.date else 0
    return (-one.score, -day, passage.title, passage.headings, passage.text, passage.id)
