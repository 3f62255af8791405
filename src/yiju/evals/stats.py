"""Statistics of scores: intervals, paired tests, ranking quality, agreement. Seeded: the same every time."""

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

RESAMPLES = 2000
"""Bootstrap samples an interval is read from."""
_EXACT = 12
"""Up to so many differing pairs every sign pattern is looked at (4,096)."""
_FLIPS = 20_000
"""Sign patterns drawn where there are more."""
_BLOCK = 4_000_000
"""Numbers held at once."""


class Mean(NamedTuple):
    """A mean and its interval, in the unit of the scores; ``low <= value <= high`` but for odd samples."""

    value: float
    low: float
    high: float


def bootstrap_mean(
    values: Sequence[float],
    groups: Sequence[Hashable] = (),
    *,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
    seed: int = 0,
) -> Mean | None:
    """Mean with its percentile bootstrap interval (Efron & Tibshirani, "An Introduction to the
    Bootstrap", 1993, chapter 13).

    None without values. One value, or all alike: an interval of no width, which says nothing
    about what further cases would bring. NaN is no score: ValueError.

    Args:
        groups: of each value, what it was measured on: groups are drawn whole (Davison & Hinkley,
            "Bootstrap Methods and their Application", 1997, section 3.8), for values measured on the
            same thing are no independent ones. Each for itself where empty, or all of one group.
    """
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    if not np.isfinite(data).all():
        raise ValueError("a score is not a number: leave unscored cases out")
    mean = float(data.mean())
    if (data == data[0]).all():
        return Mean(float(data[0]), float(data[0]), float(data[0]))
    sums, counts = _by_group(data, groups)
    rng = np.random.default_rng(seed)
    rows = max(1, _BLOCK // len(sums))
    means = []
    for at in range(0, resamples, rows):
        drawn = rng.integers(0, len(sums), (min(rows, resamples - at), len(sums)))
        means.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return Mean(mean, float(low), float(high))


def _by_group(data: Array, groups: Sequence[Hashable]) -> tuple[Array, Array]:
    """Sum and number of the values of each group."""
    if groups and len(groups) != len(data):
        raise ValueError("one group for each value")
    if len(set(groups)) < 2:
        return data, np.ones_like(data)
    known = {group: n for n, group in enumerate(dict.fromkeys(groups))}
    place = np.asarray([known[group] for group in groups])
    return np.bincount(place, weights=data).astype(np.float64), np.bincount(place).astype(np.float64)


def roc_auc(scores: Sequence[float], labels: Sequence[bool]) -> float | None:
    """Area under the ROC curve: how often a true item scores above a false one, ties counting half.

    From the rank sum with mid-ranks, U / (n₁·n₀) (Mann & Whitney, Ann. Math. Statist. 18, 1947;
    Hanley & McNeil, Radiology 143, 1982). None where one of the two labels is missing.
    Raises ValueError where lengths differ or a score is NaN.
    """
    if len(scores) != len(labels):
        raise ValueError("one label for each score")
    data, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    if np.isnan(data).any():
        raise ValueError("a score is not a number: leave unscored items out")
    good, bad = int(truth.sum()), int((~truth).sum())
    if not good or not bad:
        return None
    _, place, count = np.unique(data, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    ranks = (last - (count - 1) / 2)[place]
    return float((ranks[truth].sum() - good * (good + 1) / 2) / (good * bad))


def kappa_interval(
    one: Sequence[bool], other: Sequence[bool], *, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of 95 % of ``cohen_kappa``, items drawn with replacement.

    Drawing items is drawing the four counts of the table of both labels, a multinomial. Draws in which kappa
    says nothing are left out; None where that is so for most. Raises ValueError where lengths differ.
    """
    if len(one) != len(other):
        raise ValueError("both judges label the same items")
    n = len(one)
    if not n:
        return None
    cells = [sum(pair == (a, b) for pair in zip(one, other, strict=True)) for a in (0, 1) for b in (0, 1)]
    drawn = np.random.default_rng(seed).multinomial(n, np.asarray(cells) / n, resamples) / n
    left, right = drawn[:, 2] + drawn[:, 3], drawn[:, 1] + drawn[:, 3]
    chance = left * right + (1 - left) * (1 - right)
    told = chance < 1 - 1e-12
    if told.sum() * 2 < resamples:
        return None
    kappas = (drawn[told, 0] + drawn[told, 3] - chance[told]) / (1 - chance[told])
    low, high = np.quantile(kappas, [0.025, 0.975])
    return float(low), float(high)


def sums_of(values: Sequence[float], groups: Sequence[Hashable]) -> list[float]:
    """The sum of each group's values: what a test takes for one draw where values share what they measure."""
    sums: dict[Hashable, float] = {}
    for value, group in zip(values, groups, strict=True):
        sums[group] = sums.get(group, 0.0) + value
    return list(sums.values())


def sign_flip_p(differences: Sequence[float], *, flips: int = _FLIPS, seed: int = 0) -> float:
    """Two-sided p of a mean paired difference, by flipping signs (Fisher, "The Design of Experiments",
    1935, §21; Pitman 1937).

    Exact over all 2ᵏ patterns for up to 12 pairs that differ; else over ``flips`` seeded ones,
    (b + 1) / (m + 1) (Phipson & Smyth, Stat. Appl. Genet. Mol. Biol. 9, 2010). 1.0 where none differ.
    """
    data = np.asarray([one for one in differences if one != 0], dtype=np.float64)
    if not len(data):
        return 1.0
    size = np.abs(data)
    seen = abs(float(data.sum())) - 1e-9 * float(size.sum())  # sums in another order differ in the last bits
    if len(data) <= _EXACT:
        patterns = (np.arange(2 ** len(data))[:, None] >> np.arange(len(data))) & 1
        return float((np.abs((2.0 * patterns - 1) @ size) >= seen).mean())
    rng = np.random.default_rng(seed)
    rows = max(1, _BLOCK // len(data))
    beyond = 0
    for at in range(0, flips, rows):
        signs = 2.0 * rng.integers(0, 2, (min(rows, flips - at), len(data))) - 1
        beyond += int((np.abs(signs @ size) >= seen).sum())
    return (beyond + 1) / (flips + 1)


def sign_test_p(lost: int, won: int) -> float:
    """One-sided p that so many or more are lost where losing and winning are equally likely.

    P(X ≥ lost), X ~ Bin(lost + won, ½): the exact form of McNemar's test (Psychometrika 12, 1947)
    on its discordant pairs. 1.0 where nothing changed.
    """
    if lost < 0 or won < 0:
        raise ValueError("counts are not negative")
    n = lost + won
    return float(sum(math.comb(n, k) for k in range(lost, n + 1)) / 2**n)


def cohen_kappa(one: Sequence[Hashable], other: Sequence[Hashable]) -> float | None:
    """Agreement of two judges beyond chance, (pₒ - pₑ) / (1 - pₑ) (Cohen, Educ. Psychol. Meas. 20, 1960).

    None without items, or where both gave all items one and the same label: chance alone explains
    that. Raises ValueError where lengths differ.
    """
    if len(one) != len(other):
        raise ValueError("both judges label the same items")
    n = len(one)
    if not n:
        return None
    left, right = Counter(one), Counter(other)
    chance = sum(left[label] * right[label] for label in left) / n**2
    if chance == 1:
        return None
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / n
    return (agreed - chance) / (1 - chance)
