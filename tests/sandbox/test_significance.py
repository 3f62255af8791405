"""The sign test, and intervals that count a suggestion once however many voted on it."""

import pytest

from yiju.sandbox.significance import clustered_interval, sign_test, smallest_split


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (6, 0, 0.03125), (9, 1, 0.021484375), (5, 5, 1.0)],
)
def test_the_sign_test_is_exact(wins: int, losses: int, p: float) -> None:
    assert sign_test(wins, losses) == sign_test(losses, wins) == p


def test_intervals() -> None:
    assert smallest_split(10) == 9
    assert smallest_split(5) is None
    assert clustered_interval([]) == (0.0, 0.0)
    # Ten voters on one pair say no more than one: the interval is as wide as with one vote a pair.
    many, few = [[1.0] * 10, [-1.0] * 10, [1.0] * 10], [[1.0], [-1.0], [1.0]]
    assert clustered_interval(many) == clustered_interval(few)
