"""The votes of a trial counted: by suggestion, and by customer, whose suggestions hang together."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import count

from yiju.sandbox.intervals import wilson
from yiju.sandbox.significance import clustered_interval, sign_test, smallest_split
from yiju.sandbox.trials import Pair
from yiju.sandbox.voting import Vote
from yiju.store.types import Frozen

LEVEL = 0.05
FEWEST = 10
"""Suggestions that must be decided before anything is called significant."""
FEWEST_CUSTOMERS = next(n for n in count(1) if smallest_split(n, LEVEL) is not None)
"""Customers that must be: of fewer not even a clean sweep is below the level."""


class Split(Frozen):
    """How many went to the change, against it and to neither. ``p``: two-sided, exact sign test."""

    wins: int
    losses: int
    ties: int
    p: float

    @property
    def decided(self) -> int:
        """Those that went to either."""
        return self.wins + self.losses


class Tally(Frozen):
    """What the votes say.

    Attributes:
        suggestions: of observations that were voted on: pairs that say the same as each other are one.
        customers: of customers, each by the mean of its observations.
        win_low, win_high: interval of 95 % of the share of suggestions won, as if they were independent.
        preference: mean over customers of each one's mean, −1 to 1; None without votes. ``preference_low`` …
            ``preference_high``: its bootstrap interval of 95 %, drawing whole customers.
        unasked: observations without a vote.
    """

    suggestions: Split
    customers: Split
    win_low: float
    win_high: float
    preference: float | None
    preference_low: float
    preference_high: float
    unasked: int

    @property
    def beyond_chance(self) -> bool:
        """Whether the change won by more than chance, by suggestion and by customer."""
        return self.suggestions.decided >= FEWEST and all(
            one.p < LEVEL and one.wins > one.losses for one in (self.suggestions, self.customers)
        )


def tally(pairs: Sequence[Pair], votes: Sequence[Vote], *, seed: int = 0) -> Tally:
    """Count. Pairs that say the same on both sides are nobody's, and not counted."""
    seen = _observations(pairs)
    scores: dict[str, list[float]] = defaultdict(list)
    unasked = 0
    for ones in seen.values():
        names = {pair.replay_id for pair in ones}
        won = [vote.won for vote in votes if vote.replay_id in names]
        if won:
            scores[ones[0].changed.customer].append(sum(won) / len(won))
        unasked += not won
    suggestions = _split([score for ones in scores.values() for score in ones])
    means = [sum(ones) / len(ones) for ones in scores.values()]
    low, high = wilson(suggestions.wins, suggestions.decided) or (0.0, 1.0)
    preference = clustered_interval(list(scores.values()), seed=seed)
    return Tally(
        suggestions=suggestions,
        customers=_split(means),
        win_low=low,
        win_high=high,
        preference=sum(means) / len(means) if means else None,
        preference_low=preference[0],
        preference_high=preference[1],
        unasked=unasked,
    )


def votes_until_final(pairs: Sequence[Pair], votes: Sequence[Vote]) -> int:
    """How many of the votes, in order, had come when every observation had one; all where one has none."""
    names = {pair.replay_id: pair.likeness for pair in pairs if not pair.same}
    waiting = set(names.values())
    for number, vote in enumerate(votes, 1):
        waiting.discard(names.get(vote.replay_id, ""))
        if not waiting:
            return number
    return len(votes)


def _observations(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Pairs to ask about, by what they say. Of one that several customers share, the first one's it is."""
    found: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if not pair.same:
            found[pair.likeness].append(pair)
    return found


def _split(scores: Sequence[float]) -> Split:
    wins, losses = sum(s > 0 for s in scores), sum(s < 0 for s in scores)
    return Split(wins=wins, losses=losses, ties=len(scores) - wins - losses, p=sign_test(wins, losses))
