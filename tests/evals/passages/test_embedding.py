"""Vectors are computed once: a killed run goes on where it stopped, a second one computes nothing."""

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.evals.passages.material import Placed
from yiju.errors import YijuError
from yiju.evals.passages.embedding import KeptEmbedder
from yiju.evals.passages.vector_cache import VectorCache
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder

TEXTS = [f"第{at}段，价{at * 7}元" for at in range(50)]


class Killed(HashingEmbedder):
    """Is interrupted after so many passages."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Dense:
        """Passages."""
        if self.left < len(texts):
            raise KeyboardInterrupt
        self.left -= len(texts)
        self.asked += texts
        return super().passages(texts)


def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first, second, third = Killed(40), Killed(1000), Killed(0)
    with VectorCache(tmp_path, first.name) as cache, pytest.raises(KeyboardInterrupt):
        KeptEmbedder(first, cache).passages(TEXTS)
    assert 0 < len(first.asked) < len(TEXTS)
    seen: list[tuple[str, int, int]] = []
    with VectorCache(tmp_path, second.name) as cache:
        found = KeptEmbedder(second, cache).passages(TEXTS, lambda *now: seen.append(now))
    assert first.asked + second.asked == TEXTS
    assert seen[-1][1:] == (50, 50)
    with VectorCache(tmp_path, third.name) as cache:
        again = KeptEmbedder(third, cache)
        assert np.array_equal(again.passages(TEXTS), found)
        assert (again.computed, again.kept, again.seconds) == (0, 50, 0)
    assert np.array_equal(found, HashingEmbedder().passages(TEXTS))


def test_the_same_text_is_embedded_once(tmp_path: Path) -> None:
    model = Killed(2)
    with VectorCache(tmp_path, model.name) as cache:
        found = KeptEmbedder(model, cache).passages(["甲", "乙", "甲", "甲"])
    assert model.asked == ["甲", "乙"]
    assert found.shape == (4, model.dim)
    assert np.array_equal(found[0], found[3])


def test_models_and_kinds_are_kept_apart(tmp_path: Path) -> None:
    one, other = Placed({"甲": [1, 0]}, "org/m-1"), Placed({"甲": [0, 1, 0]}, "org-m/1")
    for model in (one, other):
        with VectorCache(tmp_path, model.name) as cache:
            kept = KeptEmbedder(model, cache)
            assert (
                kept.query("甲").tolist() == kept.passages(["甲"])[0].tolist() == model.query("甲").tolist()
            )
            assert kept.computed == 2
    assert len(list(tmp_path.glob("*.sqlite"))) == 2


class Slow(HashingEmbedder):
    """Takes its time."""

    def query(self, text: str) -> Dense:
        """One question."""
        time.sleep(0.02)
        return super().query(text)


def test_time_in_the_model_is_told_apart_and_kept(tmp_path: Path) -> None:
    with VectorCache(tmp_path, "slow") as cache:
        first = KeptEmbedder(Slow(), cache)
        first.query("甲")
        assert first.query_ms >= 20
        assert first.away >= 0.02
    with VectorCache(tmp_path, "slow") as cache:
        again = KeptEmbedder(Slow(), cache)
        again.prepare(["甲"])
        again.query_ms = again.away = 0.0
        assert np.array_equal(again.query("甲"), first.query("甲"))
        assert again.query_ms >= 20  # what it took when it was made
        assert again.away < 0.02
        assert (again.computed, again.kept) == (0, 1)


def test_vectors_that_are_none_are_refused_and_not_kept(tmp_path: Path) -> None:
    model = Placed({"甲": [1, 0], "乙": [float("nan"), 0]})
    with VectorCache(tmp_path, model.name) as cache:
        with pytest.raises(YijuError, match="NaN"):
            KeptEmbedder(model, cache).passages(["乙"])
        with pytest.raises(YijuError, match="NaN"):
            KeptEmbedder(model, cache).query("乙")
        assert cache.find("passage", ["乙"]) == cache.find("query", ["乙"]) == {}


def test_another_model_of_the_same_name_is_noticed(tmp_path: Path) -> None:
    with VectorCache(tmp_path, "m") as cache:
        KeptEmbedder(Placed({"甲": [1, 0]}), cache).passages(["甲"])
        with pytest.raises(YijuError, match="长短不一") as caught:
            KeptEmbedder(Placed({"乙": [1, 0, 0]}), cache).passages(["甲", "乙"])
    assert str(cache.path) in caught.value.hint


@pytest.mark.parametrize("data", [b"no database at all" * 100, b"SQLite format 3\x00torn" * 100])
def test_a_broken_cache_is_named(tmp_path: Path, data: bytes) -> None:
    with VectorCache(tmp_path, "m") as cache:
        path = cache.path
    path.write_bytes(data)
    with pytest.raises(YijuError, match="向量缓存用不了") as caught:
        VectorCache(tmp_path, "m")
    assert str(path) in str(caught.value)
