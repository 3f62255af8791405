"""A review of one suggestion by one person: what is in hand, what was said, and how long it took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from yiju.copilot.blotting import blotted
from yiju.errors import Conflict
from yiju.sandbox.annotations import add_annotation, annotations_of, in_force
from yiju.sandbox.blind import seen_advice
from yiju.sandbox.queue import queue
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, NewAnnotation, Ruling
from yiju.store.erasing import is_erased
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Claim, Suggestion, Viewer
from yiju.web.house import House
from yiju.web.pages.review_clock import Clock
from yiju.web.pages.review_drafts import Drafts
from yiju.web.pages.review_shaped import Shaping, find_shaping


@dataclass
class Review:
    """A suggestion under review by one viewer.

    Attributes:
        shaping: what reviewers taught that shaped it.
        found: all annotations the viewer may see now; blind reviews hide others' until they have spoken.
        at: index of the claim in hand; cited: which of its citations is shown.
        clock: how long it takes; drafts: what was typed and not saved.
    """

    house: House
    viewer: Viewer
    suggestion: Suggestion
    found: list[Annotation]
    shaping: Shaping = field(default_factory=Shaping)
    at: int = 0
    cited: int = 0
    _waiting: dict[str, NewAnnotation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = Clock(self.claims[0].id if self.claims else "")
        self.drafts = Drafts(self.viewer.user, self.suggestion.id)

    @classmethod
    def load(cls, house: House, viewer: Viewer, suggestion_id: str) -> "Review":
        """Read it. Raises NotFound, Forbidden."""
        sql = house.store.sql
        suggestion = get_suggestion(sql, viewer, suggestion_id)
        found = _said(house, viewer, suggestion_id)
        shaping = find_shaping(sql, viewer, house.settings, suggestion)
        seen = blotted(seen_advice(sql, viewer, house.settings, suggestion), house.privacy)
        return cls(house, viewer, seen, found, shaping)

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

    @property
    def judgeable(self) -> list[Claim]:
        """Claims that still have words."""
        return [claim for claim in self.claims if not is_erased(claim)]

    def judged(self) -> int:
        """How many of them the viewer has judged."""
        return sum(self.mine(claim.id) is not None for claim in self.judgeable)

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
            seconds=self.clock.spent(claim_id),
            replaces=before.id if before else None,
        )
        waiting = self._waiting.get(claim_id)
        if waiting and _same(waiting, made):
            return waiting
        self._waiting[claim_id] = made
        return made

    def says_already(self, new: NewAnnotation) -> bool:
        """Whether the viewer's verdict in force says the same."""
        mine = self.mine(new.claim_id)
        if mine is None or new.settles or mine.verdict != new.verdict:
            return False
        if new.claim_id and new.verdict == "accept":
            return True
        said = (new.reasons, new.rewrite.strip(), new.scores, new.comment.strip())
        return said == (mine.reasons, mine.rewrite, mine.scores, mine.comment)

    def keep(self, viewer: Viewer, new: NewAnnotation) -> Annotation:
        """Keep it, and read anew what was said. Raises as ``add_annotation``.

        What shaped the suggestion stays as it was loaded: it takes long to find, and no verdict changes it.
        """
        try:
            kept = add_annotation(self.house.store.sql, viewer, self.suggestion.id, new, self.house.rubric)
        except Conflict:  # said in another window meanwhile: the next try starts from there
            self._read(viewer, new.claim_id)
            raise
        self.clock.judged(new.claim_id)
        self._read(viewer, new.claim_id)
        return kept

    def _read(self, viewer: Viewer, claim_id: str) -> None:
        self._waiting.pop(claim_id, None)
        self.found = _said(self.house, viewer, self.suggestion.id)

    def next_id(self, viewer: Viewer) -> str | None:
        """The next suggestion that awaits this viewer."""
        found = queue(self.house.store.sql, viewer, self.house.settings)
        return next((item.id for item in found if item.id != self.suggestion.id), None)


def _said(house: House, viewer: Viewer, suggestion_id: str) -> list[Annotation]:
    found = annotations_of(house.store.sql, viewer, suggestion_id, blind=house.settings.review_blind)
    return [blotted(one, house.privacy) for one in found]


def _same(one: NewAnnotation, other: NewAnnotation) -> bool:
    apart = {"key", "seconds"}
    return one.model_dump(exclude=apart) == other.model_dump(exclude=apart)
