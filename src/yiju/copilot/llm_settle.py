"""Putting a model's claims beside the rules' own, so that nothing hangs on what is no longer shown."""

from collections.abc import Sequence
from dataclasses import replace

from yiju.copilot.confided import INTERNAL
from yiju.copilot.llm_shelf import Place, Shelf, by_rules, claims_of, places
from yiju.copilot.sayable import kept_marked
from yiju.copilot.strategy import Composed, missing_of
from yiju.copilot.trim import trim
from yiju.store.types import Claim, Dropped, Section

_NO_GROUND = "以上各节的事实不足，先补资料再定"
_GROUND_GONE = "所依据的事实没有采用"
_HEADLINE = 60


def mixed(section: Section, drafted: Sequence[Claim], lost: int, shelf: Shelf) -> Section:
    """A factual section: what only the rules know, then the model's words.

    Args:
        lost: how many of the model's statements were dropped. As many extractive claims come in for them,
            and more until the section tells no less than the extractive one.
    """
    kept = [claim for claim in section.claims if by_rules(claim) or not shelf.cited([claim])]
    told = set(places(drafted))
    rest = [claim for claim in section.claims if claim not in kept and not told & set(places([claim]))]
    fill = max(lost, len(section.claims) - len(kept) - len(drafted))
    return replaced(section, [*kept, *marked(drafted, section.claims), *rest[:fill]])


def marked(drafted: Sequence[Claim], base: Sequence[Claim]) -> list[Claim]:
    """The model's facts with the marks (逾期, what it is about …) that the rules gave the same place."""
    flags = {tuple(places([claim]))[:1]: claim.flags for claim in base if claim.citations}
    found: list[Claim] = []
    for claim in drafted:
        here = places([claim])
        marks = flags.get(tuple(here), ()) if len(here) == 1 else ()
        marks = tuple(flag for flag in marks if not flag.startswith("about:") or flag[6:] not in claim.text)
        found.append(claim.model_copy(update={"flags": marks}))
    return kept_marked(found, {p[0] for p in places(one for one in base if INTERNAL in one.flags)})


def settled(base: Composed, sections: Sequence[Section]) -> Composed:
    """The strategy with these sections: advice and headline rest on facts that are shown, or go."""
    grounds = _Grounds(base, sections)
    kept: list[Section] = []
    gone: list[Dropped] = []
    for section in sections:
        rested = [(claim, grounds.rested(claim)) for claim in section.claims]
        kept.append(replaced(section, [claim for _, claim in rested if claim is not None]))
        gone += [
            Dropped(section=section.title, text=claim.text, reason=_GROUND_GONE, cause="unproven")
            for claim, found in rested
            if found is None
        ]
    headline = base.headline
    if not all(map(grounds.find, base.grounds)):
        facts = [claim for claim in claims_of(kept) if claim.nature == "fact"]
        headline = trim(facts[0].text, _HEADLINE) if facts else ""
    return replace(
        base,
        headline=headline,
        sections=tuple(kept),
        dropped=(*base.dropped, *gone),
        missing=missing_of(kept),
    )


class _Grounds:
    """Which shown claim stands for a claim of the extractive draft: itself, or one that cites its place."""

    def __init__(self, base: Composed, sections: Sequence[Section]) -> None:
        self._before = {claim.id: claim for claim in claims_of(base.sections)}
        self._shown = {claim.id for claim in claims_of(sections)}
        self._by_place: dict[Place, str] = {}
        for claim in claims_of(sections):
            for place in places([claim]):
                self._by_place.setdefault(place, claim.id)

    def find(self, claim_id: str) -> str:
        """The id of the claim that stands for it; empty if none does."""
        if claim_id in self._shown:
            return claim_id
        before = self._before.get(claim_id)
        here = places([before]) if before else []
        return next((self._by_place[place] for place in here if place in self._by_place), "")

    def rested(self, claim: Claim) -> Claim | None:
        """Advice resting on what is shown, or None; a fact as it is."""
        if claim.nature == "fact":
            return claim
        found = tuple(dict.fromkeys(filter(None, map(self.find, claim.rests_on))))
        return claim.model_copy(update={"rests_on": found}) if found else None


def points(claims: Sequence[Claim]) -> list[Section]:
    """Lines of a talk track, one section each: a ``say`` begins a new one."""
    groups: list[list[Claim]] = []
    for claim in claims:
        if claim.role == "say" or not groups:
            groups.append([])
        groups[-1].append(claim)
    return [Section(title=f"要点{n}", claims=tuple(group)) for n, group in enumerate(groups, 1)]


def resting(section: Section, facts: Sequence[Claim]) -> Section:
    """A section of advice that rests on all of these facts."""
    grounds = tuple(claim.id for claim in facts if claim.nature == "fact")
    return replaced(section, [claim.model_copy(update={"rests_on": grounds}) for claim in section.claims])


def replaced(section: Section, claims: Sequence[Claim]) -> Section:
    """The section with other claims in it, or what it lacks."""
    missing = "" if claims else section.missing or _NO_GROUND
    return section.model_copy(update={"claims": tuple(claims), "missing": missing})
