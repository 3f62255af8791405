"""A suggestion while it is being rewritten under assumptions: what is added rests on a fact that is shown."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from itertools import count

from yiju.copilot.sections import AGENDA, NEXT, QUESTIONS, RISKS
from yiju.copilot.trim import trim
from yiju.sandbox.assumptions import Assumption, templates
from yiju.sandbox.flags import ASSUMED
from yiju.store.types import Claim, Section, Suggestion

UNDER = "假设下的应对"
"""Where a talk track or an answer holds such advice."""
_MOST = 2
"""Facts that one kind of advice is given for, under one assumption."""
_QUOTE = 46
_CELLS = 3
"""Cells of a table row that are repeated."""
_NUMBER = re.compile(r"(?:序号|编号|No\.?)\s*[:：]")
_PLACES = {"risks": RISKS, "agenda": AGENDA, "questions": QUESTIONS, "next": NEXT, "other": NEXT}

Fits = Callable[[Claim], float]
"""How well a fact serves an advice; 0 where it does not."""


@dataclass
class Sheet:
    """A suggestion being rewritten. ``shown``: its sections' claims, by title."""

    suggestion: Suggestion
    people: Mapping[str, str]
    rivals: frozenset[str] = frozenset()
    shown: dict[str, list[Claim]] = field(default_factory=dict)
    silent: list[Assumption] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shown = {section.title: list(section.claims) for section in self.suggestion.sections}
        self._numbers = count(1)

    @property
    def assumed(self) -> int:
        """How many pieces of advice rest on an assumption."""
        return sum(ASSUMED in claim.flags for claims in self.shown.values() for claim in claims)

    @property
    def facts(self) -> list[Claim]:
        """In reading order."""
        return [claim for claims in self.shown.values() for claim in claims if claim.nature == "fact"]

    def section_of(self, claim: Claim) -> str:
        """The title that a claim stands under."""
        return next(title for title, claims in self.shown.items() if claim in claims)

    def best(self, fits: Fits, most: int = _MOST) -> list[Claim]:
        """The facts that serve best, in reading order among equals."""
        scored = [(fits(claim), -n, claim) for n, claim in enumerate(self.facts)]
        ranked = sorted((one for one in scored if one[0] > 0), key=lambda one: (-one[0], -one[1]))
        return [claim for _, _, claim in ranked[:most]]

    def add(self, assumption: Assumption, kind: str, fact: Claim, **slots: str) -> bool:
        """Add advice of one kind that rests on a fact, once."""
        words = templates(assumption.sort, assumption.party).get(kind)
        if words is None:
            return False
        given = {"said": assumption.said, "quote": quote_of(fact), "who": "", "due": "", "other": ""} | slots
        text = words.format(**given)
        title = _PLACES[kind] if self.suggestion.kind == "strategy" else UNDER
        claims = self.shown.setdefault(title, [])
        if any(claim.text == text for claim in claims):
            return True
        advice = Claim(
            id=f"h{next(self._numbers)}",
            nature="advice",
            text=text,
            rests_on=(fact.id,),
            flags=(ASSUMED, f"{ASSUMED}:{assumption.said}"),
        )
        # What is assumed was asked about: it stands before the rest, behind the goal that was given.
        at = sum("given" in claim.flags or ASSUMED in claim.flags for claim in claims)
        claims.insert(at if title in {AGENDA, QUESTIONS} else len(claims), advice)
        return True

    def remove(self, gone: Collection[str]) -> None:
        """Take claims away, and advice that then rests on nothing."""
        lost = set(gone)
        while lost:
            for title, claims in self.shown.items():
                self.shown[title] = [_without(claim, lost) for claim in claims if claim.id not in lost]
            lost = {
                c.id
                for claims in self.shown.values()
                for c in claims
                if c.nature == "advice" and not c.rests_on and "ungrounded" not in c.flags
            }

    def result(self) -> Suggestion:
        """The suggestion as it now is; assumptions that nothing could be said to are named."""
        known = {section.title: section for section in self.suggestion.sections}
        sections = [
            known.get(title, Section(title=title)).model_copy(
                update={"claims": tuple(claims), "missing": "" if claims else known[title].missing}
            )
            for title, claims in self.shown.items()
        ]
        told = tuple(f"假设“{one.said}”没有可依托的事实，没有新增建议。" for one in self.silent)
        return self.suggestion.model_copy(
            update={"sections": tuple(sections), "notices": (*self.suggestion.notices, *told)}
        )


def quote_of(fact: Claim) -> str:
    """A fact as advice repeats it: the cited sentence, trimmed."""
    if "changed" in fact.flags or not fact.citations:  # what changed, no single source says
        return trim(fact.text, _QUOTE)
    return repeated(fact.citations[0].quote)


def repeated(words: str) -> str:
    """A source's words as advice repeats them: trimmed; of a table row the first telling cells."""
    cells = [cell for cell in words.split(" | ") if not _NUMBER.match(cell)]
    return trim("，".join(cells[:_CELLS]).strip(), _QUOTE)


def _without(claim: Claim, lost: Collection[str]) -> Claim:
    kept = tuple(one for one in claim.rests_on if one not in lost)
    return claim if kept == claim.rests_on else claim.model_copy(update={"rests_on": kept})
