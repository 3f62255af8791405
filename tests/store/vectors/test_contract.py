"""What every vector store keeps to: what is written, replaced, removed and looked through."""

from dataclasses import replace

import numpy as np

from tests.store.vectors.material import EAST, EMBEDDER, TEXTS, ids, point, rank
from yiju.store import bm25
from yiju.store.vectors.base import VectorPoint, point_id
from yiju.store.vectors.protocol import VectorStore


def test_points_without_a_dense_vector_take_part(vectors: VectorStore) -> None:
    vectors.upsert([point("a0", "碳排放降低", dense=False), point("b0", "模具分摊方案")])
    found = rank(vectors, "碳排放", EAST)
    assert (ids(found.bm25), ids(found.dense)) == (["a0"], ["b0"])
    vectors.upsert([point("a0", "碳排放降低")], only_existing=True)
    assert ids(rank(vectors, "碳排放降低", EAST, limit=1).dense) == ["a0"]


def test_writing_twice_changes_nothing(filled: VectorStore) -> None:
    before = rank(filled, "年降比例", EAST)
    filled.upsert([point(chunk, text) for chunk, text in TEXTS.items()])
    assert filled.count() == 4
    after = rank(filled, "年降比例", EAST)
    assert (ids(after.bm25), ids(after.dense)) == (ids(before.bm25), ids(before.dense))
    assert ids(before.bm25) == ["a1", "a0"]


def test_what_is_gone_is_not_written_back(filled: VectorStore) -> None:
    assert ids(rank(filled, TEXTS["a0"], EAST, limit=1).bm25) == ["a0"]
    filled.delete_documents(["a"])
    assert (filled.count(), filled.count(["a"]), filled.count(["b"])) == (2, 0, 2)
    filled.upsert([point("a0", TEXTS["a0"]), point("b0", TEXTS["b0"])], only_existing=True)
    assert filled.count(["a"]) == 0
    found = rank(filled, TEXTS["a0"], EAST)
    assert "a0" not in ids(found.bm25)
    assert set(ids(found.dense)) == {"b0", "b1"}


def test_nothing_written_nothing_removed(filled: VectorStore) -> None:
    filled.delete_documents([])
    filled.upsert([])
    assert filled.count() == 4


def test_a_reset_starts_an_index_of_another_length(filled: VectorStore) -> None:
    before = filled.identity
    filled.reset(8)
    assert (filled.count(), filled.dim) == (0, 8)
    assert filled.identity not in {"", before}
    small = VectorPoint("a0", "a", "c1", "east", "mail", bm25.document_vector("年降"), np.ones(8, np.float32))
    filled.upsert([small])
    found = filled.rankings(EAST, bm25=None, dense=np.ones(8, np.float32), limit=20)
    assert ids(found.dense) == ["a0"]


def test_tidying_changes_no_answer(filled: VectorStore) -> None:
    before = rank(filled, "年降比例", EAST)
    filled.tidy()
    assert rank(filled, "年降比例", EAST) == before


def test_what_is_held_can_be_looked_through(filled: VectorStore) -> None:
    filled.upsert([replace(point("c0", "没有向量", dense=False, unit="west"), content="abc")])
    held = filled.stored([*TEXTS, "c0", "nowhere"])
    assert held.keys() == {*TEXTS, "c0"}
    assert (held["c0"].dense, held["c0"].payload["unit"], held["c0"].payload["content"]) == (
        None,
        "west",
        "abc",
    )
    assert held["a0"].dense is not None
    np.testing.assert_allclose(held["a0"].dense, EMBEDDER.query(TEXTS["a0"]), atol=1e-5)
    seen: dict[str, str] = {}
    after: str | None = None
    pages = 0
    while pages == 0 or after is not None:
        found, after = filled.page(after, 2)
        assert len(found) <= 2
        assert not found.keys() & seen.keys()
        seen |= found
        pages += 1
    assert seen == {point_id(chunk): chunk for chunk in (*TEXTS, "c0")}
    filled.delete_points([point_id("c0"), point_id("nowhere")])
    filled.delete_points([])
    assert filled.stored(["c0"]) == filled.stored([]) == {}
    assert filled.count() == 4
