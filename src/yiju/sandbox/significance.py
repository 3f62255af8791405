"""Whether one side won by more than chance. Exact or seeded: the same every time."""

import math
from collections.abc import Sequence

import numpy as np

_RESAMPLES = 4000


def sign_test(wins: int, losses: int) -> float:
    """Two-sided exact p of so uneven a split where both sides are equally likely; ties are left out.

    2·P(X ≥ max), X ~ Bin(wins + losses, ½), at most 1 (Dixon & Mood, J. Am. Stat. Assoc. 41, 1946).
    """
    n = wins + losses
    beyond = sum(math.comb(n, k) for k in range(max(wins, losses), n + 1))
    return float(min(1.0, 2 * beyond / 2**n))


def clustered_interval(clusters: Sequence[Sequence[float]], *, seed: int = 0) -> tuple[float, float]:
    """Percentile bootstrap interval of 95 % of the mean over clusters of each cluster's mean.

    Clusters are drawn whole: several votes on one pair are no independent ones (Davison & Hinkley, "Bootstrap
    Methods and their Application", 1997, section 3.8). Empty clusters are left out; (0, 0) of nothing.
    """
    means = np.asarray([sum(one) / len(one) for one in clusters if one], dtype=np.float64)
    if not len(means):
        return 0.0, 0.0
    drawn = np.random.default_rng(seed).integers(0, len(means), (_RESAMPLES, len(means)))
    low, high = np.quantile(means[drawn].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def smallest_split(n: int, level: float = 0.05) -> int | None:
    """How many of n decided pairs must be won for p below the level; None where even all are too few."""
    return next((wins for wins in range(n // 2, n + 1) if sign_test(wins, n - wins) < level), None)
