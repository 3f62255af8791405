"""A shelf in memory, exact and small, with the product's own keyword weights."""

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import numpy as np

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.shelf import Passage
from yiju.store import bm25
from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense, Rankings, VectorHit


@dataclass
class ListShelf:
    """Passages in a list; ``beside``: neighbours by id; ``waiting``: ids of those without a vector yet."""

    listed: Sequence[Passage]
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    embedded: bool = True
    waiting: frozenset[str] = frozenset()

    def session(self) -> AbstractContextManager[None]:
        return nullcontext()

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        words = self._by_words(bm25) if bm25 else {}
        meaning = (
            {one.id: float(self._vector(one) @ dense) for one in self._embedded} if dense is not None else {}
        )
        return Rankings(_hits(words, limit), _hits(meaning, limit))

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        return {one.id: one for one in self.listed if one.id in set(ids)}

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        return {one.id: self._vector(one) for one in self._embedded if one.id in set(ids)}

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        return {one: self.beside.get(one, ()) for one in ids}

    @property
    def _embedded(self) -> list[Passage]:
        return [one for one in self.listed if self.embedded and one.id not in self.waiting]

    def _by_words(self, query: SparseVector) -> dict[str, float]:
        rows = {one.id: bm25.document_vector(one.text, title=one.title) for one in self.listed}
        weights = {one: dict(zip(row.indices, row.values, strict=True)) for one, row in rows.items()}
        scores: dict[str, float] = {}
        for term, weight in zip(query.indices, query.values, strict=True):
            held = [one for one in weights if term in weights[one]]
            idf = math.log(1 + (len(rows) - len(held) + 0.5) / (len(held) + 0.5))
            for one in held:
                scores[one] = scores.get(one, 0.0) + weight * idf * weights[one][term]
        return scores

    def _vector(self, passage: Passage) -> Dense:
        return np.asarray(HashingEmbedder().passages([f"{passage.title}\n{passage.text}"])[0])


def _hits(scores: Mapping[str, float], limit: int) -> list[VectorHit]:
    order = sorted(scores, key=lambda one: (-scores[one], one))[:limit]
    return [VectorHit(one, one, scores[one]) for one in order]


def passages(*texts: str) -> list[Passage]:
    """Passages p0, p1 … of documents of their own."""
    return [Passage(f"p{at}", text=text, document_id=f"d{at}") for at, text in enumerate(texts)]
