"""Which terms occur in which texts, and how much of a question that makes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def occurrences(terms: Sequence[str], texts: Sequence[str]) -> Floats:
    """1 where a term stands in a text, shape ``(texts, terms)``."""
    if not terms or not texts:
        return np.zeros((len(texts), len(terms)))
    found = [term in text for text in texts for term in terms]
    return np.array(found, dtype=float).reshape(len(texts), len(terms))


def rarity(found: Floats) -> Floats:
    """IDF of each term among these texts alone: nothing else of the store is looked at.

    The candidates of one question all have something of it, so this tells what parts them.
    """
    held = found.sum(axis=0)
    return np.asarray(np.log1p((len(found) - held + 0.5) / (held + 0.5)))


def coverage(found: Floats, weights: Floats) -> Floats:
    """Weighted share of the terms that each text holds, in [0, 1]."""
    whole = float(weights.sum())
    return found @ weights / whole if whole > 0 else np.zeros(len(found))
