"""How sure an answer is: the calibrated probability that what is shown first answers the question.

Logistic regression over the signs of the best span (``signs.py``), then Platt's scaling to the share that is
right; ``benchmarks/calibrate_answers.py`` fits both and writes ``weights/certainty.json``, with what it is
worth. What the rules of ``enough.py`` answer stands: to refuse by it would lose about as many right answers
as it would spare wrong ones; it tells which of them to look at twice. Of what the rules refuse, the little is
answered that it is all but sure of.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from yiju.retrieval.evidence import Calibration


@dataclass(frozen=True, slots=True)
class Certainty:
    """The fitted model.

    Attributes:
        doubtful: probability below which an answer is marked: it is more often wrong than right.
        convincing: probability from which what the rules refuse is answered: at most one in ten is wrong.
    """

    model: Calibration
    doubtful: float
    convincing: float

    def of(self, signs: Mapping[str, float]) -> float:
        """The probability that what is shown first answers, in (0, 1)."""
        return self.model.probability(signs)


@lru_cache(maxsize=1)
def bundled() -> Certainty:
    """The one that the product comes with."""
    text = resources.files("yiju.copilot").joinpath("weights/certainty.json").read_text(encoding="utf-8")
    made = json.loads(text)
    rows: dict[str, dict[str, float]] = made["signals"]
    weights, means, spreads = (
        {name: row[key] for name, row in rows.items()} for key in ("weight", "mean", "spread")
    )
    model = Calibration(made["bias"], weights, means, spreads, made["convincing"])
    return Certainty(model, made["doubtful"], made["convincing"])
