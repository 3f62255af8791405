"""What every vector store keeps to."""

import datetime as dt
import math
import random
from dataclasses import replace

import numpy as np
import pytest

from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import bm25
from yiju.store.vectors.base import Rankings, Scope, VectorHit, VectorPoint, point_id
from yiju.store.vectors.protocol import VectorStore

EMBEDDER = HashingEmbedder()
TEXTS = {
    "a0": "供应链碳排放较2020年降低40%",
    "a1": "年降比例为3%，自第二年起执行",
    "b0": "模具分摊方案待财务确认",
    "b1": "VDA6.3过程审核的整改证据",
}


def point(
    chunk: str,
    text: str,
    *,
    unit: str = "east",
    customer: str = "c1",
    kind: str = "mail",
    dense: bool = True,
) -> VectorPoint:
    vector = EMBEDDER.query(text) if dense else None
    return VectorPoint(chunk, chunk[0], customer, unit, kind, bm25.document_vector(text), vector)


def find(vectors: VectorStore, text: str, scope: Scope, *, dense: bool = True, limit: int = 10) -> list[str]:
    return [hit.chunk_id for hit in search(vectors, text, scope, dense=dense, limit=limit)]


def search(
    vectors: VectorStore, text: str, scope: Scope, *, dense: bool = True, limit: int = 10
) -> list[VectorHit]:
    query = EMBEDDER.query(text) if dense else None
    return vectors.search(scope, bm25=bm25.query_vector(text), dense=query, limit=limit)


def lies_in(day: dt.date, days: tuple[dt.date | None, dt.date | None]) -> bool:
    return (days[0] or dt.date.min) <= day <= (days[1] or dt.date.max)


EAST = Scope(frozenset({"east"}))


@pytest.fixture
def filled(vectors: VectorStore) -> VectorStore:
    vectors.upsert([point(chunk, text) for chunk, text in TEXTS.items()])
    return vectors


@pytest.mark.parametrize("dense", [True, False])
def test_the_best_chunk_comes_first(filled: VectorStore, dense: bool) -> None:
    for chunk, text in TEXTS.items():
        assert find(filled, text[:9], EAST, dense=dense)[0] == chunk
    (hit,) = search(filled, "整改证据", EAST, limit=1)
    assert (hit.chunk_id, hit.document_id) == ("b1", "b")
    assert hit.score > 0


def test_points_without_a_dense_vector_take_part(vectors: VectorStore) -> None:
    vectors.upsert([point("a0", "碳排放降低", dense=False), point("b0", "模具分摊方案")])
    assert set(find(vectors, "碳排放", EAST)) == {"a0", "b0"}
    vectors.upsert([point("a0", "碳排放降低")], only_existing=True)
    dense = vectors.search(EAST, bm25=None, dense=EMBEDDER.query("碳排放降低"), limit=1)
    assert [hit.chunk_id for hit in dense] == ["a0"]


def test_writing_twice_changes_nothing(filled: VectorStore) -> None:
    before = search(filled, "年降比例", EAST)
    filled.upsert([point(chunk, text) for chunk, text in TEXTS.items()])
    assert filled.count() == 4
    assert [h.chunk_id for h in search(filled, "年降比例", EAST)] == [h.chunk_id for h in before]


def test_what_is_gone_is_not_written_back(filled: VectorStore) -> None:
    filled.delete_documents(["a"])
    assert (filled.count(), filled.count(["a"]), filled.count(["b"])) == (2, 0, 2)
    filled.upsert([point("a0", TEXTS["a0"]), point("b0", TEXTS["b0"])], only_existing=True)
    assert filled.count(["a"]) == 0
    assert "a0" not in find(filled, TEXTS["a0"], EAST)


def test_nothing_asked_nothing_found(filled: VectorStore) -> None:
    assert find(filled, "", EAST, dense=False) == []
    assert find(filled, "？！", EAST, dense=False) == []
    assert find(filled, "年降", Scope(frozenset())) == []
    assert find(filled, "年降", Scope(frozenset({"east"}), customer_ids=frozenset())) == []
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
    assert filled.search(EAST, bm25=None, dense=np.ones(8, np.float32))[0].chunk_id == "a0"


def test_tidying_changes_no_answer(filled: VectorStore) -> None:
    before = search(filled, "年降比例", EAST)
    filled.tidy()
    assert search(filled, "年降比例", EAST) == before


def test_the_limit_holds(filled: VectorStore) -> None:
    assert len(find(filled, "的年降比例模具整改证据碳排放", EAST, limit=2)) == 2


