"""Several rankings → one score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yiju.store.vectors.base import RRF_K, VectorHit

Floats = NDArray[np.float64]


def reciprocal_ranks(rankings: Sequence[Sequence[VectorHit]]) -> dict[str, float]:
    """Σ 1 / (k + rank) over the rankings that hold a passage, rank from 1.

    Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet …" (SIGIR 2009).
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, 1):
            scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + 1 / (RRF_K + rank)
    return scores


def in_spreads(scores: Floats, least: float = 0.0, deep: int = 100) -> Floats:
    """Scores as distances from the mean of the ``deep`` best, in their standard deviations.

    Raw scores of BM25 and cosine have no common unit; their spread among the best is one. Zeros where all
    are equal.

    Args:
        least: spread that is assumed at least, so that among a few candidates a trifle stays one.
    """
    best = np.sort(scores)[::-1][:deep]
    spread = max(float(best.std()), least) if len(best) else 0.0
    return (scores - best.mean()) / spread if spread > 1e-9 else np.zeros(len(scores))


def ranks(scores: Floats) -> Floats:
    """1 for the highest; of equals the first is better."""
    placed = np.empty(len(scores))
    placed[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return placed
