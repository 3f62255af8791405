"""Nothing outside a scope comes back from any vector store, or weighs on what does."""

import datetime as dt
import random
from dataclasses import replace

import numpy as np
import pytest

from tests.store.vectors.material import EAST, EMBEDDER, TEXTS, ids, point, rank
from yiju.store.vectors.base import Rankings, Scope
from yiju.store.vectors.protocol import VectorStore

DAYS = [None, dt.date(2025, 9, 30), dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 3, 5)]


def lies_in(day: dt.date, days: tuple[dt.date | None, dt.date | None]) -> bool:
    return (days[0] or dt.date.min) <= day <= (days[1] or dt.date.max)


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
            found = rank(vectors, "".join(words), scope, dense=dense, limit=200)
            with_vector = {chunk for chunk in inside if points[chunk].dense is not None}
            # The scope must not cost its own points either.
            assert sorted(ids(found.bm25)) == sorted(inside)
            assert sorted(ids(found.dense)) == (sorted(with_vector) if dense else [])
            assert vectors.dense_vectors(scope, points).keys() == with_vector


def test_ranks_inside_a_scope_ignore_what_lies_outside(vectors: VectorStore) -> None:
    """Another unit's texts must not even shift the weights of words."""
    own = [point(f"a{n}", text) for n, text in enumerate(["碳足迹 年降", "年降 年降", "碳足迹 模具"])]
    vectors.upsert(own)
    before = rank(vectors, "碳足迹 年降", EAST)
    assert before.bm25
    assert before.dense
    vectors.upsert([point(f"w{n}", "碳足迹 碳足迹", unit="west") for n in range(30)])
    assert rank(vectors, "碳足迹 年降", EAST) == before


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
        assert ids(left) == ids(right)
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
        found = rank(vectors, text, scope, limit=200)
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
