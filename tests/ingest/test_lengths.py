"""Embedders whose vectors are of another length than the index is made with."""

import shutil
from pathlib import Path

import pytest
from tests.support.stored import put, settings_for, viewer

from yiju.errors import YijuError
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import points
from yiju.store.store import Store

MAIN = viewer("main")
FILES = {"a.txt": "碳足迹数据每季度提供一次", "b.txt": "年降比例按每年百分之三执行"}


@pytest.mark.parametrize("dim", [64, 512])
def test_a_lost_index_of_other_lengths_is_rebuilt_too(store: Store, tmp_path: Path, dim: int) -> None:
    embedder = HashingEmbedder(dim)
    put(store, tmp_path / "in", FILES, embedder=embedder)
    shutil.rmtree(tmp_path / "data" / "vectors")
    url = store.sql.engine.url.render_as_string(hide_password=False)
    with Store.open(settings_for(tmp_path / "data", database_url=url)) as again:
        assert again.vectors.dim == dim
        assert points.pending(again.sql, embedder.name) == []
        assert find_chunks(again, embedder, MAIN, "年降", limit=1)[0].document.title == "b"


def test_a_model_that_changes_its_length_under_one_name_is_said_and_taken(
    store: Store, tmp_path: Path
) -> None:
    before, after = HashingEmbedder(64), HashingEmbedder(32)
    after.name = before.name
    put(store, tmp_path / "in", FILES, embedder=before)
    with pytest.raises(YijuError, match=r"32.*64"):
        find_chunks(store, after, MAIN, "年降")
    put(store, tmp_path / "in", {"新.txt": "交付节拍每周两次"}, embedder=after)
    assert store.vectors.dim == 32
    assert points.pending(store.sql, after.name) == []
    assert find_chunks(store, after, MAIN, "年降", limit=1)[0].document.title == "b"
