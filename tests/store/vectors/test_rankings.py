"""What every vector store's rankings hold, and in which order."""

import math
import random
from dataclasses import replace

import pytest

from tests.store.vectors.material import EAST, EMBEDDER, TEXTS, point, rank
from yiju.store import bm25
from yiju.store.vectors.base import Rankings, Scope
from yiju.store.vectors.protocol import VectorStore


def test_the_best_chunk_comes_first(filled: VectorStore) -> None:
    for chunk, text in TEXTS.items():
        both = rank(filled, text[:9], EAST)
        assert both.bm25[0].chunk_id == both.dense[0].chunk_id == chunk
        assert rank(filled, text[:9], EAST, dense=False) == Rankings(both.bm25, [])
    found = rank(filled, "整改证据", EAST, limit=1)
    for (hit,) in (found.bm25, found.dense):
        assert (hit.chunk_id, hit.document_id) == ("b1", "b")
        assert hit.score > 0


def test_the_limit_holds(filled: VectorStore) -> None:
    found = rank(filled, "的年降比例模具整改证据碳排放", EAST, limit=2)
    assert (len(found.bm25), len(found.dense)) == (2, 2)


def test_rankings_stand_apart(filled: VectorStore) -> None:
    text = TEXTS["b1"]
    found = filled.rankings(EAST, bm25=bm25.query_vector(text), dense=EMBEDDER.query(text), limit=3)
    assert found.bm25[0].chunk_id == found.dense[0].chunk_id == "b1"
    assert found.dense[0].score == pytest.approx(1.0, abs=1e-5)
    assert len(found.dense) == 3
    assert [hit.score for hit in found.bm25] == sorted((hit.score for hit in found.bm25), reverse=True)
    words = filled.rankings(EAST, bm25=bm25.query_vector(text), dense=None, limit=3)
    meaning = filled.rankings(EAST, bm25=None, dense=EMBEDDER.query(text), limit=3)
    assert (words, meaning) == (Rankings(found.bm25, []), Rankings([], found.dense))


def test_keyword_scores_are_sums_of_weights_and_rarity(filled: VectorStore) -> None:
    """As Lucene and Qdrant have it: ln((N - n + 1/2) / (n + 1/2) + 1)."""
    query = bm25.query_vector("VDA6.3")
    document = bm25.document_vector(TEXTS["b1"])
    weights = dict(zip(document.indices, document.values, strict=True))
    expected = sum(weights[index] for index in query.indices) * math.log((4 - 1 + 0.5) / (1 + 0.5) + 1)
    (hit,) = filled.rankings(EAST, bm25=query, dense=None, limit=5).bm25
    assert hit.score == pytest.approx(expected, rel=1e-5)


def test_nothing_asked_nothing_ranked(filled: VectorStore) -> None:
    words, meaning, none = bm25.query_vector("年降"), EMBEDDER.query("年降"), Rankings([], [])
    assert filled.rankings(EAST, bm25=None, dense=None, limit=5) == none
    for text in ("", "？！"):
        assert rank(filled, text, EAST, dense=False) == none
    assert filled.rankings(EAST, bm25=words, dense=meaning, limit=0) == none
    assert filled.rankings(EAST, bm25=words, dense=meaning, limit=5) != none
    for nowhere in (Scope(frozenset()), Scope(EAST.units, customer_ids=frozenset())):
        assert filled.rankings(nowhere, bm25=words, dense=meaning, limit=5) == none
    assert filled.dense_vectors(Scope(frozenset()), ["a0"]) == {}
    assert filled.dense_vectors(EAST, []) == {}


def test_equal_scores_come_in_the_order_of_contents(vectors: VectorStore) -> None:
    """Whatever order they were written in, and even where the limit parts them."""
    texts = ["年降比例"] * 40 + ["模具分摊年降比例"] * 3
    made = [replace(point(f"t{n:02d}", text), content=f"{97 * n % 43:02d}") for n, text in enumerate(texts)]
    expected = sorted(made[:40], key=lambda one: one.content)[:5]
    for seed in range(3):
        vectors.reset(384)
        shuffled = random.Random(seed).sample(made, len(made))
        for at in range(0, len(shuffled), 10):
            vectors.upsert(shuffled[at : at + 10])
        found = vectors.rankings(
            EAST, bm25=bm25.query_vector("年降比例"), dense=EMBEDDER.query("年降比例"), limit=5
        )
        for ranking in (found.bm25, found.dense):
            assert [hit.chunk_id for hit in ranking] == [one.chunk_id for one in expected]
