"""Vectors made beforehand: brought into the corpus's order, or refused by name."""

import os
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.evals.passages.material import save, write
from yiju.errors import YijuError
from yiju.evals.passages.given import read_vectors
from yiju.evals.passages.records import Corpus, read_corpus

VECTORS = np.asarray([[1, 0], [0, 2], [3, 3], [4, 0]], dtype=np.float32)
IDS = np.asarray(["2", "1", "more", "3"])


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return read_corpus(write(tmp_path / "c.jsonl", [{"id": at, "text": "字"} for at in (1, 2, 3)]))


@pytest.mark.parametrize("kind", ["<f2", "<f4", "<f8", ">f4"])
@pytest.mark.parametrize("packed", [False, True])
def test_rows_come_in_the_order_of_the_corpus(
    tmp_path: Path, corpus: Corpus, kind: str, packed: bool
) -> None:
    (np.savez_compressed if packed else np.savez)(tmp_path / "v.npz", ids=IDS, vectors=VECTORS.astype(kind))
    found = read_vectors(tmp_path / "v.npz", corpus)
    assert found.dtype == np.float32
    assert found.tolist() == [[0, 2], [1, 0], [4, 0]]


def test_ids_may_be_numbers(tmp_path: Path, corpus: Corpus) -> None:
    path = save(tmp_path / "v.npz", ids=np.asarray([3, 2, 1, 9]), vectors=VECTORS)
    assert read_vectors(path, corpus).tolist() == [[3, 3], [0, 2], [1, 0]]


def _with(at: int, value: float) -> Any:
    made = VECTORS.copy()
    made[at] = value
    return made


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"ids": IDS}, "里没有 vectors；有的是：ids"),
        ({"vectors": VECTORS, "names": IDS}, "里没有 ids"),
        ({"ids": IDS, "vectors": VECTORS[0]}, "形状"),
        ({"ids": IDS, "vectors": VECTORS[:, :0]}, "形状"),
        ({"ids": IDS, "vectors": VECTORS.astype(int)}, "不是小数"),
        ({"ids": IDS[:3], "vectors": VECTORS}, "有 3 个 ids，4 个向量"),
        ({"ids": IDS.reshape(2, 2), "vectors": VECTORS}, "不是一列"),
        ({"ids": np.asarray([1.0, 2.0, 3.0, 4.0]), "vectors": VECTORS}, "不是文字或整数"),
        ({"ids": np.asarray(["1", "2", "3", "1"]), "vectors": VECTORS}, "1 个重复"),
        ({"ids": np.asarray(["1", "x", "y", "z"]), "vectors": VECTORS}, "缺 2 段的向量（共 3 段），例如 2"),
        ({"ids": IDS, "vectors": _with(1, np.nan)}, "里 1 的向量含 NaN"),
        ({"ids": IDS, "vectors": _with(3, np.inf)}, "里 3 的向量含 NaN"),
        ({"ids": IDS, "vectors": _with(0, 0)}, "里 2 的向量全是零"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, corpus: Corpus, arrays: dict[str, Any], said: str) -> None:
    with pytest.raises(YijuError, match=said) as caught:
        read_vectors(save(tmp_path / "v.npz", **arrays), corpus)
    assert caught.value.hint


class Trap:
    """Unpickling it makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize("key", ["ids", "vectors"])
def test_pickled_objects_are_refused_and_not_run(tmp_path: Path, corpus: Corpus, key: str) -> None:
    arrays: dict[str, Any] = {"ids": IDS, "vectors": VECTORS}
    arrays[key] = np.asarray([Trap(tmp_path / "ran")] * 4, dtype=object)
    with pytest.raises(YijuError, match="Python 对象"):
        read_vectors(save(tmp_path / "v.npz", **arrays), corpus)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04torn", b"\x80\x04torn", b"plain words"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, corpus: Corpus, data: bytes) -> None:
    (tmp_path / "v.npz").write_bytes(data)
    with pytest.raises(YijuError, match=r"v\.npz"):
        read_vectors(tmp_path / "v.npz", corpus)


def test_a_single_array_is_no_npz(tmp_path: Path, corpus: Corpus) -> None:
    np.save(tmp_path / "v.npy", VECTORS)
    with pytest.raises(YijuError, match=r"不是 \.npz"):
        read_vectors(tmp_path / "v.npy", corpus)


@pytest.mark.parametrize("data", [b"", b'{"id": 1}\n', pickle.dumps({"ids": [1]})])
def test_another_file_is_no_npz(tmp_path: Path, corpus: Corpus, data: bytes) -> None:
    (tmp_path / "v.npz").write_bytes(data)
    with pytest.raises(YijuError, match=r"v\.npz 不是 \.npz"):
        read_vectors(tmp_path / "v.npz", corpus)


@pytest.mark.parametrize(("name", "said"), [("absent.npz", "没有这个文件"), (".", "是一个文件夹")])
def test_no_file(tmp_path: Path, corpus: Corpus, name: str, said: str) -> None:
    with pytest.raises(YijuError, match=said):
        read_vectors(tmp_path / name, corpus)
