"""Krippendorff's alpha of what several people said of the same things, with an interval."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from yiju.store.types import Frozen

Level = Literal["nominal", "ordinal"]
Array = npt.NDArray[np.float64]

RESAMPLES = 1000
"""Bootstrap samples an interval is read from."""
ENOUGH = 5
"""Groups of things judged by two or more, from which an alpha is worth reading."""


class Alpha(Frozen):
    """``value`` in (-1, 1], 1 perfect, 0 as by chance; None where it is undefined: never 0 or 1 instead.

    Attributes:
        low, high: of the 95 % bootstrap interval; None where most samples leave alpha undefined.
        units: things that two or more judged; ``ratings``: what was said of them.
        groups: how many groups (suggestions) those things are of.
    """

    value: float | None
    low: float | None
    high: float | None
    units: int
    ratings: int
    groups: int

    @property
    def small(self) -> bool:
        """Whether it rests on too few groups of things to be read as more than a hint."""
        return self.value is None or self.groups < ENOUGH


def alpha(
    units: Sequence[Mapping[str, Hashable]],
    level: Level,
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Alpha:
    """Agreement beyond chance (Krippendorff, "Content Analysis", 3rd ed. 2013, chapter 12).

    Things that fewer than two judged say nothing. Undefined without two such things, or where all ratings
    are one and the same value: nothing was told apart, so nothing shows whether it could be.

    The interval draws whole groups of things with replacement (percentile bootstrap); it is not the one of
    Hayes & Krippendorff (2007), which draws pairs of ratings as if they were independent.

    Args:
        units: for each thing, who said what; values of one sort that can be sorted.
        level: ``nominal`` or ``ordinal`` (values in their own order).
        groups: what each thing is part of; None where each is its own.
    """
    import krippendorff

    paired = [list(unit.values()) for unit in units if len(unit) >= 2]
    parts = range(len(units)) if groups is None else groups
    numbers: dict[Hashable, int] = {}
    place_of = [
        numbers.setdefault(part, len(numbers))
        for unit, part in zip(units, parts, strict=True)
        if len(unit) >= 2
    ]
    ratings = sum(map(len, paired))
    values = sorted({value for said in paired for value in said})  # type: ignore[type-var]  # of one sort
    if len(paired) < 2 or len(values) < 2:
        return Alpha(value=None, low=None, high=None, units=len(paired), ratings=ratings, groups=len(numbers))
    place = {value: n for n, value in enumerate(values)}
    counts = np.zeros((len(paired), len(values)), dtype=np.int64)
    for n, said in enumerate(paired):
        for value in said:
            counts[n, place[value]] += 1
    found = float(
        krippendorff.alpha(
            value_counts=counts, value_domain=list(range(len(values))), level_of_measurement=level
        )
    )
    low, high = _interval(counts.astype(np.float64), np.asarray(place_of), level, seed)
    return Alpha(
        value=round(found, 4), low=low, high=high, units=len(paired), ratings=ratings, groups=len(numbers)
    )


def resampled(counts: Array, drawn: Array, level: Level) -> Array:
    """Alpha of each of several samples of things; NaN where it is undefined.

    Args:
        counts: things x values: how many gave the value.
        drawn: samples x things: how often a thing is in the sample.
    """
    said = counts.sum(axis=1)
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    coincidences = np.einsum("sn,nij->sij", drawn, pairs / (said - 1)[:, None, None])
    of_value = coincidences.sum(axis=2)
    total = of_value.sum(axis=1)
    apart = _distances(of_value, level)
    observed = (coincidences * apart).sum(axis=(1, 2))
    expected = (of_value[:, :, None] * of_value[:, None, :] * apart).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        made: Array = np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)
    return made


def _distances(of_value: Array, level: Level) -> Array:
    """Squared distances between values, for each sample."""
    size = of_value.shape[1]
    if level == "nominal":
        return np.broadcast_to(1.0 - np.eye(size), (len(of_value), size, size))
    upto = np.cumsum(of_value, axis=1)
    middle = upto - of_value / 2
    made: Array = (middle[:, :, None] - middle[:, None, :]) ** 2
    return made


def _interval(
    counts: Array, groups: npt.NDArray[np.int64], level: Level, seed: int
) -> tuple[float | None, float | None]:
    n = int(groups.max()) + 1
    if n < 2:
        return None, None
    drawn = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), RESAMPLES).astype(np.float64)
    made = resampled(counts, drawn[:, groups], level)
    told = made[~np.isnan(made)]
    if len(told) * 2 < RESAMPLES:
        return None, None
    low, high = np.quantile(told, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)
