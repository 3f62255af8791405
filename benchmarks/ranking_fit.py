"""Fitting what ``yiju.retrieval`` learns: the map of question vectors and the weights of the features."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

TEMPERATURE = 100.0
"""Cosines of the model lie within a tenth of each other: this spreads them over ten units of log-odds."""
SHRINK = 0.3
RANK = 16
_COMMON = 0.8


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions with passages to tell apart.

    Attributes:
        queries: (n, dim); passages: (n, m, dim); gold: (n, m), 1/k for each of k right ones, else 0.
    """

    queries: Floats
    passages: Floats
    gold: Floats


def pairs(queries: Floats, passages: Floats, gold: Sequence[Sequence[int]], many: int = 150) -> Pairs:
    """Each question with its right passages and those that lie nearest to it."""
    near = queries @ passages.T
    chosen = np.zeros((len(queries), many), dtype=np.int64)
    right = np.zeros((len(queries), many), dtype=np.float32)
    for row, own in enumerate(gold):
        order = np.argsort(-near[row])[: many + len(own)]
        order = order[~np.isin(order, own)][: many - len(own)]
        chosen[row] = [*own, *order]
        right[row, : len(own)] = 1 / len(own)
    return Pairs(queries, passages[chosen], right)


def loss_slopes(scores: Floats, gold: Floats) -> Floats:
    """∂/∂score of Σ -log(e^right / (e^right + Σ e^wrong)), for each right passage by itself; (n, m)."""
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    right = gold > 0
    wrong = (powers * ~right).sum(axis=1, keepdims=True)
    chance = powers / (powers + wrong)
    pull = powers * (gold / (powers + wrong)).sum(axis=1, keepdims=True)
    return np.asarray(np.where(right, -gold * (1 - chance), pull), dtype=np.float32)


def fit_map(sets: Sequence[Pairs], steps: int = 50, size: float = 3e-4) -> Floats:
    """The map ``q' = q + q M`` (dim, dim): questions near their answers, M kept small. Sets weigh the same.

    Steps of one size for the whole matrix (momentum over the root mean square of its slopes).
    """
    dim = sets[0].queries.shape[1]
    found, momentum, square = np.zeros((dim, dim), np.float32), np.zeros((dim, dim), np.float32), 0.0
    for step in range(1, steps + 1):
        slope = SHRINK * found
        for one in sets:
            moved = one.queries + one.queries @ found
            scores = TEMPERATURE * np.matmul(one.passages, moved[:, :, None])[:, :, 0]
            pull = TEMPERATURE * np.matmul(loss_slopes(scores, one.gold)[:, None, :], one.passages)[:, 0, :]
            slope = slope + one.queries.T @ pull / len(one.queries)
        momentum = 0.9 * momentum + 0.1 * slope
        square = 0.99 * square + 0.01 * float((slope * slope).mean())
        scale = (1 - 0.9**step) * np.sqrt(square / (1 - 0.99**step) + 1e-16)
        found = found - size * (1 - step / (steps + 1)) * momentum / scale
    return np.asarray(found, dtype=np.float32)


def halves_of(found: Floats, rank: int = RANK) -> tuple[Floats, Floats]:
    """The map as a product of (dim, rank) and (rank, dim): its largest singular values."""
    left, values, right = np.linalg.svd(found)
    return np.asarray(left[:, :rank] * values[:rank]), np.asarray(right[:rank])


def centre_of(sets: Sequence[Floats]) -> Floats:
    """A share of the mean passage; sets weigh the same."""
    return np.asarray(_COMMON * np.mean([one.mean(axis=0) for one in sets], axis=0), dtype=np.float32)


def fit_weights(sets: Sequence[tuple[Floats, Floats]], start: Floats, shrink: float = 0.01) -> Floats:
    """Weights (f,) of features (n, m, f) by gold (n, m), kept near ``start``. Sets weigh the same."""
    weights, momentum, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    steps = 300
    for step in range(1, steps + 1):
        slope = 2 * shrink * (weights - start)
        for features, gold in sets:
            pull = loss_slopes(np.asarray(features @ weights), gold)
            slope = slope + np.einsum("nm,nmf->f", pull, features, optimize=True) / len(features)
        momentum = 0.9 * momentum + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        scale = (1 - 0.9**step) * np.sqrt(square / (1 - 0.99**step)) + 1e-8
        weights = weights - 0.03 * (1 - step / (steps + 1)) * momentum / scale
    return weights
