"""The arms of a measurement: four yardsticks and the product's own search, each over the same engine."""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yiju.evals.passages.embedding import KeptEmbedder
from yiju.evals.passages.index import PassageIndex
from yiju.evals.passages.lexical import Bm25, bigrams, words
from yiju.evals.passages.lines import Progress
from yiju.evals.passages.measures import ArmResult, scores_of
from yiju.evals.passages.records import Corpus, Question
from yiju.retrieval.fusion import reciprocal_ranks
from yiju.retrieval.search import retrieve
from yiju.store import bm25
from yiju.store.vectors.base import Dense, VectorHit

LABELS = {
    "bm25-bigrams": "BM25 二字",
    "bm25-words": "BM25 词",
    "dense": "向量",
    "rrf": "RRF",
    "ours": "Yiju",
}
OURS = "ours"
_TERMS = {"bm25-bigrams": bigrams, "bm25-words": words}

Search = Callable[[str], Sequence[str]]
"""A question → ids of passages, best first."""


_SHALLOWEST, _DEEPER = 60, 3
"""How deep both rankings are read before their ranks are fused: so many, or so many times the limit."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A way to search, and the indexes it reads."""

    name: str
    label: str
    search: Search
    indexes: tuple[PassageIndex, ...]


class Arms:
    """Makes arms over one corpus; an index is built once, when the first arm needs it.

    Args:
        folder: where the indexes lie.
        dense: one vector a passage; None for keywords alone. embedder: of the questions, its match.
    """

    def __init__(
        self,
        folder: Path,
        corpus: Corpus,
        *,
        dense: Dense | None,
        embedder: KeptEmbedder | None,
        limit: int,
        progress: Progress | None = None,
    ) -> None:
        self._folder, self._corpus, self._dense = folder, corpus, dense
        self._embedder, self._limit, self._progress = embedder, limit, progress
        self._lexical: dict[str, tuple[Bm25, PassageIndex]] = {}
        self._by_meaning: PassageIndex | None = None

    def lexical(self, name: str) -> Arm:
        """Plain BM25."""
        scorer, index = self._plain(name)
        return Arm(name, LABELS[name], lambda text: _ids(self._keywords(scorer, index, text)), (index,))

    def dense(self) -> Arm:
        """Cosine alone."""
        index = self._meanings()
        return Arm("dense", LABELS["dense"], lambda text: _ids(self._nearest(index, text)), (index,))

    def fused(self, lexical: str) -> Arm:
        """Reciprocal rank fusion of a plain BM25 and cosine, each read several times deeper than asked."""
        scorer, words_index = self._plain(lexical)
        index, depth = self._meanings(), max(_SHALLOWEST, _DEEPER * self._limit)

        def search(text: str) -> list[str]:
            both = (self._keywords(scorer, words_index, text, depth), self._nearest(index, text, depth))
            scores = reciprocal_ranks(both)
            return sorted(scores, key=lambda one: (-scores[one], one))[: self._limit]

        label = f"RRF（{LABELS[lexical].removeprefix('BM25 ')}＋向量）"
        return Arm("rrf", label, search, (words_index, index))

    def ours(self) -> Arm:
        """The search of the product."""
        corpus = self._corpus
        index = self._index(
            OURS, sparse=lambda at: bm25.document_vector(corpus.texts[at], title=corpus.names[at])
        )

        def search(text: str) -> list[str]:
            return [one.passage.id for one in retrieve(index, self._embedder, text, limit=self._limit)]

        return Arm(OURS, LABELS[OURS], search, (index,))

    def _plain(self, name: str) -> tuple[Bm25, PassageIndex]:
        if name not in self._lexical:
            corpus = self._corpus
            scorer = Bm25(_TERMS[name], (corpus.whole(at) for at in range(len(corpus))))
            index = self._index(name, sparse=lambda at: scorer.passage(corpus.whole(at)), dense=False)
            self._lexical[name] = (scorer, index)
        return self._lexical[name]

    def _meanings(self) -> PassageIndex:
        if self._by_meaning is None:
            self._by_meaning = self._index("dense")
        return self._by_meaning

    def _index(
        self, name: str, *, sparse: Callable[[int], bm25.SparseVector] | None = None, dense: bool = True
    ) -> PassageIndex:
        return PassageIndex(
            self._folder / name,
            self._corpus,
            sparse=sparse,
            dense=self._dense if dense else None,
            stage=f"建索引 {LABELS[name]}",
            progress=self._progress,
        )

    def _keywords(
        self, scorer: Bm25, index: PassageIndex, text: str, limit: int | None = None
    ) -> list[VectorHit]:
        return index.rankings(scorer.question(text), None, limit or self._limit).bm25

    def _nearest(self, index: PassageIndex, text: str, limit: int | None = None) -> list[VectorHit]:
        assert self._embedder is not None
        return index.rankings(None, self._embedder.query(text), limit or self._limit).dense


def ask(
    arm: Arm,
    questions: Sequence[Question],
    limit: int,
    embedder: KeptEmbedder | None,
    progress: Progress | None = None,
) -> ArmResult:
    """Ask an arm every question, one after the other, with its indexes open."""
    found: list[Sequence[str]] = []
    search_ms: list[float] = []
    embed_ms: list[float] = []
    with contextlib.ExitStack() as stack:
        for index in arm.indexes:
            stack.enter_context(index.session())
        arm.search(questions[0].text)  # the first search pays for what is loaded once
        for done, question in enumerate(questions, start=1):
            if embedder is not None:
                embedder.query_ms = embedder.away = 0.0
            start = time.perf_counter()
            found.append(arm.search(question.text))
            spent = time.perf_counter() - start
            search_ms.append(1000 * (spent - (embedder.away if embedder else 0.0)))
            embed_ms.append(embedder.query_ms if embedder else 0.0)
            if progress is not None:
                progress(f"检索 {arm.label}", done, len(questions))
    return ArmResult(
        name=arm.name,
        label=arm.label,
        scores=scores_of(found, questions, limit),
        search_ms=search_ms,
        embed_ms=embed_ms,
        index_bytes=sum(index.bytes() for index in arm.indexes),
        index_seconds=sum(index.seconds for index in arm.indexes),
    )


def _ids(hits: Sequence[VectorHit]) -> list[str]:
    return [hit.chunk_id for hit in hits]
