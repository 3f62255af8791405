"""The alternatives at the same size: qdrant-client's local mode, and LlamaIndex's vector store over it."""

import time
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from benchmarks.bench_common import TimedEmbedder
from benchmarks.bench_llama import LlamaArm
from benchmarks.scale_measure import DEPTH, LIMIT, Timed, timed
from benchmarks.scale_points import Material, points

from yiju.models.embedder import Dense
from yiju.store import bm25
from yiju.store.vectors.base import Scope
from yiju.store.vectors.memory import MemoryVectors

_BATCH = 2000


class _Given:
    """An embedder that knows every vector beforehand."""

    name, dim = "given", 384

    def __init__(self, vectors: dict[str, Dense]) -> None:
        self._vectors = vectors

    def query(self, text: str) -> Dense:
        """Shape ``(384,)``."""
        return self._vectors[text]

    def passages(self, texts: Sequence[str]) -> Dense:
        """Shape ``(len(texts), 384)``."""
        return np.stack([self._vectors[text.rpartition("\n")[2]] for text in texts])


def local_mode(
    material: Material, size: int, asked: dict[str, Dense], units: Sequence[str]
) -> dict[str, Any]:
    """The same rankings by qdrant-client's engine in Python."""
    store = MemoryVectors()
    took = 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for batch in points(material, size, _BATCH):
            start = time.perf_counter()
            store.upsert(batch)
            took += time.perf_counter() - start
    scope = Scope(frozenset(units[:1]))
    questions = list(asked.items())

    def both(question: tuple[str, Dense]) -> None:
        store.rankings(scope, bm25=bm25.query_vector(question[0]), dense=question[1], limit=DEPTH)

    def dense(question: tuple[str, Dense]) -> None:
        store.rankings(scope, bm25=None, dense=question[1], limit=LIMIT)

    found: dict[str, Timed | float] = {"points_per_s": size / took}
    found["both rankings, one unit"] = timed(both, questions)
    found["dense, one unit"] = timed(dense, questions)
    return found


def llama(material: Material, size: int, asked: dict[str, Dense]) -> dict[str, Any]:
    """LlamaIndex's ``QdrantVectorStore``: dense alone; its metadata filter names the unit."""
    vectors = dict(asked)
    chunks: list[tuple[str, str, str]] = []
    for batch in points(material, size, _BATCH):
        for at, point in enumerate(batch, start=len(chunks)):
            assert point.dense is not None
            key = f"{at}"
            vectors[key] = point.dense
            chunks.append((point.chunk_id, f"{material.texts[at % len(material.texts)]}\n{key}", point.unit))
    arm = LlamaArm(TimedEmbedder(_Given(vectors)), None)
    start = time.perf_counter()
    arm.index_chunks(chunks)
    took = time.perf_counter() - start
    questions = list(asked)
    found: dict[str, Timed | float] = {"points_per_s": size / took}
    found["dense, one unit"] = timed(arm.retriever(LIMIT, "u03"), questions)
    found["dense, everything"] = timed(arm.retriever(LIMIT, None), questions)
    arm.close()
    return found