DAYS = [None, dt.date(2025, 9, 30), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 3, 5)]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_leaks_out_of_a_scope(vectors: VectorStore, seed: int) -> None:
    """Random points and scopes; the words are the same everywhere, so only the filter can part them."""
    chance = random.Random(seed)
    units, customers = ["east", "west", "north"], ["c1", "c2", "c3"]
    kinds, words = ["mail", "call"], ["年降比例", "模具分摊", "碳足迹", "审核"]
    names = ["王工", "李雷", "li@a.cn"]
    points = {
        f"{document}{number}": replace(
            point(
                f"{document}{number}",
                "".join(chance.choices(words, k=4)),
                unit=chance.choice(units),
                customer=chance.choice(customers),
                kind=chance.choice(kinds),
                dense=chance.random() < 0.7,
            ),
            day=chance.choice(DAYS),
            people=tuple(chance.sample(names, chance.randint(0, 2))),
        )
        for document in "abcdefgh"
        for number in range(12)
    }
    vectors.upsert(list(points.values()))

    def some(values: list[str]) -> frozenset[str]:
        return frozenset(chance.sample(values, chance.randint(0, len(values))))

    with vectors.session():
        for _ in range(60):
            scope = Scope(
                some(units),
                chance.choice([None, some(customers)]),
                chance.choice([None, some(kinds)]),
                chance.choice([None, some(list("abcdefgh"))]),
                chance.choice([None, some(names)]),
                chance.choice([None, (chance.choice(DAYS), chance.choice(DAYS))]),
            )
            inside = {
                p.chunk_id
                for p in points.values()
                if p.unit in scope.units
                and (scope.customer_ids is None or p.customer_id in scope.customer_ids)
                and (scope.kinds is None or p.kind in scope.kinds)
                and (scope.document_ids is None or p.document_id in scope.document_ids)
                and (scope.people is None or scope.people & set(p.people))
                and (scope.days is None or (p.day is not None and lies_in(p.day, scope.days)))
            }
            dense = chance.random() < 0.5
            found = find(vectors, "".join(words), scope, dense=dense, limit=200)
            assert set(found) <= inside
            assert len(found) == len(set(found))
            lexical = find(vectors, "".join(words), scope, dense=False, limit=200)
            assert set(lexical) == inside, "the scope must not cost its own points either"
            ranked = vectors.rankings(
                scope, bm25=bm25.query_vector("".join(words)), dense=EMBEDDER.query("审核"), limit=200
            )
            assert {hit.chunk_id for hit in ranked.bm25} == inside
            with_vector = {chunk for chunk in inside if points[chunk].dense is not None}
            assert {hit.chunk_id for hit in ranked.dense} == with_vector
            assert vectors.dense_vectors(scope, points).keys() == with_vector


def test_ranks_inside_a_scope_ignore_what_lies_outside(vectors: VectorStore) -> None:
    """Another unit's texts must not even shift the weights of words."""
    own = [point(f"a{n}", text) for n, text in enumerate(["碳足迹 年降", "年降 年降", "碳足迹 模具"])]
    vectors.upsert(own)
    before = vectors.search(EAST, bm25=bm25.query_vector("碳足迹 年降"), limit=10)
    vectors.upsert([point(f"w{n}", "碳足迹 碳足迹", unit="west") for n in range(30)])
    assert vectors.search(EAST, bm25=bm25.query_vector("碳足迹 年降"), limit=10) == before


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
    assert filled.rankings(EAST, bm25=bm25.query_vector("？"), dense=None, limit=5) == none
    assert filled.rankings(EAST, bm25=words, dense=meaning, limit=0) == none
    assert filled.rankings(Scope(frozenset()), bm25=words, dense=meaning, limit=5) == none
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


def test_dense_vectors_of_the_scope_alone(filled: VectorStore) -> None:
    filled.upsert([point("w0", "碳足迹", unit="west"), point("b2", "没有向量", dense=False)])
    found = filled.dense_vectors(EAST, ["a0", "b1", "w0", "b2", "nowhere"])
    assert found.keys() == {"a0", "b1"}
    for chunk, vector in found.items():
        assert vector.dtype == np.float32
        np.testing.assert_allclose(vector, EMBEDDER.query(TEXTS[chunk]), atol=1e-5)
    small = Scope(frozenset({"east"}), document_ids=frozenset({"b"}))
    assert filled.dense_vectors(small, ["a0", "b1"]).keys() == {"b1"}


def assert_same(one: Rankings, other: Rankings) -> None:
    """The same chunks in the same order; scores may part where they were rounded."""
    for left, right in ((one.bm25, other.bm25), (one.dense, other.dense)):
        assert [hit.chunk_id for hit in left] == [hit.chunk_id for hit in right]
        assert [hit.score for hit in left] == pytest.approx([hit.score for hit in right], abs=2e-4)


@pytest.mark.parametrize("seed", range(2))
def test_no_ranking_leaves_its_scope(vectors: VectorStore, seed: int) -> None:
    """Equal texts everywhere; and each ranking is that of a store with the scope's units alone."""
    chance = random.Random(seed)
    words = ["年降比例", "模具分摊", "碳足迹", "审核"]
    points = {
        f"{document}{number}": point(
            f"{document}{number}", "".join(chance.choices(words, k=3)), unit=unit, dense=chance.random() < 0.7
        )
        for unit, documents in (("east", "abc"), ("west", "def"), ("north", "ghi"))
        for document in documents
        for number in range(4)
    }
    asked = [("".join(chance.choices(words, k=2)), chance.sample(["east", "west"], 1)) for _ in range(20)]

    def answer(text: str, units: list[str]) -> Rankings:
        scope = Scope(frozenset(units))
        found = vectors.rankings(scope, bm25=bm25.query_vector(text), dense=EMBEDDER.query(text), limit=200)
        near = vectors.dense_vectors(scope, points)
        for hit in (*found.bm25, *found.dense):
            assert points[hit.chunk_id].unit in units
        assert {points[chunk].unit for chunk in near} <= set(units)
        assert {hit.chunk_id for hit in found.dense} == set(near)
        return found

    vectors.upsert(list(points.values()))
    with vectors.session():
        together = [answer(text, units) for text, units in asked]
    for unit in ("east", "west"):
        vectors.reset(384)
        vectors.upsert([one for one in points.values() if one.unit == unit])
        with vectors.session():
            for (text, units), before in zip(asked, together, strict=True):
                if units == [unit]:
                    assert_same(answer(text, units), before)


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
