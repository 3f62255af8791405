"""A deterministic embedder without a model, for tests: character bigrams hashed into signed buckets.

Texts that share characters come out close; it knows no synonyms.
"""

from collections.abc import Sequence

import numpy as np
import xxhash

from yiju.models.embedder import Dense, unit_length


class HashingEmbedder:
    """The hashing trick (Weinberger et al., ICML 2009) over character bigrams.

    Bigrams weigh a little more or less than one, so that two different texts hardly ever score the same.
    """

    def __init__(self, dim: int = 384) -> None:
        self.dim = dim
        self.name = f"hashing-{dim}-2"

    def query(self, text: str) -> Dense:
        """One question → shape ``(dim,)``."""
        return self._vector(text)

    def passages(self, texts: Sequence[str]) -> Dense:
        """Passages → shape ``(n, dim)``."""
        rows = [self._vector(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dim), dtype=np.float32)

    def _vector(self, text: str) -> Dense:
        vector = np.zeros(self.dim, dtype=np.float32)
        folded = text.lower()
        for at in range(max(1, len(folded) - 1)):
            digest = xxhash.xxh64_intdigest(folded[at : at + 2].encode("utf-8", "replace"))
            weight = 0.75 + (digest >> 32 & 0xFFFF) / 0x20000
            vector[digest % self.dim] += weight if digest >> 63 else -weight
        return unit_length(vector)
