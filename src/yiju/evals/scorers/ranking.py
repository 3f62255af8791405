"""Ranking measures over a ranked list of ids and the set of right ones, all in [0, 1]."""

import math
from collections.abc import Collection, Sequence


def recall_at(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """Share of the right ones among the first ``k``. Raises ValueError without any right one."""
    if not gold:
        raise ValueError("recall needs at least one right id")
    return len(set(ranked[:k]) & set(gold)) / len(set(gold))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str], k: int = 10) -> float:
    """1 / rank of the first right one among the first ``k``; 0 where none is there."""
    right = set(gold)
    return next((1 / rank for rank, one in enumerate(ranked[:k], start=1) if one in right), 0.0)


def ndcg_at(ranked: Sequence[str], gold: Collection[str], k: int = 10) -> float:
    """Normalised discounted cumulative gain, binary relevance (Järvelin & Kekäläinen, TOIS 2002).

    Gain 1 for a right id, discounted by log2(rank + 1). Raises ValueError without any right one.
    """
    right = set(gold)
    if not right:
        raise ValueError("nDCG needs at least one right id")
    gained = sum(1 / math.log2(rank + 1) for rank, one in enumerate(ranked[:k], start=1) if one in right)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(right), k) + 1))
    return gained / ideal
