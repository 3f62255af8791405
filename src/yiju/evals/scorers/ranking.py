"""Ranking measures over the ranks at which each right answer was found, all in [0, 1].

A question has one or more right answers; a hit of the search may hold several of them. ``ranks``
gives, for each right answer, the rank (from 1) of the first hit that holds it, or None.
"""

import math
from collections.abc import Collection, Sequence

Ranks = Sequence[int | None]


def ranks_of(hits: Sequence[Collection[str]], answers: Sequence[Collection[str]]) -> list[int | None]:
    """For each answer (ids of which any will do) the rank of the first hit (a set of ids) that holds it."""
    return [
        next((rank for rank, hit in enumerate(hits, start=1) if set(hit) & set(answer)), None)
        for answer in answers
    ]


def recall_at(ranks: Ranks, k: int) -> float:
    """Share of the right answers found among the first ``k`` hits. Raises ValueError without any."""
    return sum(rank is not None and rank <= k for rank in ranks) / _some(ranks)


def reciprocal_rank(ranks: Ranks, k: int = 10) -> float:
    """1 / rank of the first right answer among the first ``k`` hits; 0 where none is there."""
    return max((1 / rank for rank in ranks if rank is not None and rank <= k), default=0.0)


def ndcg_at(ranks: Ranks, k: int = 10) -> float:
    """Normalised discounted cumulative gain, binary relevance (Järvelin & Kekäläinen, TOIS 2002).

    Gain 1 for a right answer, discounted by log2(rank + 1); the ideal has one at each of the first
    ranks. Where one hit holds several answers it may beat that ideal: cut at 1. Raises ValueError
    without any right answer.
    """
    gained = sum(1 / math.log2(rank + 1) for rank in ranks if rank is not None and rank <= k)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(_some(ranks), k) + 1))
    return min(1.0, gained / ideal)


def _some(ranks: Ranks) -> int:
    if not ranks:
        raise ValueError("a ranking measure needs at least one right answer")
    return len(ranks)
