"""The whole corpus in the product's own engine, in a folder that lives as long as the measurement."""

import hashlib
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from yiju.evals.passages.lines import Progress
from yiju.evals.passages.records import Corpus
from yiju.retrieval.shelf import Passage, Rankings
from yiju.store.bm25 import SparseVector
from yiju.store.vectors.base import Dense, Scope, VectorPoint
from yiju.store.vectors.edge import EdgeVectors

_BATCH = 500
_PAGE = 4096
_UNIT = "corpus"
_ALL = Scope(units=frozenset({_UNIT}))
_NOTHING = SparseVector((), ())

Sparse = Callable[[int], SparseVector]
"""Place in the corpus → the terms of that passage."""


class PassageIndex:
    """An index of every passage, by keywords, by meaning, or both; scanned exactly, without a graph.

    It is a shelf too: what it holds has no kind, date, people, versions or neighbours.

    Attributes:
        seconds: spent building it.
    """

    def __init__(
        self,
        folder: Path,
        corpus: Corpus,
        *,
        sparse: Sparse | None = None,
        dense: Dense | None = None,
        stage: str = "索引",
        progress: Progress | None = None,
    ) -> None:
        start = time.perf_counter()
        self._folder, self._corpus, self._dense = folder, corpus, dense
        self._engine = EdgeVectors(folder)
        # The engine sets aside room for dense vectors that never come: one number a passage is little.
        self._engine.reset(1 if dense is None else dense.shape[1])
        with self._engine.session():
            for at in range(0, len(corpus), _BATCH):
                some = range(at, min(at + _BATCH, len(corpus)))
                self._engine.upsert([self._point(one, sparse) for one in some])
                if progress is not None:
                    progress(stage, some.stop, len(corpus))
            self._engine.tidy()
        self.seconds = time.perf_counter() - start

    def _point(self, at: int, sparse: Sparse | None) -> VectorPoint:
        one = self._corpus.ids[at]
        return VectorPoint(
            chunk_id=one,
            document_id=one,
            customer_id="",
            unit=_UNIT,
            kind="",
            bm25=_NOTHING if sparse is None else sparse(at),
            dense=None if self._dense is None else self._dense[at],
            content=hashlib.sha256(self._corpus.whole(at).encode()).hexdigest()[:16],
        )

    def session(self) -> AbstractContextManager[None]:
        """Keep the engine open: a search then costs no opening."""
        return self._engine.session()

    def bytes(self) -> int:
        """What its files hold, but for the log of recent writes, whose size says nothing of the corpus."""
        files = (path for path in self._folder.rglob("*") if path.is_file() and "wal" not in path.parts)
        return sum(_written(path) for path in files)

    def rankings(self, bm25: SparseVector | None, dense: Dense | None, limit: int) -> Rankings:
        """The ``limit`` best of each ranking; nothing for a query that is not given."""
        found = self._engine.rankings(_ALL, bm25=bm25, dense=dense, limit=limit)
        return Rankings(found.bm25, found.dense)

    def passages(self, ids: Collection[str]) -> Mapping[str, Passage]:
        """The name of a passage is its title; each is a document of its own."""
        rows = ((one, self._corpus.at[one]) for one in ids if one in self._corpus.at)
        return {
            one: Passage(id=one, title=self._corpus.names[at], text=self._corpus.texts[at], document_id=one)
            for one, at in rows
        }

    def dense_vectors(self, ids: Collection[str]) -> Mapping[str, Dense]:
        """From the engine, as in the product."""
        return self._engine.dense_vectors(_ALL, ids)

    def neighbours(self, ids: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """None: a passage stands alone."""
        return {}


def _written(path: Path) -> int:
    """Bytes in pages that are not all zeros: the engine sets aside tens of megabytes for what may come."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(_PAGE * 256):
            data = np.frombuffer(block, dtype=np.uint8)
            starts = np.arange(0, len(data), _PAGE)
            sizes = np.minimum(len(data) - starts, _PAGE)
            found += int(sizes[np.maximum.reduceat(data, starts) > 0].sum())
    return found
