"""Intervals where several observations are of one suggestion: they agree more than strangers do."""

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from yiju.sandbox.intervals import wilson
from yiju.sandbox.kpi.estimate import RESAMPLES

_VALUES_AT_ONCE = 2_000_000


def share_interval(hits: Sequence[bool], of: Sequence[Hashable]) -> tuple[float, float] | None:
    """95 % interval of a share: Wilson's, of as many observations as the clustered ones are worth.

    They are worth n / deff (Korn & Graubard, Survey Methodology 24, 1998; Wilson's interval of it: Dean &
    Pagano, J. Surv. Stat. Methodol. 3, 2015). deff is the variance of the ratio estimator over clusters by
    that of n independent observations. It is no less than 1 and no more than if all of a cluster were one
    observation, which is taken where nothing differs: then nothing shows how alike a cluster's are. With one
    observation a cluster this is Wilson's interval.

    Args:
        of: each observation's cluster.

    Returns:
        None of nothing.
    """
    if not hits:
        return None
    place = _numbered(of)
    sizes = np.bincount(place).astype(np.float64)
    good = np.bincount(place, weights=np.asarray(hits, dtype=np.float64))
    n, clusters = float(sizes.sum()), len(sizes)
    share = float(good.sum()) / n
    most = float((sizes**2).sum()) / n
    deff = most
    if 0 < share < 1 and clusters > 1:
        between = clusters / (clusters - 1) * float(((good - share * sizes) ** 2).sum()) / n**2
        deff = min(most, max(1.0, between / (share * (1 - share) / n)))
    return wilson(share * n / deff, n / deff)


def median_interval(
    values: Sequence[float], of: Sequence[Hashable], *, seed: int = 0
) -> tuple[float, float] | None:
    """95 % percentile bootstrap interval of the median, drawing whole clusters; None of fewer than two.

    Args:
        of: each value's cluster.
    """
    order = np.argsort(np.asarray(values, dtype=np.float64), kind="stable")
    place = _numbered(of)[order]
    clusters = int(place.max(initial=-1)) + 1
    if clusters < 2:
        return None
    ordered = np.asarray(values, dtype=np.float64)[order]
    rng = np.random.default_rng(seed)
    medians: list[npt.NDArray[np.float64]] = []
    step = max(1, _VALUES_AT_ONCE // len(ordered))
    for start in range(0, RESAMPLES, step):
        size = min(step, RESAMPLES - start)
        drawn = rng.multinomial(clusters, np.full(clusters, 1 / clusters), size)
        upto = np.cumsum(drawn[:, place], axis=1)
        total = upto[:, -1:]
        low = (upto > (total - 1) // 2).argmax(axis=1)
        high = (upto > total // 2).argmax(axis=1)
        medians.append((ordered[low] + ordered[high]) / 2)
    low_end, high_end = np.quantile(np.concatenate(medians), [0.025, 0.975])
    return float(low_end), float(high_end)


def _numbered(of: Sequence[Hashable]) -> npt.NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.asarray([numbers.setdefault(one, len(numbers)) for one in of], dtype=np.int64)
