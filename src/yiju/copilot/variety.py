"""Other words, and other points, for a talk track that would sound like those lately given.

Only what is chosen changes: every wording is one of Yiju's own, every point is a fact of this customer that
is verified like any other. Same facts and same past give the same talk track.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt

from yiju.copilot.lately import Past
from yiju.copilot.shingles import Shingles, likeness
from yiju.copilot.talk_lines import Anchor, Choice, fallback_frame, frames, suiting, usual

LIMIT = 0.3
"""Likeness to the most alike one above which other words are sought, and then other points."""
_WORTH = 0.05
"""Other points must bring so much: the scene's best stay otherwise."""
_MARGIN = 0.5
"""A point may give way to one that fits the scene no worse than by this: one place of its sort's order."""
_SPARE = 3
"""Points beyond the best that may come in."""
_SWEEPS = 2

Cost = tuple[float, float]
"""(likeness to the most alike one, mean likeness)."""


@dataclass(frozen=True)
class Chosen:
    """Anchors in the order in which they are tried. ``choices``: of the first ones, by their facts' keys."""

    anchors: Sequence[Anchor]
    choices: Mapping[str, Choice]
    varied: Literal["", "wording", "points"] = ""


def choose(anchors: Sequence[Anchor], points: int, past: Past | None, *, exchange: bool) -> Chosen:
    """Which points, in which words.

    Args:
        anchors: best first.
        points: so many are made.
        past: what was given before; None: everything as usual.
        exchange: whether points may give way to others.
    """
    first = list(anchors[:points])
    choices = _usual(first)
    given = past.all if past else ()
    if not given or not first:
        return Chosen(anchors, _by_key(first, choices))
    stack = np.stack([one.said for one in given])
    cost = _cost(_union(first, choices), stack)
    if cost[0] <= LIMIT and not _repeats(first, choices, stack):
        return Chosen(anchors, _by_key(first, choices))
    fresh = _fresh(first, choices, stack)
    best = (_cost(_union(first, fresh), stack), first, fresh)
    if exchange and best[0][0] > LIMIT:
        for other in _exchanged(first, anchors[points:]):
            worded = _fresh(other, _usual(other), stack)
            found = (_cost(_union(other, worded), stack), other, worded)
            worth = _WORTH if best[1] is first else 0.0
            if found[0][0] < best[0][0] - worth:
                best = found
    _, chosen, words = best
    rest = [one for one in anchors if one not in chosen]
    varied: Literal["", "wording", "points"] = (
        "points" if chosen is not first else "wording" if words != choices else ""
    )
    return Chosen([*chosen, *rest], _by_key(chosen, words), varied)


def _repeats(anchors: Sequence[Anchor], choices: Sequence[Choice], stack: npt.NDArray[np.uint64]) -> bool:
    """Whether a fall-back was given word for word before, however unlike the rest is."""
    lines = (fallback_frame(one.words, choice.reply) for one, choice in zip(anchors, choices, strict=True))
    return any(bool(((stack & line) == line).all(axis=1).any()) for line in lines)


def _by_key(anchors: Sequence[Anchor], choices: Sequence[Choice]) -> dict[str, Choice]:
    return {anchor.why.key: choice for anchor, choice in zip(anchors, choices, strict=True)}


def _usual(anchors: Sequence[Anchor]) -> list[Choice]:
    taken: list[tuple[str, Choice]] = []
    for anchor in anchors:
        taken.append((anchor.words, usual(anchor, taken)))
    return [choice for _sort, choice in taken]


def _union(anchors: Sequence[Anchor], choices: Sequence[Choice], without: int = -1) -> Shingles:
    found: Shingles = np.zeros_like(frames(anchors[0].words, choices[0].say, choices[0].reply))
    for number, (anchor, choice) in enumerate(zip(anchors, choices, strict=True)):
        if number != without:
            found = found | frames(anchor.words, choice.say, choice.reply)
    return found


def _cost(said: Shingles, stack: npt.NDArray[np.uint64]) -> Cost:
    alike = likeness(said, stack)
    return round(float(alike.max()), 4), round(float(alike.mean()), 4)


def _fresh(anchors: Sequence[Anchor], start: Sequence[Choice], stack: npt.NDArray[np.uint64]) -> list[Choice]:
    """The wordings least like what was given: one point after the other, until none gets better."""
    choices = list(start)
    for _ in range(_SWEEPS):
        before = list(choices)
        for number, anchor in enumerate(anchors):
            rest = _union(anchors, choices, without=number)
            same = [c for n, c in enumerate(choices) if n != number and anchors[n].words == anchor.words]
            tried = list(_free(anchor, choices[number], same))
            sets = np.stack([frames(anchor.words, one.say, one.reply) | rest for one in tried])
            alike = likeness(sets[:, None, :], stack)
            costs = zip(alike.max(axis=1).round(4), alike.mean(axis=1).round(4), strict=True)
            choices[number] = min(zip(costs, range(len(tried)), tried, strict=True), key=lambda one: one[:2])[
                2
            ]
        if choices == before:
            break
    return choices


def _free(anchor: Anchor, now: Choice, same: Sequence[Choice]) -> Iterator[Choice]:
    """The wordings that no other point of this sort uses, the present one first."""
    yield now
    for say, reply in product(suiting(anchor, "say"), suiting(anchor, "reply")):
        one = Choice(say, reply)
        if one != now and not any(say == other.say or reply == other.reply for other in same):
            yield one


def _exchanged(first: Sequence[Anchor], rest: Sequence[Anchor]) -> Iterator[list[Anchor]]:
    """The points with one of them exchanged for the next best of another sort. The first one stays."""
    for at in range(1, len(first)):
        if first[at].held:
            continue
        left = [one for n, one in enumerate(first) if n != at]
        spare = [one for one in rest if one.sort not in {other.sort for other in left}]
        for one in spare[:_SPARE]:
            if one.score >= first[at].score - _MARGIN:
                yield [*first[:at], one, *first[at + 1 :]]
