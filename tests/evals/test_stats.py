"""Statistics against values worked out by hand or known in closed form."""

import math

import numpy as np
import pytest

from yiju.evals.stats import bootstrap_mean, cohen_kappa, roc_auc, sign_flip_p, sign_test_p


def test_a_mean_of_nothing_is_none_and_of_one_value_has_no_width() -> None:
    assert bootstrap_mean([]) is None
    assert bootstrap_mean([0.4]) == (0.4, 0.4, 0.4)
    assert bootstrap_mean([1.0] * 50) == (1.0, 1.0, 1.0)


def test_the_interval_is_that_of_the_binomial() -> None:
    """For shares the bootstrap's interval is the binomial's: mean ± 1.96 √(p(1-p)/n), nearly."""
    found = bootstrap_mean([1.0] * 300 + [0.0] * 100)
    assert found is not None
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert found.value == 0.75
    assert found.low == pytest.approx(0.75 - half, abs=0.006)
    assert found.high == pytest.approx(0.75 + half, abs=0.006)


def test_the_interval_covers_the_true_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for n in range(300):
        found = bootstrap_mean(list(rng.normal(0.5, 0.2, 60)), resamples=400, seed=n)
        assert found is not None
        covered += found.low <= 0.5 <= found.high
    assert 0.90 <= covered / 300 <= 0.98


def test_values_of_one_group_are_drawn_whole() -> None:
    rng = np.random.default_rng(2)
    covered = alone = 0
    for n in range(300):
        things = rng.normal(0.5, 0.2, 30)
        values = [float(x) for x in np.repeat(things, 8) + rng.normal(0, 0.02, 240)]
        found = bootstrap_mean(values, [k // 8 for k in range(240)], resamples=400, seed=n)
        plain = bootstrap_mean(values, resamples=400, seed=n)
        assert found is not None
        assert plain is not None
        assert found.value == plain.value
        covered += found.low <= 0.5 <= found.high
        alone += plain.low <= 0.5 <= plain.high
    assert 0.89 <= covered / 300 <= 0.98
    assert alone / 300 < 0.6  # what taking them for independent would promise
    values = [0.1, 0.2, 0.9, 0.4]
    each = bootstrap_mean(values)
    assert bootstrap_mean(values, "abcd") == bootstrap_mean(values, "aaaa") == each
    with pytest.raises(ValueError, match="one group"):
        bootstrap_mean(values, "abc")


def test_the_interval_is_the_same_every_time_also_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    values = [n / 20 for n in range(21)]
    whole = bootstrap_mean(values)
    assert whole == bootstrap_mean(values)
    assert whole != bootstrap_mean(values, seed=1)
    monkeypatch.setattr("yiju.evals.stats._BLOCK", 100)
    assert bootstrap_mean(values) == whole


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="unscored"):
        bootstrap_mean([1.0, math.nan])
    with pytest.raises(ValueError, match="unscored"):
        roc_auc([1.0, math.nan], [True, False])


def test_auc_is_the_share_of_ordered_pairs_with_ties_half() -> None:
    rng = np.random.default_rng(5)
    scores = [float(x) for x in rng.integers(0, 6, 80)]
    labels = [bool(x) for x in rng.integers(0, 2, 80)]
    pairs = [
        (a > b) + (a == b) / 2
        for a, good in zip(scores, labels, strict=True)
        if good
        for b, fine in zip(scores, labels, strict=True)
        if not fine
    ]
    assert roc_auc(scores, labels) == pytest.approx(sum(pairs) / len(pairs))
    assert roc_auc([1, 2, 3], [False, False, True]) == 1.0
    assert roc_auc([1, 1], [False, True]) == 0.5
    assert roc_auc([1, 2], [True, True]) is None
    with pytest.raises(ValueError, match="label"):
        roc_auc([1.0], [])


def test_flipping_signs_is_exact_for_few_pairs() -> None:
    assert sign_flip_p([]) == 1.0
    assert sign_flip_p([0.0, 0.0]) == 1.0
    assert sign_flip_p([1.0] * 5) == 2 / 32
    assert sign_flip_p([1.0] * 5 + [0.0] * 40) == 2 / 32
    assert sign_flip_p([1.0, -1.0]) == 1.0
    assert sign_flip_p([0.3, 0.2, -0.1]) == 0.5  # 4 of 8 patterns sum to 0.4 or more, either way
    # Sums of 0.8 either way, one of them a last bit short: six of eight patterns, not four.
    assert sign_flip_p([0.4, 0.8, -0.4]) == 0.75


def test_flipping_signs_of_many_pairs_is_near_the_exact_value_and_never_zero() -> None:
    exact = sum(math.comb(20, k) for k in range(21) if abs(2 * k - 20) >= 8) / 2**20
    assert sign_flip_p([1.0] * 14 + [-1.0] * 6) == pytest.approx(exact, abs=0.01)
    assert sign_flip_p([1.0] * 60) == 1 / 20_001
    values = [0.1 * (n % 7) - 0.2 for n in range(50)]
    assert sign_flip_p(values) == sign_flip_p(values)


def test_the_sign_test_asks_only_for_losses() -> None:
    assert sign_test_p(0, 0) == 1.0
    assert sign_test_p(5, 0) == 1 / 32
    assert sign_test_p(0, 5) == 1.0
    assert sign_test_p(4, 1) == 6 / 32
    assert sign_test_p(900, 800) == pytest.approx(0.0082, abs=0.0006)
    with pytest.raises(ValueError, match="negative"):
        sign_test_p(-1, 2)


def test_kappa_is_agreement_beyond_chance() -> None:
    """Cohen's own kind of table: 20 both yes, 5 and 10 apart, 15 both no: (0.7 - 0.5) / 0.5."""
    one = [1] * 25 + [0] * 25
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15
    assert cohen_kappa(one, other) == pytest.approx(0.4)
    assert cohen_kappa(one, one) == 1.0
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["ja"] * 4, ["ja"] * 4) is None
    with pytest.raises(ValueError, match="same items"):
        cohen_kappa([1], [])
