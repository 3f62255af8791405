"""Two suggestions side by side: which claim of one stands for which of the other, and what became of it."""

import re
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Literal

from rapidfuzz import fuzz

from yiju.sandbox.flags import ASSUMED
from yiju.sandbox.wording import Piece, word_diff
from yiju.store.types import Claim, Frozen, Suggestion

Fate = Literal["same", "changed", "moved", "added", "removed"]
Change = Literal["text", "citations", "verdict", "flags", "grounds"]

_ALIKE = 60.0
"""Least likeness (0 to 100, normalised indel similarity) of two texts taken for one claim's."""


class Placed(Frozen):
    """A claim and where it stands; ``place`` counts the claims of its suggestion from 0."""

    section: str
    place: int
    claim: Claim


class Pair(Frozen):
    """A claim of the one, of the other, or both.

    Attributes:
        fate: ``moved``: says the same at another place; ``changed``: says something else, wherever it stands.
        changes: what is different; empty unless changed.
        moved: whether it stands in another section, or before what it stood behind.
        diff: of the texts, where both are there.
    """

    fate: Fate
    old: Placed | None = None
    new: Placed | None = None
    changes: tuple[Change, ...] = ()
    moved: bool = False
    diff: tuple[Piece, ...] = ()


class Comparison(Frozen):
    """Every claim of both, once: in the new one's order, each removed one after what it followed.

    Attributes:
        headline: of the headlines; empty where they are the same.
    """

    pairs: tuple[Pair, ...]
    headline: tuple[Piece, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs came to each fate."""
        found: dict[str, int] = dict.fromkeys(("same", "changed", "moved", "added", "removed"), 0)
        for pair in self.pairs:
            found[pair.fate] += 1
        return found

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.headline and all(pair.fate == "same" for pair in self.pairs)


def align(old: Suggestion, new: Suggestion) -> Comparison:
    """Compare claim by claim: by what is cited and said, then by what is cited, then by likeness of words."""
    before, after = _placed(old), _placed(new)
    taken = _exact(before, after)
    taken |= _likely(before, after, taken)
    stayed = _in_order(taken)
    partners = {one.claim.id: other.claim.id for one, other in _couples(before, after, taken)}
    pairs: list[Pair] = []
    for place, other in enumerate(after):
        one = before[taken[place]] if place in taken else None
        pairs.append(_pair(one, other, place in stayed, partners))
    gone = [one for at, one in enumerate(before) if at not in set(taken.values())]
    headline = () if old.headline == new.headline else word_diff(old.headline, new.headline)
    return Comparison(pairs=tuple(_with_gone(pairs, gone)), headline=headline)


def _placed(suggestion: Suggestion) -> list[Placed]:
    listed = [(section.title, claim) for section in suggestion.sections for claim in section.claims]
    return [Placed(section=title, place=n, claim=claim) for n, (title, claim) in enumerate(listed)]


def _cited(claim: Claim) -> tuple[tuple[str, int, int], ...]:
    return tuple(sorted((c.paragraph_id, c.start, c.end) for c in claim.citations))


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _exact(before: Sequence[Placed], after: Sequence[Placed]) -> dict[int, int]:
    """New place → old place of those that say the same, the surest likeness first."""
    taken: dict[int, int] = {}
    keys: tuple[Callable[[Placed], Hashable], ...] = (
        lambda p: (p.section, p.claim.nature, p.claim.role, p.claim.text, _cited(p.claim)),
        lambda p: (p.claim.nature, p.claim.role, p.claim.text, _cited(p.claim)),
        lambda p: (p.claim.nature, p.claim.role, _plain(p.claim.text)),
        lambda p: (p.claim.nature, p.claim.role, p.section, _cited(p.claim) or p),
        lambda p: (p.claim.nature, p.claim.role, _cited(p.claim) or p),
    )
    for key in keys:
        free: dict[Hashable, list[int]] = {}
        for at, one in enumerate(before):
            if at not in taken.values():
                free.setdefault(key(one), []).append(at)
        for place, other in enumerate(after):
            if place not in taken and (waiting := free.get(key(other))):
                taken[place] = waiting.pop(0)
    return taken


def _likely(before: Sequence[Placed], after: Sequence[Placed], taken: dict[int, int]) -> dict[int, int]:
    """As ``_exact``, of the rest: the likest pairs first, each claim once."""
    scored = [
        (-_likeness(one, other), at, place)
        for at, one in enumerate(before)
        if at not in taken.values()
        for place, other in enumerate(after)
        if place not in taken
    ]
    found: dict[int, int] = {}
    for score, at, place in sorted(scored):
        if -score >= _ALIKE and place not in found and at not in found.values():
            found[place] = at
    return found


def _likeness(one: Placed, other: Placed) -> float:
    a, b = one.claim, other.claim
    if (a.nature, a.role, ASSUMED in a.flags) != (b.nature, b.role, ASSUMED in b.flags):
        return 0.0
    shared = set(_cited(a)) & set(_cited(b))
    return fuzz.ratio(a.text, b.text) + 25.0 * bool(shared) + 5.0 * (one.section == other.section)


def _couples(
    before: Sequence[Placed], after: Sequence[Placed], taken: dict[int, int]
) -> Iterable[tuple[Placed, Placed]]:
    return ((before[at], after[place]) for place, at in taken.items())


def _in_order(taken: dict[int, int]) -> set[int]:
    """New places of the longest run of claims that kept their order (longest increasing subsequence)."""
    places = sorted(taken)
    tails: list[int] = []
    ends: list[int] = []
    back: dict[int, int | None] = {}
    for place in places:
        at = bisect_left(tails, taken[place])
        back[place] = ends[at - 1] if at else None
        if at == len(tails):
            tails.append(taken[place])
            ends.append(place)
        else:
            tails[at], ends[at] = taken[place], place
    kept: set[int] = set()
    last: int | None = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = back[last]
    return kept


def _pair(one: Placed | None, other: Placed, stayed: bool, partners: dict[str, str]) -> Pair:
    if one is None:
        return Pair(fate="added", new=other)
    a, b = one.claim, other.claim
    grounds = {partners.get(i, f"-{i}") for i in a.rests_on}
    found: dict[Change, bool] = {
        "text": a.text != b.text,
        "citations": [(*_cited(a), c.tag) for c in a.citations] != [(*_cited(b), c.tag) for c in b.citations],
        "verdict": a.verdict != b.verdict,
        "flags": a.flags != b.flags,
        "grounds": grounds != set(b.rests_on),
    }
    changes = tuple(name for name, differs in found.items() if differs)
    moved = one.section != other.section or not stayed
    fate: Fate = "changed" if changes else "moved" if moved else "same"
    diff = word_diff(a.text, b.text) if a.text != b.text else ()
    return Pair(fate=fate, old=one, new=other, changes=changes, moved=moved, diff=diff)


def _with_gone(pairs: Sequence[Pair], gone: Sequence[Placed]) -> list[Pair]:
    """Removed claims where they stood: behind the last one that was before them."""
    found = list(pairs)
    for one in gone:
        behind = [n for n, pair in enumerate(found) if _before(pair, one)]
        found.insert(behind[-1] + 1 if behind else 0, Pair(fate="removed", old=one))
    return found


def _before(pair: Pair, one: Placed) -> bool:
    return pair.old is not None and not pair.moved and pair.old.place < one.place
