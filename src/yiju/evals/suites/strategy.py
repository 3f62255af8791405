"""``strategy``: does a visit strategy hold what a director would look for, and nothing it must not?"""

import datetime as dt

from pydantic import Field

from yiju.evals.cases import Case
from yiju.evals.expectation import Expectation
from yiju.evals.outcome import Outcome
from yiju.evals.suite import Suite
from yiju.evals.suites.advice import METRICS, outcome_of, score
from yiju.evals.world import World


class StrategyCase(Case):
    """One expectation of one customer's strategy.

    Attributes:
        as_of: the day it is made for, where it is not the samples' today.
    """

    customer: str = Field(min_length=2)
    goal: str = ""
    as_of: dt.date | None = None
    expect: Expectation


def run(world: World, case: StrategyCase) -> Outcome:
    """The strategy, made once for all cases that ask for the same one."""
    day = case.as_of or world.today
    key = ("strategy", case.viewer, case.customer, case.goal, day.isoformat())
    made = world.once(
        key, lambda: world.copilot(case.viewer).strategy(case.customer, goal=case.goal, as_of=day)
    )
    return outcome_of(world, key, case.expect, made)


STRATEGY = Suite("strategy", StrategyCase, run, score, main="right", metrics=METRICS)
