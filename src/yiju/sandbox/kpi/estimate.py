"""Estimates from few observations: intervals, medians of what has not ended yet."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from yiju.sandbox.intervals import wilson

RESAMPLES = 1000
"""Bootstrap samples an interval is read from."""


def newcombe(hits: int, of: int, other_hits: int, other_of: int) -> tuple[float, float] | None:
    """95 % interval of a difference of two independent shares, the first less the other: method 10 of
    Newcombe, Stat. Med. 17, 1998. None where either is of nothing."""
    one, other = wilson(hits, of), wilson(other_hits, other_of)
    if one is None or other is None:
        return None
    left, right = hits / of, other_hits / other_of
    gap = left - right
    low = gap - math.hypot(left - one[0], other[1] - right)
    high = gap + math.hypot(one[1] - left, right - other[0])
    return low, high


def median(values: Sequence[float]) -> float | None:
    """The middle value; None of nothing."""
    return float(np.median(np.asarray(values))) if values else None


def quantile(values: Sequence[float], share: float) -> float | None:
    """The value that this share lies at or below, between neighbours by their distance; None of nothing."""
    return float(np.quantile(np.asarray(values), share)) if values else None


def ratio_interval(parts: Sequence[tuple[float, float]], *, seed: int = 0) -> tuple[float, float] | None:
    """95 % percentile bootstrap interval of a ratio of sums, drawing whole pairs: what one suggestion says is
    not independent. None of fewer than two.

    Args:
        parts: numerator and denominator of each.
    """
    if len(parts) < 2:
        return None
    data = np.asarray(parts, dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(data), (RESAMPLES, len(data)))
    sums = data[drawn].sum(axis=1)
    told = sums[sums[:, 1] > 0]
    if not len(told):
        return None
    low, high = np.quantile(told[:, 0] / told[:, 1], [0.025, 0.975])
    return float(low), float(high)


def survival_median(lasted: Sequence[float], ended: Sequence[bool]) -> float | None:
    """Kaplan–Meier median of how long something lasts (J. Am. Stat. Assoc. 53, 1958): the first moment at
    which half or fewer are estimated to last on. None where more than half are: too many have not ended.

    Args:
        lasted: how long each has lasted. ended: False for one that still does.
    """
    left, share = len(lasted), 1.0
    all_, ends = Counter(lasted), Counter(one for one, done in zip(lasted, ended, strict=True) if done)
    for moment in sorted(all_):
        share *= 1 - ends[moment] / left
        if share <= 0.5 + 1e-12:
            return moment
        left -= all_[moment]
    return None
