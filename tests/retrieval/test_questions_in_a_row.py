"""Several questions of one request: ranked as each alone would be, and nothing is read of the store twice."""

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from tests.support.stored import put, viewer
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks, paragraphs_by_query
from yiju.retrieval.shelf import Passage
from yiju.retrieval.store_shelf import StoreShelf
from yiju.store.customers import list_customers
from yiju.store.store import Store

QUESTIONS = ("年降比例是多少", "模具费怎么分摊", "付款账期", "年降比例是多少", " ")


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    for unit in ("east", "west"):
        lines = (
            f"{unit}第{n}条：年降百分之{n}，模具费{n}万元双方分摊，付款账期{n}0天。" for n in range(1, 7)
        )
        files = {f"{n}.txt": text for n, text in enumerate(lines)}
        put(store, tmp_path / unit, files, unit=unit, customer="莱茵汽车", embedder=HashingEmbedder())
    return store


@pytest.mark.parametrize("ahead", [(), QUESTIONS[1:3]], ids=["each", "some ahead"])
@pytest.mark.parametrize("dense", [True, False], ids=["dense", "keywords"])
def test_they_are_ranked_as_each_alone(filled: Store, ahead: tuple[str, ...], dense: bool) -> None:
    who = viewer("east")
    ids = [customer.id for customer in list_customers(filled.sql, who)]
    embedder = HashingEmbedder() if dense else None
    ranked = paragraphs_by_query(filled, embedder, who, customer_ids=ids, limit=4, ahead=ahead)
    for question in QUESTIONS:
        alone = find_chunks(filled, embedder, who, question, customer_ids=ids, limit=4)
        assert list(ranked(question)) == [tuple(p.id for p in hit.paragraphs) for hit in alone]
    assert len(ranked(QUESTIONS[0])) == 4


@pytest.mark.parametrize("ahead", [(), QUESTIONS], ids=["each", "ahead"])
def test_what_one_has_read_the_next_need_not(
    filled: Store, monkeypatch: pytest.MonkeyPatch, ahead: tuple[str, ...]
) -> None:
    read: Counter[str] = Counter()
    real = StoreShelf.passages

    def passages(self: StoreShelf, ids: Collection[str]) -> Mapping[str, Passage]:
        read.update(ids)
        return real(self, ids)

    monkeypatch.setattr(StoreShelf, "passages", passages)
    who = viewer("east")
    ids = [customer.id for customer in list_customers(filled.sql, who)]
    ranked = paragraphs_by_query(filled, HashingEmbedder(), who, customer_ids=ids, limit=4, ahead=ahead)
    for question in QUESTIONS:
        ranked(question)
    assert len(read) >= 4
    assert set(read.values()) == {1}


def test_nothing_of_another_unit_or_customer(filled: Store, tmp_path: Path) -> None:
    put(filled, tmp_path / "more", {"a.txt": "年降百分之九，另有约定。"}, unit="east", customer="多瑙河客车")
    east, west = viewer("east"), viewer("west")
    own, foreign = (list_customers(filled.sql, who) for who in (east, west))
    [rhine] = [customer.id for customer in own if customer.name == "莱茵汽车"]
    told = paragraphs_by_query(filled, HashingEmbedder(), east, customer_ids=[rhine], limit=50)
    mine = {paragraph for chunk in told("年降比例") for paragraph in chunk}
    hits = find_chunks(filled, HashingEmbedder(), east, "年降比例", customer_ids=[rhine], limit=50)
    assert mine == {p.id for hit in hits for p in hit.paragraphs}
    assert {(hit.document.unit, hit.document.customer_id) for hit in hits} == {("east", rhine)}
    nothing = paragraphs_by_query(
        filled, HashingEmbedder(), east, customer_ids=[customer.id for customer in foreign], limit=50
    )
    assert not nothing("年降比例")
