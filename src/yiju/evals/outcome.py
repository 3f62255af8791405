"""What a case brought up, and how it scored."""

from typing import Any

from pydantic import Field

from yiju.evals.cases import Strict

Scores = dict[str, float | None]
"""Metric → score in [0, 1], higher is better. None: unscored; counted and shown, never averaged."""


class Outcome(Strict):
    """What the subject gave for one case: all that its scorers need, and all that a report shows.

    Attributes:
        given: JSON-ready values; what stands in it is the suite's own affair.
        shown: (label, text) pairs for people: the request, the answer, the evidence, what was expected.
        seconds: seconds by stage.
        shared: what several cases look at, as one suggestion; empty where a case has its own. Cases that
            share are one draw of the interval around a mean.
        error: why there is no outcome; its scores are 0 where the subject failed.
    """

    given: dict[str, Any] = Field(default_factory=dict)
    shown: tuple[tuple[str, str], ...] = ()
    seconds: dict[str, float] = Field(default_factory=dict)
    shared: str = ""
    error: str = ""


class Result(Strict):
    """One case of one run."""

    suite: str
    id: str
    class_: str = Field(alias="class")
    sha256: str
    scores: Scores
    outcome: Outcome
    cached: bool = False
    """Whether the outcome was kept from an earlier run of the same code on the same case."""
