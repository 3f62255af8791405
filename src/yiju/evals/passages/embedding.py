"""An embedder whose every vector is kept on disk and whose time is told apart from the search."""

import time
from collections.abc import Sequence

import numpy as np

from yiju.errors import YijuError
from yiju.evals.passages.lines import Progress
from yiju.evals.passages.vector_cache import Kept, VectorCache
from yiju.models.embedder import Embedder
from yiju.store.vectors.base import Dense

_BATCH = 16
"""Passages embedded before they are kept: what a killed run loses at most."""
_READ = 2000


class KeptEmbedder:
    """Asks the model only for what the cache does not hold.

    Attributes:
        computed, kept: vectors made in this run and taken from the cache; seconds: spent in the model.
        query_ms: what the vectors of all questions asked since it was last set to 0 took, or took
            when they were made; away: seconds spent in here meanwhile, which are no search.
    """

    def __init__(self, inner: Embedder, cache: VectorCache) -> None:
        self._inner = inner
        self._cache = cache
        self._queries: dict[str, Kept] = {}
        self.name = inner.name
        self.computed = self.kept = 0
        self.seconds = self.query_ms = self.away = 0.0

    def prepare(self, questions: Sequence[str], progress: Progress | None = None) -> None:
        """Have the vectors of all questions at hand before any search is timed."""
        for done, text in enumerate(questions, start=1):
            self.query(text)
            if progress is not None:
                progress("问题的向量", done, len(questions))

    def query(self, text: str) -> Dense:
        """One question → float32, shape ``(dim,)``."""
        start = time.perf_counter()
        if text not in self._queries:
            self._queries[text] = self._question(text)
        found = self._queries[text]
        self.query_ms += found.ms
        self.away += time.perf_counter() - start
        return found.vector

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Dense:
        """Texts to be found → float32, shape ``(len(texts), dim)``; the same text only once."""
        stage = "段落的向量"
        rows: dict[str, Dense] = {}
        different = list(dict.fromkeys(texts))
        for at in range(0, len(different), _READ):
            some = different[at : at + _READ]
            found = self._cache.find("passage", some)
            self.kept += len(found)
            rows |= {text: one.vector for text, one in found.items()}
            missing = [text for text in some if text not in found]
            for start in range(0, len(missing), _BATCH):
                batch = missing[start : start + _BATCH]
                vectors, ms = self._made(batch)
                self._cache.keep("passage", batch, vectors, ms)
                rows |= zip(batch, vectors, strict=True)
                if progress is not None:
                    progress(stage, len(rows), len(different))
            if progress is not None:
                progress(stage, len(rows), len(different))
        lengths = {len(row) for row in rows.values()}
        if len(lengths) > 1:
            raise YijuError(
                f"{self.name} 的向量长短不一：{sorted(lengths)}",
                hint=f"同名的模型换过了？删掉 {self._cache.path} 再运行。",
            )
        return np.stack([rows[text] for text in texts])

    def _question(self, text: str) -> Kept:
        found = self._cache.find("query", [text]).get(text)
        if found is not None:
            self.kept += 1
            return found
        vectors, ms = self._made([text], query=True)
        self._cache.keep("query", [text], vectors, ms)
        return Kept(vectors[0], ms)

    def _made(self, texts: Sequence[str], *, query: bool = False) -> tuple[Dense, float]:
        start = time.perf_counter()
        vectors = self._inner.query(texts[0])[None, :] if query else self._inner.passages(texts)
        spent = time.perf_counter() - start
        if not np.isfinite(vectors).all():
            raise YijuError(
                f"{self.name} 给出了 NaN 或无穷大的向量。", hint="换一个向量模型，或检查它的服务。"
            )
        self.seconds += spent
        self.computed += len(texts)
        return vectors, 1000 * spent / len(texts)
