"""``support``: does the verifier tell a claim that its evidence supports from one that it does not?"""

from pydantic import Field

from yiju.copilot.verify import verify_claim
from yiju.evals.cases import Case
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.suite import Suite
from yiju.evals.world import World


class SupportCase(Case):
    """A claim, what it cites, and whether a careful person would say that it follows."""

    claim: str = Field(min_length=2)
    evidence: tuple[str, ...] = Field(min_length=1)
    names: tuple[str, ...] = ()
    label: bool


def run(world: World, case: SupportCase) -> Outcome:
    """Verify it by rules."""
    check = verify_claim(case.claim, case.evidence, names=case.names)
    told = "成立" if check.supported else f"不成立：{'；'.join(check.reasons)}"
    return Outcome(
        given={"supported": check.supported, "score": check.score},
        shown=(
            ("论断", case.claim),
            *(("依据", quote) for quote in case.evidence),
            ("应为", "成立" if case.label else "不成立"),
            ("判定", told),
        ),
    )


def score(case: SupportCase, outcome: Outcome) -> Scores:
    """``caught``: false claims refused; ``kept``: true ones accepted."""
    right = float(bool(outcome.given["supported"]) == case.label)
    return {"right": right, "kept" if case.label else "caught": right}


SUPPORT = Suite("support", SupportCase, run, score, main="right", metrics=("right", "kept", "caught"))
