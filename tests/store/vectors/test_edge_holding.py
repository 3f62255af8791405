"""A shard kept open between questions: opened once, and given up as soon as another process asks."""

import multiprocessing
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.store.vectors.material import EAST, TEXTS, point, rank
from yiju.errors import YijuError
from yiju.store.database import file_lock
from yiju.store.vectors.edge import EdgeVectors

KEPT = 600.0


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of the shards that are opened."""
    found: list[Path] = []
    real = EdgeVectors._load

    def load(self: EdgeVectors) -> Any:
        found.append(self._folder)
        return real(self)

    monkeypatch.setattr(EdgeVectors, "_load", load)
    return found


def test_it_is_opened_once_for_many_questions_from_any_thread(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    vectors.upsert([point(name, text) for name, text in TEXTS.items()])

    def ask() -> None:
        for _ in range(3):
            with vectors.session():
                assert rank(vectors, "碳排放", EAST).bm25

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert openings == [tmp_path]
    vectors.close()
    assert vectors.count() == len(TEXTS)
    assert openings == [tmp_path] * 2
    vectors.close()


def _count(folder: Path) -> int:
    return EdgeVectors(folder, wait=20).count()


def test_another_process_gets_it_while_it_is_kept_open(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    vectors.upsert([point("a0", TEXTS["a0"])])
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_count, (tmp_path,)) == 1
    vectors.upsert([point("b0", TEXTS["b0"])])
    assert vectors.count() == 2
    assert len(openings) == 2
    vectors.close()


def test_two_that_keep_it_open_take_turns(tmp_path: Path) -> None:
    one, other = (EdgeVectors(tmp_path, wait=20, keep=KEPT) for _ in range(2))
    for number in range(3):
        one.upsert([point(f"a{number}", TEXTS["a0"])])
        other.upsert([point(f"b{number}", TEXTS["b0"])])
    assert one.count() == other.count() == 6
    other.close()


def test_who_is_in_the_middle_of_something_keeps_it(tmp_path: Path) -> None:
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    other = EdgeVectors(tmp_path, wait=0.2)
    with vectors.session(), pytest.raises(YijuError, match="另一个 yiju 进程"):
        other.count()
    assert other.count() == 0


def test_after_an_error_it_is_opened_anew(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    with pytest.raises(ZeroDivisionError), vectors.session():
        raise ZeroDivisionError
    assert vectors.count() == 0
    assert len(openings) == 2
    vectors.close()


def test_unused_for_long_it_is_given_back(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=0.01)
    assert vectors.count() == 0
    with file_lock(tmp_path / "shard.lock", 20):
        pass
    assert vectors.count() == 0
    assert openings == [tmp_path] * 2
    vectors.close()
