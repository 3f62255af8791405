"""What was learned from questions with known answers: one value, so that others can be tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from yiju.retrieval.adapter import Adapter, bundled_adapter
from yiju.retrieval.ranker import bundled_weights


@dataclass(frozen=True)
class Learned:
    """A map of question vectors, and weights of features.

    Attributes:
        hybrid: feature → weight where keywords and vectors are searched; keywords: where keywords alone are.
    """

    adapter: Adapter
    hybrid: Mapping[str, float]
    keywords: Mapping[str, float]

    def adapter_for(self, model: str) -> Adapter | None:
        """The map, if it was made for this embedding model."""
        return self.adapter if model.startswith(self.adapter.model) else None

    def weights(self, *, dense: bool) -> Mapping[str, float]:
        """Feature → weight, in units of log-odds."""
        return self.hybrid if dense else self.keywords


@lru_cache(maxsize=1)
def bundled() -> Learned:
    """What comes with the product (``weights/``)."""
    weights = bundled_weights()
    return Learned(bundled_adapter(), weights["hybrid"], weights["keywords"])
