"""What the two engine rankings bring up for a question, with everything a ranker looks at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yiju.retrieval.fusion import Floats, in_spreads, ranks, reciprocal_ranks
from yiju.retrieval.options import Options
from yiju.retrieval.query import Query
from yiju.retrieval.shelf import Passage, Rankings, Shelf
from yiju.store import bm25
from yiju.store.vectors.base import Dense, VectorHit

_WRITTEN = 0.4
"""Weight of a word that documents write for what the question says, beside 1 for its own."""
_MEANING = 0.5
"""Share of the dense score in the fused one."""
_MEANING_ADAPTED = 0.63
"""The same where the question's vector is turned towards answers."""
_LEAST_KEYWORDS = 0.05
"""Least spread of keyword scores, as a share of the best; seldom reached but among a few candidates."""
_LEAST_MEANING = 0.004
"""Least spread of cosines."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages in any order, and arrays of one number for each.

    Attributes:
        keywords, meaning: scores in spreads (``in_spreads``); zeros for a ranking that was not asked.
        keyword_ranks, meaning_ranks: from 1.
        fused: both in one; better is higher.
        vectors: shape ``(n, dim)``, rows of zeros where a vector is still to be computed; None without any.
    """

    passages: Sequence[Passage]
    keywords: Floats
    meaning: Floats
    keyword_ranks: Floats
    meaning_ranks: Floats
    fused: Floats
    vectors: Dense | None

    def __len__(self) -> int:
        return len(self.passages)

    def best(self, most: int) -> "Candidates":
        """Those with the highest fused scores, best first; of equals as ``Passage.order`` says."""
        order = sorted(range(len(self)), key=lambda at: (-self.fused[at], self.passages[at].order))
        kept = np.array(order[:most], dtype=int)
        return Candidates(
            [self.passages[at] for at in kept],
            self.keywords[kept],
            self.meaning[kept],
            self.keyword_ranks[kept],
            self.meaning_ranks[kept],
            self.fused[kept],
            None if self.vectors is None else self.vectors[kept],
        )


def rankings_of(
    shelf: Shelf, query: Query, text: str, dense: Dense | None, options: Options, limit: int
) -> Rankings:
    """What both engine rankings hold for a question; ``dense`` as for ``gather``."""
    words = bm25.query_vector(text, query.written, _WRITTEN)
    return shelf.rankings(words, dense, max(options.depth, limit))


def gather(
    shelf: Shelf,
    query: Query,
    text: str,
    dense: Dense | None,
    options: Options,
    *,
    adapted: bool,
    limit: int,
    found: Rankings | None = None,
) -> Candidates:
    """Ask both rankings and bring their scores together.

    Args:
        dense: the question's vector, unit length; None for keywords alone. adapted: whether it was turned.
        found: the rankings, where they were asked already.
    """
    depth = max(options.depth, limit)
    if found is None:
        found = rankings_of(shelf, query, text, dense, options, limit)
    passages = shelf.passages([hit.chunk_id for hit in [*found.bm25, *found.dense]])
    ids = sorted(passages, key=lambda one: passages[one].order)
    vectors = _vectors(shelf, ids, dense)
    keywords = _scores(ids, found.bm25, depth)
    meaning = _scores(ids, found.dense, depth)
    if vectors is not None and dense is not None:
        exact, known = np.asarray(vectors @ dense, dtype=float), vectors.any(axis=1)
        meaning = np.where(
            known, exact, exact[known].mean()
        )  # a vector to come speaks neither for nor against
    by_keywords = in_spreads(keywords, _LEAST_KEYWORDS * float(keywords.max(initial=0.0)))
    by_meaning = in_spreads(meaning, _LEAST_MEANING)
    share = (_MEANING_ADAPTED if adapted else _MEANING) if found.dense else 0.0
    share = share if found.bm25 else 1.0
    fused = share * by_meaning + (1 - share) * by_keywords
    if not options.weigh:
        reciprocal = reciprocal_ranks([found.bm25, found.dense])
        fused = in_spreads(np.array([reciprocal[one] for one in ids]))
    return Candidates(
        [passages[one] for one in ids],
        by_keywords,
        by_meaning,
        ranks(keywords),
        ranks(meaning),
        fused,
        vectors,
    )


def _scores(ids: Sequence[str], hits: Sequence[VectorHit], depth: int) -> Floats:
    """Raw scores; for what the ranking did not reach its last score, or 0 where it was read to its end."""
    by_id = {hit.chunk_id: hit.score for hit in hits}
    rest = hits[-1].score if len(hits) >= depth else 0.0
    return np.array([by_id.get(one, rest) for one in ids], dtype=float)


def _vectors(shelf: Shelf, ids: Sequence[str], dense: Dense | None) -> Dense | None:
    known = shelf.dense_vectors(ids) if dense is not None and ids else {}
    if dense is None or not known:
        return None
    rows = np.stack([known[one] if one in known else np.zeros(len(dense), np.float32) for one in ids])
    return rows.astype(np.float32) if rows.any() else None
