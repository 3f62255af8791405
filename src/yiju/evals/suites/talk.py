"""``talk``: does a talk track give the lines its scene needs, and none it must not?"""

from pydantic import Field

from yiju.evals.cases import Case
from yiju.evals.expectation import Expectation
from yiju.evals.outcome import Outcome
from yiju.evals.suite import Suite
from yiju.evals.suites.advice import METRICS, outcome_of, score
from yiju.evals.world import World


class TalkCase(Case):
    """One expectation of one talk track."""

    customer: str = Field(min_length=2)
    scene: str = Field(min_length=2)
    person: str = ""
    expect: Expectation


def run(world: World, case: TalkCase) -> Outcome:
    """The talk track, made once for all cases that ask for the same one."""
    key = ("talk", case.viewer, case.customer, case.scene, case.person)
    made = world.once(
        key,
        lambda: world.copilot(case.viewer).talk(
            case.customer, scene=case.scene, person=case.person, as_of=world.today
        ),
    )
    return outcome_of(world, key, case.expect, made)


TALK = Suite("talk", TalkCase, run, score, main="right", metrics=METRICS)
