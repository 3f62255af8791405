"""What the best candidates say about the others: relevance feedback without a second search.

Only vectors of what was found for this viewer take part. After Rocchio (1971), and the score
regularisation of Diaz, "Regularizing ad hoc retrieval scores" (CIKM 2005).
"""

import numpy as np

from yiju.retrieval.fusion import Floats
from yiju.store.vectors.base import Dense

NAMES = ("near_best3", "near_best10", "near_kin", "central")
_COMMON = 0.8
"""Share of the candidates' mean vector that is taken off before they are compared."""
_KIN = 8


def nearness(vectors: Dense | None, fused: Floats) -> dict[str, Floats]:
    """Four features of each candidate.

    ``near_best3``, ``near_best10``: mean cosine to the best by fused score, itself left out;
    ``near_kin``: mean fused score of its 8 nearest; ``central``: nearness to the mean of all. A candidate
    whose vector is still to come (a row of zeros) has the mean of the others' features.
    """
    known = np.zeros(len(fused), dtype=bool) if vectors is None else vectors.any(axis=1)
    if vectors is None or known.sum() < 2:
        return {name: np.zeros(len(fused)) for name in NAMES}
    made = _nearness(vectors[known], fused[known])
    found = {name: np.full(len(fused), values.mean()) for name, values in made.items()}
    for name, values in made.items():
        found[name][known] = values
    return found


def _nearness(vectors: Dense, fused: Floats) -> dict[str, Floats]:
    mean = vectors.mean(axis=0)
    own = vectors - _COMMON * mean
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    alike = np.asarray(own @ own.T, dtype=float)
    found = {name: _to_best(alike, fused, most) for name, most in (("near_best3", 3), ("near_best10", 10))}
    np.fill_diagonal(alike, 0.0)
    count = len(fused)
    kin = min(_KIN, count - 1)
    least = np.partition(alike, count - kin, axis=1)[:, count - kin :].min(axis=1, keepdims=True)
    near = np.where(alike >= least, np.maximum(alike, 0.0), 0.0)
    found["near_kin"] = near @ fused / (near.sum(axis=1) + 1e-9)
    found["central"] = np.asarray(vectors @ mean, dtype=float)
    return found


def _to_best(alike: Floats, fused: Floats, most: int) -> Floats:
    weights = np.zeros(len(fused))
    weights[np.argsort(-fused, kind="stable")[:most]] = 1.0
    others = np.maximum(weights.sum() - weights, 1.0)
    return np.asarray((alike @ weights - weights) / others)
