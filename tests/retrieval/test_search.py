import datetime as dt
from dataclasses import fields, replace
from math import isfinite
from statistics import stdev

import pytest

from tests.retrieval.shelves import ListShelf, passages
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.options import DEFAULT, Options
from yiju.retrieval.search import retrieve
from yiju.retrieval.shelf import Passage
from yiju.store.vectors.base import Dense

PAY = "买受人逾期付款的，每逾期一日，应当按逾期金额的万分之三支付违约金。"
TEXTS = (
    PAY,
    "交货地点为买方指定仓库，运费由卖方承担。",
    "模具所有权归买方，卖方负责保管。",
    "质量保证期为验收合格之日起三十六个月。",
)
SWITCHES = [one.name for one in fields(Options) if one.name != "depth"]


@pytest.mark.parametrize("embedder", [None, HashingEmbedder()])
@pytest.mark.parametrize("off", ["", *SWITCHES])
def test_every_ingredient_may_be_left_out(off: str, embedder: HashingEmbedder | None) -> None:
    options = replace(DEFAULT, **{off: False}) if off else DEFAULT
    found = retrieve(
        ListShelf(passages(*TEXTS)), embedder, "逾期付款的违约金怎么算", limit=3, options=options
    )
    assert found[0].passage.text == PAY
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_spoken_words_find_written_ones() -> None:
    shelf = ListShelf(passages(*TEXTS))
    (first, *_) = retrieve(shelf, None, "钱拖着不给要罚吗", limit=2)
    assert first.passage.text == PAY
    assert not retrieve(shelf, None, "钱拖着不给罚", limit=2, options=Options(expand=False))


def test_the_sentence_that_answers_is_pointed_at() -> None:
    text = "一、总则。  质保期为三十六个月，自验收之日起算。其他见附件。"
    (first, *_) = retrieve(ListShelf(passages(text, *TEXTS)), None, "质保期是几个月", limit=1)
    assert first.match is not None
    start, end = first.match
    assert first.passage.text[start:end] == "质保期为三十六个月，自验收之日起算。"


def test_what_is_not_embedded_yet_is_found_by_its_words() -> None:
    shelf = ListShelf(passages(*TEXTS), embedded=False)
    assert retrieve(shelf, HashingEmbedder(), "质量保证期", limit=1)[0].passage.id == "p3"


def test_what_waits_for_its_vector_among_others_is_found_by_its_words() -> None:
    many = [f"交货批次{at}的运费由卖方承担，买方签收。" for at in range(40)]
    shelf = ListShelf(passages(*TEXTS, *many), waiting=frozenset({"p3"}))
    (first, *rest) = retrieve(shelf, HashingEmbedder(), "质量保证期是多久，买方签收了吗", limit=50)
    assert first.passage.id == "p3"
    assert first.features["meaning"] == pytest.approx(0)
    # Nor do the others lose what tells them apart.
    assert stdev(one.features["meaning"] for one in rest) > 0.8


def test_the_order_hangs_on_content_and_not_on_ids() -> None:
    one = [Passage(f"a{at}", text=text) for at, text in enumerate(TEXTS)]
    other = [Passage(f"z{9 - at}", text=text) for at, text in enumerate(TEXTS)]
    for question in ("买方", "模具", "违约金", "卖方负责什么"):
        lists = [
            [r.passage.text for r in retrieve(ListShelf(shelf), HashingEmbedder(), question, limit=4)]
            for shelf in (one, other[::-1])
        ]
        assert lists[0] == lists[1]
        assert len(lists[0]) == 4


def test_a_replaced_price_is_found_behind_the_one_that_holds() -> None:
    day = dt.date(2026, 1, 1)
    old = Passage("a", "招标文件", text="最高限价为 1200 万元。", kind="tender", date=day, superseded=True)
    new = Passage("b", "招标文件", text="最高限价为 1100 万元。", kind="tender", date=day)
    shelf = ListShelf([old, new])
    assert [r.passage.id for r in retrieve(shelf, None, "最高限价多少", limit=2)] == ["b", "a"]
    assert retrieve(shelf, None, "最高限价多少", limit=2)[1].passage.superseded


def test_what_stands_beside_the_best_comes_before_its_equals() -> None:
    alike = [*passages(PAY), Passage("x", text="卖方承担运费。"), Passage("y", text="卖方负担运费。")]
    for near, far in (("x", "y"), ("y", "x")):
        found = retrieve(ListShelf(alike, {"p0": (near,)}), None, "卖方逾期付款违约金", limit=3)
        ids = [one.passage.id for one in found]
        assert ids[0] == "p0"
        assert ids.index(near) < ids.index(far)


@pytest.mark.parametrize(("question", "limit"), [("  ", 3), ("违约金", 0), ("？？", 3)])
def test_nothing_asked_finds_nothing(question: str, limit: int) -> None:
    assert retrieve(ListShelf(passages(*TEXTS)), None, question, limit=limit) == []


class Strict(HashingEmbedder):
    """Takes what a tokenizer takes: text that can be written as UTF-8, and of a length it can bear."""

    def query(self, text: str) -> Dense:
        assert len(text.encode()) < 10_000
        return super().query(text)


@pytest.mark.parametrize("embedder", [None, Strict()])
@pytest.mark.parametrize(
    "question",
    [
        "违约金\ud800",
        "违约金\0",
        "😀违约金",
        "违约金" + "……" * 50_000,
        "……" * 50_000 + "违约金",
        "30",
    ],
)
def test_whatever_is_typed_is_read(question: str, embedder: HashingEmbedder | None) -> None:
    found = retrieve(ListShelf(passages(*TEXTS)), embedder, question, limit=4, today=dt.date(2026, 1, 1))
    if "违约金" in question:
        assert found[0].passage.text == PAY
    assert all(isfinite(value) for one in found for value in (one.score, *one.features.values()))
