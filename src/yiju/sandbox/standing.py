"""What stands after all verdicts on one thing: agreed, contested or settled."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from yiju.sandbox.annotations import in_force
from yiju.sandbox.types import Annotation, Ruling
from yiju.store.types import Frozen


class Standing(Frozen):
    """The verdicts on one claim, or on a suggestion as a whole (``claim_id`` empty).

    Attributes:
        verdict: what holds: the adjudicator's, else what all agree on; None while contested.
        reviewers: how many gave a verdict of their own; an adjudicator's word is no side's.
        agreement: share of them who gave the most frequent verdict, in (0, 1].
        annotations: ids of those in force, in order; ``settled_by``: the adjudicator's.
        rewrite: the words that hold, for an edit: the adjudicator's, else the last reviewer's.
    """

    suggestion_id: str
    claim_id: str
    verdict: Ruling | None
    agreement: float
    reviewers: int
    annotations: tuple[str, ...]
    settled_by: str | None
    rewrite: str

    @property
    def contested(self) -> bool:
        """Whether reviewers disagree and nobody has settled it."""
        return self.verdict is None


def standings(found: Sequence[Annotation]) -> list[Standing]:
    """One standing for every thing that was judged, in order of its first annotation."""
    things: dict[tuple[str, str], list[Annotation]] = defaultdict(list)
    for one in in_force(found):
        things[one.suggestion_id, one.claim_id].append(one)
    return [_standing(*thing, ones) for thing, ones in things.items()]


def _standing(suggestion_id: str, claim_id: str, ones: Sequence[Annotation]) -> Standing:
    settled = [one for one in ones if one.settles]
    sides = [one for one in ones if not one.settles] or ones
    counts = Counter(one.verdict for one in sides)
    verdict: Ruling | None = next(iter(counts)) if len(counts) == 1 else None
    deciding = ones
    if settled:
        verdict, deciding = settled[-1].verdict, settled[-1:]
    rewrite = next((one.rewrite for one in reversed(deciding) if one.rewrite), "")
    return Standing(
        suggestion_id=suggestion_id,
        claim_id=claim_id,
        verdict=verdict,
        agreement=max(counts.values()) / len(sides),
        reviewers=len({one.author for one in sides}),
        annotations=tuple(one.id for one in ones),
        settled_by=settled[-1].id if settled else None,
        rewrite=rewrite if verdict == "edit" else "",
    )
