"""The suite ``sandbox`` fails where learning does nothing, does harm, or serves another as well."""

from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from yiju.evals.gatefile import load_gates
from yiju.evals.outcome import Outcome
from yiju.evals.suites.sandbox import SANDBOX, SandboxCase, score


def seen(distance: float, accepted: int = 7, supported: int = 4) -> dict[str, Any]:
    return {"claims": 10, "accepted": accepted, "distance": distance, "facts": 4, "supported": supported}


def scores(before: float, after: float, other: float, supported: int = 4) -> dict[str, float | None]:
    case = SandboxCase.model_validate(
        {
            "id": "x-1",
            "class": "strategy",
            "viewer": "rep_trial",
            "provenance": "made up",
            "director": "brief",
            "customer": "港宁物流",
        }
    )
    given = {"before": seen(before), "after": seen(after, supported=supported), "other": seen(other)}
    return score(case, Outcome(given=given))


def test_learning_that_does_nothing_is_told() -> None:
    idle = scores(3.0, 3.0, 3.0)
    assert (idle["right"], idle["nearer"], idle["own"]) == (0.0, 0.0, 0.0)


def test_harm_is_told_by_its_size() -> None:
    worse = scores(2.0, 3.0, 2.0)
    assert (worse["right"], worse["own"]) == (0.0, 0.0)
    assert worse["nearer"] == pytest.approx(-0.5)


def test_gain_is_the_directors_own() -> None:
    better = scores(4.0, 1.0, 3.0)
    assert (better["right"], better["nearer"], better["own"]) == (1.0, 0.75, 1.0)
    assert scores(4.0, 1.0, 3.0, supported=3)["right"] == 0.0
    assert scores(0.0, 0.0, 0.0)["right"] is None


@pytest.mark.parametrize("off", [True, False])
def test_its_gates_do_not_hold_where_learning_is_off(off: bool) -> None:
    """Each floor lies above what a run gives that learns nothing."""
    path = Path(str(resources.files("yiju.evals"))) / "gates_sandbox.toml"
    gates = load_gates(path, {"sandbox": SANDBOX.metrics})
    floors = {target.metric: least for target, least in gates.floors.items()}
    assert not SANDBOX.smoke
    given = scores(3.0, 3.0, 3.0) if off else scores(4.0, 1.0, 3.0)
    held = [(given[name] or 0.0) >= floors[name] for name in ("right", "nearer", "own")]
    assert held == [not off] * 3
