"""``terms``: are the trade's terms one thing however they are written, and another where they are another?"""

from typing import Literal

from pydantic import Field, model_validator

from yiju.copilot.verify import verify_claim
from yiju.evals.cases import Case, Place
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.suite import Suite
from yiju.evals.world import World

DEPTH = 10
"""Chunks among which the term must be."""


class TermsCase(Case):
    """One of two forms.

    Attributes:
        form: ``same``: a claim that writes the term in another way, against its evidence. ``find``: a
            search that writes it in another way must bring up ``gold``.
    """

    form: Literal["same", "find"]
    claim: str = ""
    evidence: tuple[str, ...] = ()
    label: bool = True
    query: str = ""
    customer: str = ""
    gold: tuple[Place, ...] = Field(())

    @model_validator(mode="after")
    def _whole(self) -> "TermsCase":
        if self.form == "same" and not (self.claim and self.evidence):
            raise ValueError("form 为 same 时要写 claim 和 evidence")
        if self.form == "find" and not (self.query and self.gold):
            raise ValueError("form 为 find 时要写 query 和 gold")
        return self


def run(world: World, case: TermsCase) -> Outcome:
    """Verify, or search."""
    if case.form == "same":
        check = verify_claim(case.claim, case.evidence)
        told = "成立" if check.supported else f"不成立：{'；'.join(check.reasons)}"
        pairs = (("论断", case.claim), *(("依据", quote) for quote in case.evidence), ("判定", told))
        return Outcome(given={"right": check.supported == case.label}, shown=pairs)
    hits = world.search(case.viewer, case.query, case.customer, DEPTH)
    gold = world.places.ids(case.gold)
    found = any(gold & {p.id for p in hit.paragraphs} for hit in hits)
    best = [(f"{n}", hit.paragraphs[0].text[:120]) for n, hit in enumerate(hits[:3], 1)]
    return Outcome(
        given={"right": found},
        shown=(("找", case.query), ("应找到", " / ".join(p.contains for p in case.gold)), *best),
    )


def score(case: TermsCase, outcome: Outcome) -> Scores:
    """``same`` and ``find`` apart, ``right`` together."""
    right = float(outcome.given["right"])
    return {"right": right, case.form: right}


TERMS = Suite("terms", TermsCase, run, score, main="right", metrics=("right", "same", "find"))
