"""Embedders for the large indexes: vectors made beforehand, found again by the passage they belong to."""

import random
from collections.abc import Sequence

import numpy as np
from benchmarks.bench_corpus import Passage

from yiju.models.embedder import Dense, Embedder, unit_length


class ReadyEmbedder:
    """Passages' vectors are looked up, questions are embedded by the model that made the vectors.

    A passage without a vector gets a blend of two others: as good as any for how long a search takes,
    worthless for what it finds.
    """

    def __init__(self, model: Embedder, passages: Sequence[Passage], seed: int = 5) -> None:
        self.name = f"{model.name}-ready"
        self.dim = model.dim
        self._model = model
        known = [p.vector for p in passages if p.vector is not None]
        draw = random.Random(seed)
        self._vectors: dict[str, Dense] = {}
        for passage in passages:
            vector = passage.vector
            if vector is None:
                one, other = draw.choice(known), draw.choice(known)
                vector = unit_length(np.asarray(0.6 * one + 0.4 * other, dtype=np.float32))
            self._vectors[passage.text] = vector

    def query(self, text: str) -> Dense:
        """One question → float32, shape ``(dim,)``."""
        return self._model.query(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Chunks that end with one passage's text → float32, shape ``(len(texts), dim)``.

        Raises:
            KeyError: a chunk that is not made of exactly one passage.
        """
        if not texts:
            return np.empty((0, self.dim), dtype=np.float32)
        return np.stack([self._vectors[text.rpartition("\n")[2]] for text in texts])
