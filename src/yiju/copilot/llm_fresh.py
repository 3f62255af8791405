"""A model's talk track that sounds like those lately given: once more in other words, else with other points.

The model is shown nothing of what others were given: only the lines that it has just written itself, for this
customer. Whether the second ones are any better is counted here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from yiju.copilot.lately import Past
from yiju.copilot.llm_course import Course
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_prompt import DraftRequest, neutral
from yiju.copilot.llm_shelf import claims_of, places
from yiju.copilot.material import Span
from yiju.copilot.sameness import alike
from yiju.copilot.spoken import SPOKEN
from yiju.copilot.variety import LIMIT
from yiju.store.types import Claim, Section

_OURS = SPOKEN - {"reply"}
_MOST_WORDS = 80
_WORTH = 0.05
"""An extractive point in place of the model's must bring so much."""

Points = list[Section]
Varied = Literal["", "wording", "points", "model"]


@dataclass(frozen=True)
class Again:
    """A talk track that was drafted, and what it takes to draft it once more.

    Attributes:
        base: extractive points that are no longer shown, or may come in.
        kept: points that stay as the rules found them.
        beside: a draft → the points shown for it, beside those that are kept.
    """

    course: Course
    request: DraftRequest
    spans: Sequence[Span]
    base: Sequence[Section]
    kept: Sequence[Section]
    beside: Callable[[DraftedSection], Points]
    past: Past

    def fresher(self, drafted: DraftedSection) -> tuple[Points, Varied]:
        """The points to show: the draft's, or where those are too alike the least alike that can be had."""
        own = self.beside(drafted)
        if self._alike(own) <= LIMIT:
            return own, ""
        varied: Varied = ""
        first = len(self.course.begun) - 1
        again = self._once_more(drafted)
        if again is not None and self._alike(self.beside(again)) < self._alike(own):
            own, varied = self.beside(again), "model"
            self.course.set_aside(first)
        elif len(self.course.begun) - 1 > first:
            self.course.set_aside(first + 1)
        if self._alike(own) > LIMIT and (other := self._with_other_point(own)):
            return other, "points"
        return own, varied

    def _alike(self, own: Sequence[Section]) -> float:
        """Of the whole talk track as it would be shown."""
        return alike([*self.kept, *own], self.course.customer, self.past)

    def _once_more(self, drafted: DraftedSection) -> DraftedSection | None:
        lines = tuple(neutral(claim.text)[:_MOST_WORDS] for claim in drafted.claims if claim.role in _OURS)

        def seen(one: DraftedSection) -> list[Claim]:
            return claims_of(self.beside(one))

        return self.course.draft(replace(self.request, fresh=lines), self.spans, claims_of(self.base), seen)

    def _with_other_point(self, own: Points) -> Points | None:
        """One of the model's points exchanged for an extractive one that is not told; None where none helps.

        The first one stays: it is the best of them.
        """
        told = set(places(claims_of(own)))
        spare = [one for one in self.base if one not in own and not told & set(places(one.claims))]
        tried = [
            [*own[:at], other, *own[at + 1 :]]
            for at in range(1, len(own))
            if not _matters(own[at].claims)
            for other in spare
        ]
        best = min(tried, key=self._alike, default=None)
        return best if best is not None and self._alike(best) < self._alike(own) - _WORTH else None


def _matters(claims: Sequence[Claim]) -> bool:
    return any({"overdue", "conflict", "superseded"} & set(claim.flags) for claim in claims)
