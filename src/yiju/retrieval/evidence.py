"""Is there evidence for an answer among the passages found? A probability, calibrated, and a yes or no.

Logistic regression over a few signals (``signals.py``). ``benchmarks/calibrate_evidence.py`` fits it on
questions whose gold passages were left in the corpus or taken out, and writes ``weights/evidence.json``.
It tells whether what is asked about is spoken of. That a passage speaks of it and leaves just this open it
cannot tell: there the words agree.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from yiju.retrieval.ranked import Ranked
from yiju.retrieval.signals import signals_of


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted model.

    Attributes:
        bias, weights: of the logit; weights are for signals in standard deviations from their mean.
        means, spreads: of each signal, by its name.
        threshold: probability from which there is evidence.
    """

    bias: float
    weights: Mapping[str, float]
    means: Mapping[str, float]
    spreads: Mapping[str, float]
    threshold: float

    def probability(self, signals: Mapping[str, float]) -> float:
        """In (0, 1). A signal that nothing is known of counts as its mean."""
        logit = self.bias
        for name, weight in self.weights.items():
            if name in signals:
                logit += weight * (signals[name] - self.means[name]) / self.spreads[name]
        return float(1 / (1 + np.exp(-logit)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What can be expected of the passages found.

    Attributes:
        probability: that the first ten hold what the question asks for.
        enough: whether that is worth an answer.
        signals: what it rests on, by name.
    """

    probability: float
    enough: bool
    signals: Mapping[str, float]


@lru_cache(maxsize=1)
def bundled() -> Calibration:
    """The calibration that the product comes with."""
    text = resources.files("yiju.retrieval").joinpath("weights/evidence.json").read_text(encoding="utf-8")
    made = json.loads(text)
    rows: dict[str, dict[str, float]] = made["signals"]
    weights, means, spreads = (
        {name: row[key] for name, row in rows.items()} for key in ("weight", "mean", "spread")
    )
    return Calibration(made["bias"], weights, means, spreads, made["threshold"])


def judge(question: str, ranked: Sequence[Ranked], calibration: Calibration | None = None) -> Judgement:
    """Judge what ``retrieve`` found for a question, best first; at best ``signals.DEPTH`` passages or more.

    Only these passages are looked at, so nothing outside the viewer's rights has a say in it.
    """
    calibration = calibration or bundled()
    signals = signals_of(question, ranked)
    probability = calibration.probability(signals) if signals else 0.0
    return Judgement(probability, probability >= calibration.threshold, signals)
