"""A suite: a file of cases, what runs one, and what scores it."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from yiju.evals.cases import Case, load_cases
from yiju.evals.outcome import Outcome, Scores
from yiju.evals.world import World


@dataclass(frozen=True, slots=True)
class Suite:
    """One suite.

    Attributes:
        form: what its cases look like.
        run: asks the subject. Deterministic where no model is configured. Raises YijuError.
        score: judges an outcome; cheap, and done anew in every run.
        main: the metric that counts first; those named in ``metrics`` are what ``score`` may give.
        source: the suite whose cases it asks, where it has none of its own.
        smoke: whether it is part of ``smoke``.
        needs: raises YijuError where something it needs is not installed.
    """

    name: str
    form: type[Any]
    run: Callable[[World, Any], Outcome]
    score: Callable[[Any, Outcome], Scores]
    main: str
    metrics: tuple[str, ...]
    source: str = ""
    smoke: bool = True
    needs: Callable[[], None] | None = None

    def cases(self, folder: Path | None = None) -> list[Case]:
        """Its cases: the product's own, or those of a team's folder. Raises YijuError."""
        home = folder if folder is not None else cases_folder()
        path = home / f"{self.source or self.name}.jsonl"
        if folder is not None and not path.exists():
            return []
        return list(load_cases(path, self.form))


def cases_folder() -> Path:
    """Where the product's own cases lie."""
    return Path(str(resources.files("yiju.evals"))) / "cases"
