"""A review of one suggestion by one person: what is in hand, what was said, and how long it took."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from yiju.sandbox.annotations import add_annotation, annotations_of, in_force
from yiju.sandbox.queue import queue
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, NewAnnotation, Ruling
from yiju.store.erasing import FORGOTTEN
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Claim, Suggestion, Viewer
from yiju.web.house import House
from yiju.web.pages.review_shaped import Shaping, find_shaping

_IDLE = 120.0
"""Seconds without a sign of life that count at most."""


@dataclass
class Clock:
    """Time spent on what is in hand; pauses count no longer than two minutes each."""

    spent: float = 0.0
    last: float = field(default_factory=time.monotonic)

    def tick(self) -> None:
        """A sign of life."""
        now = time.monotonic()
        self.spent += min(now - self.last, _IDLE)
        self.last = now

    def take(self) -> float:
        """Seconds since the last taking."""
        self.tick()
        spent, self.spent = round(self.spent, 1), 0.0
        return spent


@dataclass
class Review:
    """A suggestion under review by one viewer.

    Attributes:
        shaping: what reviewers taught that shaped it.
        found: all annotations the viewer may see now; blind reviews hide others' until they have spoken.
        at: index of the claim in hand; cited: which of its citations is shown.
    """

    house: House
    viewer: Viewer
    suggestion: Suggestion
    found: list[Annotation]
    shaping: Shaping = field(default_factory=Shaping)
    at: int = 0
    cited: int = 0
    clock: Clock = field(default_factory=Clock)
    total: Clock = field(default_factory=Clock)
    _waiting: dict[str, NewAnnotation] = field(default_factory=dict)

    @classmethod
    def load(cls, house: House, viewer: Viewer, suggestion_id: str) -> "Review":
        """Read it. Raises NotFound, Forbidden."""
        sql = house.store.sql
        suggestion = get_suggestion(sql, viewer, suggestion_id)
        found = annotations_of(sql, viewer, suggestion_id, blind=house.settings.review_blind)
        return cls(house, viewer, suggestion, found, find_shaping(sql, viewer, suggestion))

    @property
    def claims(self) -> list[Claim]:
        """All claims, in reading order."""
        return [claim for section in self.suggestion.sections for claim in section.claims]

    @property
    def claim(self) -> Claim | None:
        """The claim in hand."""
        return self.claims[self.at] if self.claims else None

    def grounds(self, claim: Claim) -> list[int]:
        """Indexes of the claims that a judgement rests on."""
        return [at for at, one in enumerate(self.claims) if one.id in claim.rests_on]

    @property
    def hidden(self) -> bool:
        """Whether others' verdicts are still kept from the viewer."""
        return self.house.settings.review_blind and not any(a.author == self.viewer.user for a in self.found)

    def of_claim(self, claim_id: str) -> list[Annotation]:
        """Verdicts in force on a claim (empty id: on the whole)."""
        return [one for one in in_force(self.found) if one.claim_id == claim_id]

    def mine(self, claim_id: str) -> Annotation | None:
        """The viewer's own verdict in force on a claim, or on the whole."""
        return next((one for one in self.of_claim(claim_id) if one.author == self.viewer.user), None)

    def standing(self, claim_id: str) -> Standing | None:
        """What stands of a claim."""
        return next((one for one in standings(self.found) if one.claim_id == claim_id), None)

    def judged(self) -> int:
        """How many claims the viewer has judged."""
        return sum(self.mine(claim.id) is not None for claim in self.claims)

    def new(
        self,
        claim_id: str,
        verdict: Ruling,
        *,
        reasons: Sequence[str] = (),
        rewrite: str = "",
        scores: dict[str, int] | None = None,
        comment: str = "",
    ) -> NewAnnotation:
        """A verdict ready to be kept: one that follows an earlier one of the viewer's corrects it.

        The same verdict asked for again, before it was kept, bears the same key.
        """
        before = self.mine(claim_id)
        made = NewAnnotation(
            key=f"w{uuid4().hex}",
            claim_id=claim_id,
            verdict=verdict,
            reasons=tuple(reasons),
            rewrite=rewrite,
            scores=scores or {},
            comment=comment,
            seconds=(self.clock if claim_id else self.total).take(),
            replaces=before.id if before else None,
        )
        waiting = self._waiting.get(claim_id)
        if waiting and _same(waiting, made):
            return waiting
        self._waiting[claim_id] = made
        return made

    def keep(self, viewer: Viewer, new: NewAnnotation) -> Annotation:
        """Keep it, and read anew what is there. Raises as ``add_annotation``."""
        sql, about = self.house.store.sql, self.suggestion.id
        kept = add_annotation(sql, viewer, about, new, self.house.rubric)
        self._waiting.pop(new.claim_id, None)
        self.found = annotations_of(sql, viewer, about, blind=self.house.settings.review_blind)
        self.shaping = find_shaping(sql, viewer, self.suggestion)
        return kept

    def next_id(self, viewer: Viewer) -> str | None:
        """The next suggestion that awaits this viewer."""
        found = queue(self.house.store.sql, viewer, self.house.settings)
        return next((item.id for item in found if item.id != self.suggestion.id), None)


def _same(one: NewAnnotation, other: NewAnnotation) -> bool:
    apart = {"key", "seconds"}
    return one.model_dump(exclude=apart) == other.model_dump(exclude=apart)


def is_erased(claim: Claim) -> bool:
    """Whether the claim's words went with a forgotten document."""
    return FORGOTTEN in claim.flags
