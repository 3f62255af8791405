"""The wordings of one draft, those that reviewers taught first, and what they have against each."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from yiju.copilot.material import Span
from yiju.copilot.predicates import states_something
from yiju.copilot.taste import LEARNED, TALK, Ground, Point, Sitting, Wording
from yiju.store.types import Claim

if TYPE_CHECKING:
    from yiju.copilot.draft import Draft
    from yiju.copilot.findings import Findings

D = TypeVar("D")


def ground_of(span: Span, text: str = "") -> Ground:
    """A span as a ground. ``text``: the fact that cites it, as shown."""
    return Ground(
        span.text, span.paragraph.id, span.start, span.end, span.document.kind, span.date, text or span.text
    )


def point_of(title: str, claim: Claim, by_id: Mapping[str, Claim]) -> Point:
    """A claim as the point that it was when it was drafted. ``by_id``: what it may rest on."""
    bases = [by_id[one] for one in claim.rests_on if one in by_id]
    grounds = [
        Ground(
            citation.quote,
            citation.paragraph_id,
            citation.start,
            citation.end,
            citation.document.kind,
            citation.document.date,
            fact.text,
        )
        for fact in ([claim] if claim.nature == "fact" else bases)
        for citation in fact.citations
    ]
    flags = dict.fromkeys((*claim.flags, *(flag for base in bases for flag in base.flags)))
    section = TALK if claim.role else title
    return Point(section, claim.nature, claim.role, claim.text, tuple(flags), tuple(grounds))


@dataclass(frozen=True)
class Ways:
    """The ways to say one point. Without a sitting they are the draft's own, and nobody objects.

    Attributes:
        texts: the draft's own wordings, the usual one first.
    """

    sitting: Sitting | None
    point: Point | None
    texts: Sequence[str]

    def __iter__(self) -> Iterator[Wording]:
        if self.sitting and self.point:
            yield from self.sitting.wordings(self.point)
        for text in dict.fromkeys(self.texts):
            yield Wording(text, ())

    def objection(self, text: str) -> tuple[str, ...]:
        """What reviewers have against this wording; empty where nothing."""
        if not (self.sitting and self.point):
            return ()
        refused = self.sitting.refusal(replace(self.point, text=text))
        if refused is None:
            return ()
        self.sitting.used((refused.annotation,))
        return (refused.reason,)

    def cuts_down(self, text: str) -> bool:
        """Whether a learned wording of a fact is but a piece of a sentence, where the fact is a whole one."""
        return any(map(states_something, self.texts)) and not states_something(text)

    def brings_in(self, text: str, names: Collection[str]) -> str:
        """What a learned wording of advice says that no own wording of the draft says; empty where nothing.

        It may have been learned from another of them than the one that would be shown.
        """
        from yiju.copilot.grounded import ungrounded

        if self.point is None:
            return ""
        brought = ""
        for own in dict.fromkeys((self.point.text, *self.texts)):
            wrong = ungrounded(text, replace(self.point, text=own), names)
            if not wrong:
                return ""
            brought = brought or wrong
        return brought

    def take(self, way: Wording) -> tuple[str, ...]:
        """Remember whose wording is shown. Returns the flags that say so."""
        if self.sitting and way.shaped_by:
            self.sitting.used(way.shaped_by)
            return (LEARNED,)
        return ()


def drafted(
    sitting: Sitting | None,
    plan: Callable[["Findings", list[Span]], "list[Draft]"],
    findings: "Findings",
    taken: list[Span],
) -> "list[Draft]":
    """A section's drafts. Where what reviewers prefer chose others, or another order, the sitting is told:
    the section is drafted without it, too.
    """
    if sitting is None or not sitting.prefers:
        return plan(findings, taken)
    usual = [draft.spans for draft in plan(replace(findings, favour=_indifferent), list(taken))]
    made = plan(findings, taken)
    moved = [draft for place, draft in enumerate(made) if draft.spans not in usual[place : place + 1]]
    if moved:
        sitting.chose([span for draft in moved for span in draft.spans])
    return made


def _indifferent(_span: Span) -> float:
    return 0.0


def arranged(sitting: Sitting | None, drafts: Sequence[D], point: Callable[[D], Point]) -> list[D]:
    """Drafts of one section in the order in which reviewers would have them."""
    if sitting is None:
        return list(drafts)
    return [drafts[at] for at in sitting.arrange([point(draft) for draft in drafts])]
