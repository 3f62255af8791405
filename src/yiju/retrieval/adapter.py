"""A question's vector, turned towards the vectors of what answers such questions.

An embedding model of general use puts a question near texts that look like it. A linear map of low rank,
learned from pairs of question and answering passage, moves it towards what answers: ``q' = (q - c) +
(q - c) A B``, with ``c`` a share of the mean passage, which every passage has in common and which says
nothing. Passages are left as they are, so nothing is indexed anew. Trained by
``benchmarks/train_ranker.py``; belongs to one model alone.
"""

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np

from yiju.store.vectors.base import Dense


@dataclass(frozen=True, slots=True)
class Adapter:
    """A map of question vectors.

    Attributes:
        model: beginning of the names of the embedding models that it is for.
        centre: shape ``(dim,)``; down: ``(dim, rank)``; up: ``(rank, dim)``.
    """

    model: str
    centre: Dense
    down: Dense
    up: Dense

    def __call__(self, query: Dense) -> Dense:
        """A question's vector → float32 of the same shape and of length 1."""
        moved = query - self.centre
        moved = moved + (moved @ self.down) @ self.up
        return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-9), dtype=np.float32)


def bundled_adapter() -> Adapter:
    """The map that comes with the product."""
    text = resources.files("yiju.retrieval").joinpath("weights/adapter.json").read_text(encoding="utf-8")
    read = json.loads(text)
    parts = (np.asarray(read[name], dtype=np.float32) for name in ("centre", "down", "up"))
    return Adapter(str(read["model"]), *parts)
