"""Whole measurements over small corpora with known answers, through the real engine."""

from pathlib import Path

import numpy as np
import pytest

from tests.evals.passages.material import Placed, files, passages, save, write
from yiju.errors import YijuError
from yiju.evals.passages.measures import MEASURES
from yiju.evals.passages.run import ARMS, Measured, measure_passages
from yiju.models.embedder_hashing import HashingEmbedder


def _by_name(done: Measured) -> dict[str, dict[str, float | None]]:
    return {arm.name: {name: arm.mean(name) for name in MEASURES} for arm in done.arms}


def test_every_arm_finds_what_is_there(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    seen: list[tuple[str, int, int]] = []
    done = measure_passages(
        corpus,
        queries,
        home=tmp_path / "home",
        embedder=HashingEmbedder(),
        progress=lambda *now: seen.append(now),
    )
    assert tuple(arm.name for arm in done.arms) == ARMS
    assert (done.passages, len(done.questions.asked)) == (50, 11)
    for name, means in _by_name(done).items():
        assert all(score is not None for score in means.values())
        assert (means["recall@10"], means["hit@10"]) == (1, 1), name
    plain = _by_name(done)["bm25-bigrams"]
    # Ten questions are told by item and place; the eleventh has five answers, all alike to keywords.
    assert plain["recall@1"] == pytest.approx((10 + 1 / 5) / 11)
    assert plain["recall@5"] == plain["mrr@10"] == plain["ndcg@10"] == 1
    for arm in done.arms:
        assert len(arm.search_ms) == 11
        assert min(arm.search_ms) > 0
        assert any(arm.embed_ms) == (not arm.name.startswith("bm25"))
        assert arm.index_bytes
    assert done.vectors.computed == 50 + 11
    stages = {stage for stage, done_, total in seen if done_ == total}
    assert {"问题的向量", "检索 Yiju", "检索 BM25 词", "建索引 向量"} <= stages


def test_a_second_run_computes_nothing_and_says_the_same(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    first, again = (
        measure_passages(corpus, queries, home=tmp_path, embedder=HashingEmbedder(), arms=["ours"])
        for _ in range(2)
    )
    assert again.arms[0].scores == first.arms[0].scores
    assert (again.vectors.computed, again.vectors.kept) == (0, 61)


def test_without_an_embedder_meaning_is_unscored(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    done = measure_passages(corpus, queries, home=tmp_path / "home")
    by_name = {arm.name: arm for arm in done.arms}
    for name in ("dense", "rrf"):
        assert by_name[name].unscored == "没有向量"
        assert by_name[name].scores == {}
    assert {arm.name for arm in done.baselines} == {"bm25-bigrams", "bm25-words"}
    assert done.ours is not None
    assert done.ours.mean("recall@10") == 1
    assert not (tmp_path / "home").exists()


def test_given_vectors_are_taken_and_only_questions_embedded(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    rows = passages()
    texts = [f"{row['name']}\n{row['text']}" for row in rows]
    ids = np.asarray([row["id"] for row in rows])
    own = HashingEmbedder().passages(texts)
    given = save(tmp_path / "v.npz", ids=ids[::-1], vectors=own[::-1].astype(np.float16))
    done = measure_passages(
        corpus, queries, home=tmp_path, vectors=given, embedder=HashingEmbedder(), arms=["dense"]
    )
    assert done.vectors.given
    assert done.vectors.computed == 11 + 3  # three passages, to see that the model is the same
    assert done.vectors.likeness == pytest.approx(1, abs=1e-3)
    free = measure_passages(corpus, queries, home=tmp_path, embedder=HashingEmbedder(), arms=["dense"])
    assert done.arms[0].scores == free.arms[0].scores
    # the same vectors at the wrong passages find something else: they are used
    shifted = save(tmp_path / "w.npz", ids=ids, vectors=np.roll(own, 7, axis=0))
    other = measure_passages(
        corpus, queries, home=tmp_path, vectors=shifted, embedder=HashingEmbedder(), arms=["dense"]
    )
    assert (other.arms[0].mean("recall@1") or 0) < 0.2
    assert (other.vectors.likeness or 0) < 0.9


def test_vectors_of_another_length_are_refused(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    ids = np.asarray([row["id"] for row in passages()])
    given = save(tmp_path / "v.npz", ids=ids, vectors=np.ones((50, 8), dtype=np.float32))
    with pytest.raises(YijuError, match="给的向量是 8 维，hashing-384-2 的是 384 维"):
        measure_passages(corpus, queries, home=tmp_path, vectors=given, embedder=HashingEmbedder())


def test_fusion_is_by_reciprocal_rank(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "甲乙甲乙"}, {"id": "b", "text": "甲乙丙丁"}, {"id": "c", "text": "戊己"}]
    model = Placed(
        {"甲乙甲乙": [0.1, 1], "甲乙丙丁": [0.5, 1], "戊己": [1, 0.1], "甲乙": [1, 0]}, name="placed-rrf"
    )
    corpus = write(tmp_path / "c.jsonl", rows)
    asked = [{"id": gold, "text": "甲乙", "gold": [gold]} for gold in "abc"]
    queries = write(tmp_path / "q.jsonl", asked)
    done = measure_passages(
        corpus, queries, home=tmp_path, embedder=model, arms=["bm25-bigrams", "dense", "rrf"]
    )
    found = {arm.name: arm.scores["mrr@10"] for arm in done.arms}
    assert found["bm25-bigrams"] == [1, 1 / 2, 0]
    assert found["dense"] == [1 / 3, 1 / 2, 1]
    # a 1/61 + 1/63, b 1/62 + 1/62, c 1/61
    assert found["rrf"] == [1, 1 / 2, 1 / 3]


def test_a_fusion_brings_the_keywords_it_picks_from(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    done = measure_passages(corpus, queries, home=tmp_path, arms=["rrf"])
    assert [(arm.name, arm.unscored) for arm in done.arms] == [
        ("bm25-bigrams", ""),
        ("bm25-words", ""),
        ("rrf", "没有向量"),
    ]


def test_fewer_passages_and_questions_may_be_asked_for(tmp_path: Path) -> None:
    corpus, queries = files(tmp_path)
    done = measure_passages(corpus, queries, home=tmp_path, arms=["ours"], limit=5, sample=3, seed=1)
    assert [arm.name for arm in done.arms] == ["ours"]
    assert done.sampled
    assert set(done.arms[0].scores) == {"recall@1", "recall@5", "hit@1", "hit@5"}
    assert len(done.arms[0].scores["recall@1"]) == 3


@pytest.mark.parametrize("arms", [["bm26"], [], ["ours", ""]])
def test_an_arm_that_is_none_is_named(tmp_path: Path, arms: list[str]) -> None:
    corpus, queries = files(tmp_path)
    with pytest.raises(YijuError, match="没有这种检索"):
        measure_passages(corpus, queries, home=tmp_path, arms=arms)
