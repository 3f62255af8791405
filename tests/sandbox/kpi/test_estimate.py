"""Intervals and medians as in the literature's worked examples."""

import pytest

from yiju.sandbox.kpi.estimate import (
    newcombe,
    quantile,
    ratio_interval,
    survival_median,
)


def test_a_difference_as_in_newcombe_1998() -> None:
    """Stat. Med. 17, 873-890, table II, method 10: 56/70 - 48/80, and 10/10 - 0/10."""
    assert newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=1e-4)
    assert newcombe(10, 10, 0, 10) == pytest.approx((0.6075, 1.0), abs=1e-4)
    assert newcombe(0, 0, 1, 2) is None


def test_a_survival_median_as_of_the_6_mp_trial() -> None:
    """Freireich et al., Blood 21, 1963; weeks in remission, + still in it: the median is 23."""
    told = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split()
    lasted = [float(one.rstrip("+")) for one in told]
    assert survival_median(lasted, [not one.endswith("+") for one in told]) == 23


def test_what_mostly_still_lasts_has_no_median() -> None:
    assert survival_median([1, 5, 6], [True, False, False]) is None
    assert survival_median([], []) is None
    assert survival_median([3, 1, 2], [True, True, True]) == 2


def test_an_interval_holds_its_estimate_and_needs_two() -> None:
    assert ratio_interval([(1, 2)]) is None
    assert ratio_interval([(0, 0), (0, 0)]) is None
    ratio = ratio_interval([(0, 10), (1, 10), (5, 10)])
    assert ratio is not None
    assert ratio[0] <= 0.2 <= ratio[1]


def test_quantiles() -> None:
    assert quantile([], 0.9) is None
    assert quantile([1.0, 2.0, 3.0, 4.0, 5.0], 0.5) == 3.0
