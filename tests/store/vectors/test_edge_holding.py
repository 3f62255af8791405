"""A shard kept open between questions: opened once, and given up as soon as another process asks."""

import multiprocessing
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.store.vectors.material import EAST, TEXTS, point, rank
from yiju.errors import YijuError
from yiju.store.database import file_lock
from yiju.store.vectors.edge import EdgeVectors
from yiju.store.vectors.edge_holding import Holding

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


def _count_thrice(folder: Path) -> list[float]:
    vectors, waits = EdgeVectors(folder, wait=60), []
    for _ in range(3):
        began = time.monotonic()
        assert vectors.count() == 1
        waits.append(time.monotonic() - began)
    return waits


def test_who_waits_comes_before_the_busy_threads_that_keep_it(tmp_path: Path) -> None:
    """A server that is asked without a pause: it has the shard again only after the command that waited."""
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    vectors.upsert([point("a0", TEXTS["a0"])])
    over, used = threading.Event(), []

    def busy() -> None:
        while not over.is_set():
            with vectors.session():
                used.append(time.monotonic())
                over.wait(0.02)

    threads = [threading.Thread(target=busy) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(_count, (tmp_path,))  # it has imported all by now
            began = time.monotonic()
            pool.apply(_count_thrice, (tmp_path,))
            ended = time.monotonic()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    vectors.close()
    # Between two turns of the other each thread had some few turns, not the hundreds of an unfair queue.
    assert sum(began < at < ended for at in used) < 60


def test_after_a_failed_renewal_it_is_opened_anew(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=KEPT)
    assert vectors.count() == 0
    real = EdgeVectors._create
    with pytest.MonkeyPatch.context() as patch:

        def fail(self: EdgeVectors, dim: int) -> Any:
            real(self, dim).close()
            raise OSError("disk full")

        patch.setattr(EdgeVectors, "_create", fail)
        with pytest.raises(OSError, match="disk full"):
            vectors.reset(384)
    assert vectors.count() == 0
    with vectors.session():
        with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="disk full"):
            patch.setattr(EdgeVectors, "_create", fail)
            vectors.reset(384)
        assert vectors.count() == 0
    assert len(openings) == 3
    with vectors.session():
        with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="disk full"):
            patch.setattr(EdgeVectors, "_create", fail)
            vectors.reset(384)
        vectors.reset(384)  # at once: nobody else holds it
        assert vectors.count() == 0
    assert len(openings) == 3
    vectors.close()


class _Unclosed:
    def close(self) -> None:
        raise RuntimeError("flush failed")


class _Closed:
    def close(self) -> None:
        pass


def test_a_shard_that_does_not_close_well_does_not_keep_the_next_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shards: list[Any] = [_Unclosed(), _Closed()]
    holding = Holding(tmp_path, 20.0, 0.01, lambda: shards.pop(0))
    for _ in range(2):
        with holding.opened():
            pass
        with file_lock(tmp_path / "shard.lock", 20):
            pass
    assert "没有关好" in caplog.text
    assert not shards


def test_unused_for_long_it_is_given_back(tmp_path: Path, openings: list[Path]) -> None:
    vectors = EdgeVectors(tmp_path, keep=0.01)
    assert vectors.count() == 0
    with file_lock(tmp_path / "shard.lock", 20):
        pass
    assert vectors.count() == 0
    assert openings == [tmp_path] * 2
    vectors.close()
