"""Features → one score: a weighted sum, with weights learned by ``benchmarks/train_ranker.py``."""

import json
from collections.abc import Mapping
from importlib import resources

import numpy as np

from yiju.retrieval.fusion import Floats

FUSED = "fused"
"""Enters as it is; every other feature in standard deviations from its mean over the candidates."""

_LEAST = 0.005
"""Least spread of a feature: among a few candidates a trifle stays one."""


def bundled_weights() -> dict[str, dict[str, float]]:
    """``hybrid`` and ``keywords``: feature → weight, in units of log-odds."""
    text = resources.files("yiju.retrieval").joinpath("weights/ranker.json").read_text(encoding="utf-8")
    return {name: dict(weights) for name, weights in json.loads(text)["weights"].items()}


def standardised(values: Floats) -> Floats:
    """Distances from the mean in standard deviations, which count as ``_LEAST`` at least."""
    return np.asarray((values - values.mean()) / max(float(values.std()), _LEAST))


def score(features: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Σ weight · feature; a feature that was not made counts nothing."""
    total = np.zeros(len(features[FUSED]))
    for name, weight in weights.items():
        if name in features:
            values = features[name]
            total = total + weight * (values if name == FUSED else standardised(values))
    return total
