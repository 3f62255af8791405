"""Time spent on a review, told by a clock of the test's own."""

from yiju.web.pages.review_clock import Clock


class _Watch:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def test_each_claim_has_its_own_time_and_the_whole_is_all_of_it() -> None:
    watch = _Watch()
    clock = Clock("c1", watch)
    watch.at += 10
    clock.turn("c2")
    watch.at += 20
    clock.turn("c1")
    watch.at += 5
    assert (clock.spent("c1"), clock.spent("c2"), clock.spent("")) == (15, 20, 35)
    clock.judged("c1")
    watch.at += 3
    clock.turn("")
    watch.at += 7
    assert (clock.spent("c1"), clock.spent("c2"), clock.spent("")) == (3, 20, 45)
    clock.judged("")
    assert (clock.spent("c1"), clock.spent("")) == (3, 0)


def test_a_pause_counts_for_two_minutes_but_a_sign_of_life_ends_it() -> None:
    watch = _Watch()
    clock = Clock("c1", watch)
    watch.at += 3600
    assert clock.spent("c1") == 120
    for _ in range(10):  # as at every change of what is typed
        watch.at += 60
        clock.tick()
    assert clock.spent("c1") == clock.spent("") == 720
