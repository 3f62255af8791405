"""Several rankings → one score."""

from collections.abc import Sequence

from yiju.store.vectors.base import RRF_K, VectorHit


def reciprocal_ranks(rankings: Sequence[Sequence[VectorHit]]) -> dict[str, float]:
    """Σ 1 / (k + rank) over the rankings that hold a passage, rank from 1.

    Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet …" (SIGIR 2009).
    """
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, 1):
            scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + 1 / (RRF_K + rank)
    return scores
