"""Intervals of what is clustered: no narrower than the clusters allow."""

import numpy as np
import pytest

from yiju.sandbox.intervals import wilson
from yiju.sandbox.kpi.clustered import median_interval, share_interval


def test_one_observation_a_cluster_is_wilson() -> None:
    for hits in (0, 3, 12, 20):
        told = [n < hits for n in range(20)]
        assert share_interval(told, range(20)) == pytest.approx(wilson(hits, 20))
    assert share_interval([], []) is None


def test_claims_that_say_the_same_are_worth_one() -> None:
    told = [n < 10 for n in range(20) for _ in range(10)]
    of = [n for n in range(20) for _ in range(10)]
    assert share_interval(told, of) == pytest.approx(wilson(10, 20))
    assert share_interval([True] * 30, [n // 10 for n in range(30)]) == pytest.approx(wilson(3, 3))
    assert share_interval([True, False, True], ["s1"] * 3) == pytest.approx(wilson(2 / 3, 1))


def test_claims_that_differ_at_random_lose_little() -> None:
    told = [bool(n % 2) for _ in range(20) for n in range(10)]
    of = [n for n in range(20) for _ in range(10)]
    assert share_interval(told, of) == pytest.approx(wilson(100, 200)), "never narrower than independent ones"


def test_it_holds_the_truth_as_often_as_it_says() -> None:
    """Each suggestion has a quality of its own (Beta(2, 2)), and 8 claims of it; the mean is 0.5."""
    rng = np.random.default_rng(5)
    of = np.repeat(np.arange(30), 8)
    held, naive = 0, 0
    for _ in range(400):
        told = rng.random(240) < rng.beta(2, 2, 30)[of]
        found, plain = share_interval(told.tolist(), of.tolist()), wilson(float(told.sum()), 240)
        assert found is not None
        assert plain is not None
        held += found[0] <= 0.5 <= found[1]
        naive += plain[0] <= 0.5 <= plain[1]
    assert held / 400 >= 0.92
    assert naive / 400 < 0.85, "else this shows nothing"


def test_a_median_is_drawn_by_suggestion() -> None:
    assert median_interval([], []) is None
    assert median_interval([1.0, 2.0, 3.0], ["s1"] * 3) is None
    values = [1.0, 9.0, 2.0, 2.0, 2.0, 7.0, 4.0, 1.0]
    of = ["a", "b", "c", "c", "c", "b", "d", "a"]
    drawn = np.random.default_rng(0).multinomial(4, np.full(4, 1 / 4), 1000)
    number = {name: n for n, name in enumerate(sorted(set(of)))}
    ordered = sorted(zip(values, of, strict=True), key=lambda pair: pair[0])
    numbers: dict[str, int] = {}
    for one in of:  # in the order of their first value, as the function numbers them
        numbers.setdefault(one, len(numbers))
    assert numbers == number
    plain = [
        float(np.median([value for value, one in ordered for _ in range(sample[numbers[one]])]))
        for sample in drawn
    ]
    assert median_interval(values, of) == pytest.approx(tuple(np.quantile(plain, [0.025, 0.975])))
    few = median_interval([float(n // 25) for n in range(100)], [n // 25 for n in range(100)])
    many = median_interval([float(n // 25) for n in range(100)], range(100))
    assert few is not None
    assert many is not None
    assert few[1] - few[0] > many[1] - many[0]
