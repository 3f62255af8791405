"""Whoever calls without being the platform is looked at twenty times a second, no more."""

from yiju.bots.sources import Sources


def test_each_source_has_its_own_measure_and_it_fills_again() -> None:
    now = 0.0
    sources = Sources(20.0, clock=lambda: now)
    assert [sources.admits("a") for _ in range(25)] == [True] * 20 + [False] * 5
    assert sources.admits("b")
    now = 0.5
    assert [sources.admits("a") for _ in range(12)] == [True] * 10 + [False] * 2
    now = 100.0
    assert [sources.admits("a") for _ in range(21)] == [True] * 20 + [False], "no more than a second's"


def test_the_platforms_own_are_not_counted() -> None:
    sources = Sources(2.0, clock=lambda: 0.0)
    for _ in range(50):
        assert sources.admits("a")
        sources.ours("a")
    assert [sources.admits("a") for _ in range(3)] == [True, True, False]
