"""Plain BM25 against values computed by hand, and through the engine."""

import math
from pathlib import Path

import pytest

from tests.evals.passages.material import write
from yiju.evals.passages.index import PassageIndex
from yiju.evals.passages.lexical import Bm25, bigrams, words
from yiju.evals.passages.records import read_corpus

TEXTS = ("甲乙丙", "甲乙甲乙", "丁戊")
"""Bigrams: 甲乙 乙丙 · 甲乙 乙甲 甲乙 · 丁戊; so the average length is 2."""


def test_terms() -> None:
    assert bigrams("甲乙，丙！ABｃ１ d") == ["甲乙", "丙", "ab", "bc", "c1", "d"]
    assert words("依据《合同法》，VDA 6.3") == ["依据", "合同", "合同法", "vda", "6.3"]
    assert bigrams("，。") == words("，。") == bigrams("") == words("") == []


def test_weights_are_those_of_the_formula() -> None:
    scorer = Bm25(bigrams, TEXTS)
    assert scorer.average == 2
    assert scorer.passage(TEXTS[0]).values == pytest.approx([2.2 / 2.2, 2.2 / 2.2])
    # 甲乙 twice in three: 2 · 2.2 / (2 + 1.2 · (0.25 + 0.75 · 1.5)); 乙甲 once: 2.2 / (1 + 1.65)
    assert sorted(scorer.passage(TEXTS[1]).values) == pytest.approx([2.2 / 2.65, 4.4 / 3.65])
    assert scorer.question("甲乙甲乙，没见过").values == (1.0, 1.0)
    assert scorer.question("没见过").indices == ()
    assert scorer.passage("").indices == ()


def test_the_engine_multiplies_by_the_rarity(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "c.jsonl", [{"id": at, "text": t} for at, t in enumerate(TEXTS)]))
    scorer = Bm25(bigrams, TEXTS)
    index = PassageIndex(tmp_path / "i", corpus, sparse=lambda at: scorer.passage(corpus.whole(at)))
    found = index.rankings(scorer.question("甲乙"), None, 10)
    rarity = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    assert [hit.chunk_id for hit in found.bm25] == ["1", "0"]
    assert [hit.score for hit in found.bm25] == pytest.approx([rarity * 4.4 / 3.65, rarity], abs=1e-4)
    assert found.dense == []
    assert 0 < index.bytes() < 2_000_000
    assert index.seconds > 0


def test_an_index_is_a_shelf_of_single_passages(tmp_path: Path) -> None:
    corpus = read_corpus(write(tmp_path / "c.jsonl", [{"id": 7, "name": "题", "text": "文"}]))
    shelf = PassageIndex(tmp_path / "i", corpus)
    assert shelf.neighbours(["7"]) == {}
    assert shelf.dense_vectors(["7"]) == {}
    found = shelf.passages(["7", "other"])
    assert found.keys() == {"7"}
    assert (found["7"].title, found["7"].text, found["7"].date) == ("题", "文", None)
