"""The shelf over the store: nothing that its viewer may not see, and what it says of what he may."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.stored import put, read_lines, viewer
from yiju.ingest.reading import Reading
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.remembering import Remembering
from yiju.retrieval.search import retrieve
from yiju.retrieval.store_shelf import StoreShelf
from yiju.store import bm25
from yiju.store.access import vector_scope
from yiju.store.store import Store
from yiju.store.types import Kind

TEXT = "年降比例按每年百分之三执行，模具费由双方分摊"
LONG = "".join(f"第{n}次例会讨论了交付节拍与库存安排，双方确认了看板拉动的做法。" for n in range(12))
TENDER = (
    "本项目最高投标限价为{price}万元，超过限价的投标无效。\n"
    "投标人应具有有效的质量管理体系认证证书。\n"
    "投标保证金为人民币{deposit}万元，以电汇方式缴纳。\n"
    "评标采用综合评分法，价格分占{weight}分。"
)


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
        assert set(east.dense_vectors(ids)) == set(own)
        found = east.rankings(query, dense, 50)
        assert {hit.chunk_id for hit in [*found.bm25, *found.dense]} == set(own)
        assert not shelf(filled).passages(ids)
        assert not shelf(filled).rankings(query, dense, 50).bm25


def test_neither_order_nor_scores_hang_on_what_others_have(filled: Store, tmp_path: Path) -> None:
    def found() -> list[tuple[str, float]]:
        with filled.vectors.session():
            hits = retrieve(shelf(filled, "west"), HashingEmbedder(), "模具费怎么分摊", limit=9)
        return [(one.passage.text, one.score) for one in hits]

    before = found()
    assert len(before) == 3
    files = {f"{n}.txt": f"模具费分摊办法{n}，模具费由买方承担" for n in range(9)}
    put(filled, tmp_path / "more", files, unit="east", customer="莱茵汽车", embedder=HashingEmbedder())
    assert found() == before


def test_a_question_finds_its_passage_with_and_without_vectors(filled: Store) -> None:
    with filled.vectors.session():
        for embedder in (None, HashingEmbedder()):
            found = retrieve(shelf(filled, "west"), embedder, "模具费怎么分摊", limit=2)
            assert len(found) == 2
            assert all("west" in one.passage.text for one in found)


def test_neighbours_are_the_chunks_before_and_after(store: Store, tmp_path: Path) -> None:
    put(
        store,
        tmp_path / "a",
        {"长.txt": "\n".join([LONG, LONG.replace("例会", "评审"), LONG.replace("例会", "走访")])},
    )
    with store.vectors.session():
        own = shelf(store, "main")
        hits = own.rankings(bm25.query_vector("库存"), None, 50).bm25
        near = own.neighbours([hit.chunk_id for hit in hits])
        assert len(near) >= 3
        ends = [one for one, beside in near.items() if len(beside) == 1]
        assert len(ends) == 2
        for one, beside in near.items():
            for other in beside:
                assert one in own.neighbours([other])[other]
        kept = Remembering(own)
        read = kept.passages(sorted(near)[1:])
        for one in read:  # without a look at the store: of what was read
            assert set(kept.neighbours([one])[one]) == set(near[one]) & set(read)


def test_a_tender_with_a_newer_edition_is_marked_and_found_behind_it(store: Store, tmp_path: Path) -> None:
    first = {"招标文件.txt": TENDER.format(price=1200, deposit=20, weight=30)}
    second = {"招标文件_修订版.txt": TENDER.format(price=1100, deposit=18, weight=35)}
    for unit in ("main", "other"):
        put(store, tmp_path / unit / "1", first, unit=unit, kind=Kind.TENDER, date=dt.date(2026, 1, 5))
    put(store, tmp_path / "main" / "2", second, kind=Kind.TENDER, date=dt.date(2026, 2, 1))
    with store.vectors.session():
        found = retrieve(shelf(store, "main"), None, "最高限价多少万", limit=5)
        assert [one.passage.superseded for one in found] == [False, True]
        assert "1100" in found[0].passage.text
        # Whoever cannot see the newer edition is told nothing of it.
        (alone,) = retrieve(shelf(store, "other"), None, "最高限价多少万", limit=5)
        assert not alone.passage.superseded


@pytest.mark.parametrize(
    ("kind", "title", "newer"),
    [
        (Kind.CONTRACT, "框架合同", "框架合同_修订版"),
        (Kind.CONTRACT, "2025年度供货协议", "2026年度供货协议"),
        (Kind.NOTE, "价目表_2025", "价目表_2026"),
        (Kind.REPORT, "2024年ESG年报", "2025年ESG年报"),
    ],
)
def test_so_is_a_contract_a_price_list_and_a_report_of_another_year(
    store: Store, tmp_path: Path, kind: Kind, title: str, newer: str
) -> None:
    text = "双方确认本文件的全部内容并各执一份。\n供货周期为{days}天，自确认之日起计算。"
    for unit in ("main", "other"):
        old = {f"{title}.txt": text.format(days=45)}
        put(store, tmp_path / unit / "1", old, unit=unit, kind=kind, date=dt.date(2025, 1, 5))
    put(store, tmp_path / "2", {f"{newer}.txt": text.format(days=30)}, kind=kind, date=dt.date(2026, 1, 5))
    with store.vectors.session():
        found = retrieve(shelf(store, "main"), None, "供货周期多少天", limit=5)
        assert [one.passage.superseded for one in found] == [False, True]
        assert "30天" in found[0].passage.text
        # Asked for the older one, it stands first.
        older = retrieve(shelf(store, "main"), None, "旧版里供货周期多少天", limit=5)
        assert older[0].passage.title == title
        # Whoever cannot see the newer edition is told nothing of it.
        (alone,) = retrieve(shelf(store, "other"), None, "供货周期多少天", limit=5)
        assert not alone.passage.superseded


def test_a_supplement_replaces_no_contract(store: Store, tmp_path: Path) -> None:
    text = "供货周期为45天，自确认之日起计算。"
    put(store, tmp_path / "1", {"框架合同.txt": text}, kind=Kind.CONTRACT, date=dt.date(2025, 1, 5))
    put(
        store,
        tmp_path / "2",
        {"框架合同补充协议.txt": text.replace("45", "30")},
        kind=Kind.CONTRACT,
        date=dt.date(2026, 1, 5),
    )
    with store.vectors.session():
        found = retrieve(shelf(store, "main"), None, "供货周期多少天", limit=5)
    assert len(found) == 2
    assert not any(one.passage.superseded for one in found)


def put_tender(store: Store, folder: Path, title: str, price: int, day: dt.date) -> None:
    def read(path: Path, *, kind: Kind | None = None, max_mb: int = 100) -> Reading:
        return replace(read_lines(path, kind=kind, max_mb=max_mb), date=day)

    text = TENDER.format(price=price, deposit=5, weight=30)
    put(store, folder / title, {f"{title}.txt": text}, kind=Kind.TENDER, read=read)


@pytest.mark.parametrize("days", [(5, 5), (5, 6)])
@pytest.mark.parametrize("names", [("一包", "二包"), ("第1标段", "第2标段"), ("", "附本")])
def test_only_a_later_text_replaces_and_no_other_lot(
    store: Store, tmp_path: Path, names: tuple[str, str], days: tuple[int, int]
) -> None:
    for name, day, price in zip(names, days, (500, 700), strict=True):
        put_tender(store, tmp_path, f"招标文件{name}", price, dt.date(2026, 2, day))
    with store.vectors.session():
        found = retrieve(shelf(store, "main"), None, "最高限价多少万", limit=5)
    assert len(found) == 2
    replaced = [one.passage.title for one in found if one.passage.superseded]
    assert replaced == (["招标文件"] if names == ("", "附本") and days == (5, 6) else [])


def test_a_mark_does_not_hang_on_how_much_is_remembered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiju.retrieval.superseded._KEPT", 2)
    for month in (1, 2, 3):
        put_tender(store, tmp_path, f"招标文件{month}", 1200 - month, dt.date(2026, month, 5))
        with store.vectors.session():
            found = retrieve(shelf(store, "main"), None, "最高限价多少万", limit=5)
        assert [one.passage.superseded for one in found] == [False] + [True] * (month - 1)


def test_a_passage_says_where_it_stands(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path, {"纪要.txt": "# 付款\n货款在验收后六十日内支付。"}, kind=Kind.NOTE)
    with store.vectors.session():
        (found,) = retrieve(shelf(store, "main"), None, "货款多久支付", limit=3)
    passage = found.passage
    assert (passage.title, passage.kind, passage.date) == ("纪要", "note", dt.date(2026, 1, 15))
    assert found.match is not None
    assert passage.text[slice(*found.match)] == "货款在验收后六十日内支付。"
