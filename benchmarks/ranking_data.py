"""Questions with known answers, and what the ranker sees of them."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from benchmarks.ranking_fit import Floats, Pairs, Whole, pairs

from yiju.evals.passages.given import read_vectors
from yiju.evals.passages.index import PassageIndex
from yiju.evals.passages.records import Corpus, Question, read_corpus, read_questions
from yiju.models.embedder import Embedder
from yiju.retrieval.adapter import Adapter
from yiju.retrieval.candidates import Candidates, gather
from yiju.retrieval.features import features_of
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.query import read_query
from yiju.retrieval.ranker import FUSED, standardised
from yiju.retrieval.search import RERANKED
from yiju.store import bm25


@dataclass(frozen=True)
class Known:
    """A corpus in an index, with questions, their vectors and the places of their gold."""

    name: str
    corpus: Corpus
    asked: tuple[Question, ...]
    vectors: Floats
    queries: Floats
    index: PassageIndex

    @cached_property
    def gold(self) -> list[list[int]]:
        """Places in the corpus of each question's gold."""
        return [
            [self.corpus.at[one] for one in question.gold if one in self.corpus.at] for question in self.asked
        ]

    def pairs(self, centre: Floats, rows: Whole) -> Pairs:
        """For fitting the map: vectors of these questions without what all passages have in common."""
        return pairs(np.asarray(self.queries[rows] - centre), self.vectors, [self.gold[row] for row in rows])

    def candidates(
        self, row: int, adapter: Adapter | None, *, dense: bool = True, options: Options = DEFAULT
    ) -> Candidates:
        """What a search would rank anew, best first by fused score."""
        text, vector = self.asked[row].text, self.queries[row] if dense else None
        if vector is not None and adapter is not None:
            vector = adapter(vector)
        query = read_query(text)
        return gather(
            self.index, query, text, vector, options, adapted=adapter is not None and dense, limit=100
        ).best(10**9)

    def features(self, row: int, found: Candidates, names: Sequence[str]) -> tuple[Floats, Floats]:
        """Standardised features (100, f), and gold (100,); short lists are filled with hopeless rows."""
        top = found.best(RERANKED)
        made = features_of(read_query(self.asked[row].text), top, DEFAULT)
        columns = [made[name] if name == FUSED else standardised(made[name]) for name in names]
        block = np.zeros((RERANKED, len(names)), np.float32)
        block[:, list(names).index(FUSED)] = -30.0
        block[: len(top)] = np.stack(columns, axis=1)
        own = set(self.asked[row].gold)
        right = np.array([one.id in own for one in top.passages], dtype=np.float32)
        gold = np.zeros(RERANKED, np.float32)
        gold[: len(top)] = right / max(right.sum(), 1.0)
        return block, gold


def load(
    name: str,
    files: tuple[Path, Path, Path],
    embedder: Embedder,
    folder: Path,
    kept: Mapping[str, Floats] | None = None,
) -> Known:
    """Read a set, embed its questions, build its index under ``folder``. Raises YijuError for bad files."""
    corpus = read_corpus(files[0])
    asked = read_questions(files[1], corpus).asked
    vectors = read_vectors(files[2], corpus)
    queries = np.stack([kept[q.text] if kept and q.text in kept else embedder.query(q.text) for q in asked])
    index = PassageIndex(
        Path(tempfile.mkdtemp(dir=folder)),
        corpus,
        sparse=lambda at: bm25.document_vector(corpus.texts[at], title=corpus.names[at]),
        dense=vectors,
    )
    return Known(name, corpus, asked, vectors, queries, index)
