"""``sameness``: do talk tracks for several customers differ, or does every rep sound alike?"""

from functools import partial
from itertools import combinations

from pydantic import Field, model_validator

from yiju.copilot.words import bigrams, jaccard
from yiju.errors import YijuError
from yiju.evals.cases import Case
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.suite import Suite
from yiju.evals.world import World


class SamenessCase(Case):
    """One scene, played for several customers. ``most``: the likeness that is still fine, in [0, 1]."""

    scene: str = Field(min_length=2)
    customers: tuple[str, ...] = Field(min_length=2)
    most: float = Field(0.5, gt=0, le=1)

    @model_validator(mode="after")
    def _different(self) -> "SamenessCase":
        if len(set(self.customers)) != len(self.customers):
            raise ValueError("customers 里同一客户写了两次")
        return self


def run(world: World, case: SamenessCase) -> Outcome:
    """What the rep is to say, for each customer, and how alike the most alike pair is.

    Raises:
        YijuError: a talk track says nothing, which is like no other and no better for it.
    """
    said: dict[str, str] = {}
    for customer in case.customers:
        key = ("talk", case.viewer, customer, case.scene, "")
        talk = partial(world.copilot(case.viewer).talk, customer, scene=case.scene, as_of=world.today)
        made = world.once(key, talk)
        lines = [c.text for s in made.sections for c in s.claims if c.role in {"say", "reply", "fallback"}]
        if not lines:
            raise YijuError(f"{customer} 的“{case.scene}”话术里没有一句可说的话。")
        said[customer] = "\n".join(lines)
    alike = max(jaccard(bigrams(one), bigrams(other)) for one, other in combinations(said.values(), 2))
    return Outcome(
        given={"alike": round(alike, 4)}, shown=(("场景", case.scene), *((k, v) for k, v in said.items()))
    )


def score(case: SamenessCase, outcome: Outcome) -> Scores:
    """``different``: 1 − likeness (Jaccard of character bigrams) of the most alike pair."""
    alike = outcome.given["alike"]
    return {"right": float(alike <= case.most), "different": 1 - alike}


SAMENESS = Suite("sameness", SamenessCase, run, score, main="right", metrics=("right", "different"))
