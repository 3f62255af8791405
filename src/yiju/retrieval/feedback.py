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
    ``near_kin``: mean fused score of its 8 nearest; ``central``: nearness to the mean of all.
    """
    count = len(fused)
    if vectors is None or count < 2:
        return {name: np.zeros(count) for name in NAMES}
    mean = vectors.mean(axis=0)
    own = vectors - _COMMON * mean
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-9)
    alike = np.asarray(own @ own.T, dtype=float)
    found = {name: _to_best(alike, fused, most) for name, most in (("near_best3", 3), ("near_best10", 10))}
    np.fill_diagonal(alike, 0.0)
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
