import multiprocessing
import shutil
from pathlib import Path

import pytest

from tests.store.vectors.material import EAST, TEXTS, point, rank
from yiju.errors import YijuError
from yiju.store.vectors.edge import EdgeVectors


def _write_and_read(folder: Path, name: str) -> int:
    vectors = EdgeVectors(folder, wait=60)
    for number in range(4):
        vectors.upsert([point(f"{name}{number}", TEXTS["a0"])])
        assert rank(vectors, "碳排放", EAST).bm25
    return vectors.count([name])


def test_two_processes_at_once_both_succeed(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        counts = pool.starmap(_write_and_read, [(tmp_path, "a"), (tmp_path, "b")])
    assert counts == [4, 4]
    assert EdgeVectors(tmp_path).count() == 8


def test_a_store_held_for_too_long_is_said_plainly(tmp_path: Path) -> None:
    other = EdgeVectors(tmp_path, wait=0.1)
    with EdgeVectors(tmp_path).session(), pytest.raises(YijuError, match="另一个 yiju 进程"):
        other.count()
    assert other.count() == 0


def test_points_outlive_the_process_that_wrote_them(tmp_path: Path) -> None:
    first = EdgeVectors(tmp_path)
    with first.session():
        first.upsert([point("a0", TEXTS["a0"])])
        first.reset(384)
        first.upsert([point("b0", TEXTS["b0"])])
    again = EdgeVectors(tmp_path)
    assert (again.identity, again.count()) == (first.identity, 1)


def test_a_shard_never_finished_is_made_again(tmp_path: Path) -> None:
    EdgeVectors(tmp_path).upsert([point("a0", TEXTS["a0"])])
    (tmp_path / "shard.json").unlink()
    again = EdgeVectors(tmp_path)
    assert again.identity == ""
    assert again.count() == 0


def test_a_broken_shard_is_named(tmp_path: Path) -> None:
    EdgeVectors(tmp_path).upsert([point("a0", TEXTS["a0"])])
    shutil.rmtree(tmp_path / "shard")
    with pytest.raises(YijuError, match="向量索引打不开"):
        EdgeVectors(tmp_path).count()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"identity": "x"}', b'{"identity":"x","dim":"y"}', b"\xff"]
)
def test_a_damaged_description_is_a_shard_to_be_made_again(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    EdgeVectors(tmp_path).upsert([point("a0", TEXTS["a0"])])
    (tmp_path / "shard.json").write_bytes(content)
    again = EdgeVectors(tmp_path)
    assert (again.identity, again.dim) == ("", 384)
    assert "将由数据库重建" in caplog.text
    assert again.count() == 0
