"""The shelf over the store gives nothing that its viewer may not see."""

from pathlib import Path

import pytest

from tests.support.stored import put, viewer
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.search import retrieve
from yiju.retrieval.store_shelf import StoreShelf
from yiju.store import bm25
from yiju.store.access import vector_scope
from yiju.store.store import Store

TEXT = "年降比例按每年百分之三执行，模具费由双方分摊"


def shelf(store: Store, *units: str) -> StoreShelf:
    who = viewer(*units)
    return StoreShelf(store, who, vector_scope(who))


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    for unit in ("east", "west"):
        files = {f"{n}.txt": f"{TEXT}｜{unit}｜{n}" for n in range(3)}
        put(store, tmp_path / unit, files, unit=unit, customer="莱茵汽车", embedder=HashingEmbedder())
    return store


def test_every_read_stays_inside_the_units(filled: Store) -> None:
    with filled.vectors.session():
        query, dense = bm25.query_vector(TEXT), HashingEmbedder().query(TEXT)
        everything = shelf(filled, "east", "west").rankings(query, dense, 50)
        ids = {hit.chunk_id for hit in everything.bm25} | {hit.chunk_id for hit in everything.dense}
        assert len(ids) == 6
        east = shelf(filled, "east")
        own = east.passages(ids)
        assert len(own) == 3
        assert all("east" in passage.text for passage in own.values())
        assert set(east.neighbours(ids)) == set(own)
        assert set(east.dense_vectors(ids)) <= set(own)
        found = east.rankings(query, dense, 50)
        assert {hit.chunk_id for hit in [*found.bm25, *found.dense]} == set(own)
        assert not shelf(filled).passages(ids)
        assert not shelf(filled).rankings(query, dense, 50).bm25


def test_a_question_finds_its_passage_with_and_without_vectors(filled: Store) -> None:
    with filled.vectors.session():
        for embedder in (None, HashingEmbedder()):
            found = retrieve(shelf(filled, "west"), embedder, "模具费怎么分摊", limit=2)
            assert len(found) == 2
            assert all("west" in one.passage.text for one in found)


def test_an_empty_question_or_limit_finds_nothing(filled: Store) -> None:
    with filled.vectors.session():
        assert retrieve(shelf(filled, "west"), None, "  ", limit=3) == []
        assert retrieve(shelf(filled, "west"), None, "模具费", limit=0) == []
