"""The server's worker: what it computes, when it rests, how it ends."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.support.stored import put, settings_for, viewer

from yiju.errors import ModelUnavailable
from yiju.ingest import embedding
from yiju.ingest.background import Background
from yiju.ingest.index import embed_pending
from yiju.models.embedder import Dense
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.retrieval.chunks import find_chunks
from yiju.store import points, tables
from yiju.store.pace import Pace, note_pace, pace_of
from yiju.store.store import Store

MANY = {f"{n}.txt": f"第{n}份资料" for n in range(70)}


class Embedder(HashingEmbedder):
    """Does something after each batch; counts the texts."""

    def __init__(self, after: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self.computed = 0
        self.failures = 0
        self._after = after

    def passages(self, texts: Sequence[str]) -> Dense:
        if self.failures:
            self.failures -= 1
            raise ModelUnavailable("向量服务没有应答：http://key:secret@10.0.0.1/v1")
        self.computed += len(texts)
        made = super().passages(texts)
        self._after()
        return made


class Resting(threading.Event):
    """Rests no time at all: writes down how long it should have been, and does something instead."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        super().__init__()
        self.rests: list[float] = []
        self._acts = list(acts)

    def wait(self, timeout: float | None = None) -> bool:
        self.rests.append(timeout or 0.0)
        if timeout:
            (self._acts.pop(0) if self._acts else self.set)()
        return self.is_set()


def waiting(store: Store) -> int:
    return len(points.pending(store.sql, HashingEmbedder().name))


def test_it_computes_what_waits_and_looks_again(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", MANY)
    counts: list[int] = []
    more = {"新.txt": "后来的资料"}
    closing = Resting(
        lambda: counts.append(waiting(store)),  # nothing new
        lambda: put(store, tmp_path / "in", more),  # another process publishes something
    )
    embedder = Embedder()
    Background(store, embedder, closing).run()
    assert counts == [0]
    assert waiting(store) == 0
    assert embedder.computed == 71
    found = find_chunks(store, HashingEmbedder(), viewer("main"), "后来的资料", limit=1)
    assert found[0].document.title == "新"
    assert [rest for rest in closing.rests if rest] == [2.0, 2.0, 2.0]


def test_told_to_stop_it_keeps_what_it_has_computed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, tmp_path / "in", MANY)
    monkeypatch.setattr(random, "shuffle", lambda batches: None)  # else the smallest may be the first
    closing = threading.Event()
    first = Embedder(closing.set)
    Background(store, first, closing).run()
    assert (first.computed, waiting(store)) == (32, 38)
    rest = Embedder()
    Background(store, rest, Resting()).run()
    assert (rest.computed, waiting(store)) == (38, 0)


def test_while_the_endpoint_is_down_it_asks_less_and_less_often(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(store, tmp_path / "in", {"a.txt": "甲方案"})
    embedder = Embedder()
    embedder.failures = 8
    closing = Resting(*[lambda: None] * 8)
    with caplog.at_level(logging.WARNING):
        Background(store, embedder, closing).run()
    assert closing.rests == [5, 10, 20, 40, 80, 160, 300, 300, 0, 2]
    assert waiting(store) == 0
    (said,) = caplog.messages  # once, and no secret
    assert "没有应答" in said and "secret" not in said


def test_vectors_of_another_model_are_not_thrown_away(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    put(store, tmp_path / "in", {"a.txt": "甲方案"}, embedder=HashingEmbedder(512))
    put(store, tmp_path / "in", {"b.txt": "乙方案"})
    embedder = Embedder()
    with caplog.at_level(logging.WARNING):
        Background(store, embedder, Resting(lambda: None)).run()
    assert embedder.computed == 0
    with store.sql.read() as connection:
        assert points.dense_model(connection) == HashingEmbedder(512).name
    assert len([one for one in caplog.messages if "yiju ingest" in one]) == 1


def test_a_text_that_moved_or_came_back_is_not_computed_again(store: Store, tmp_path: Path) -> None:
    first, moved = tmp_path / "in", tmp_path / "moved"
    put(store, first, {"a.txt": "甲方案"}, embedder=HashingEmbedder())
    moved.mkdir()
    (first / "a.txt").rename(moved / "a.txt")
    assert put(store, moved, {}, names=["a.txt"]).unchanged == 1
    put(store, moved, {"a.txt": "改了的方案"}, embedder=HashingEmbedder())
    assert put(store, moved, {"a.txt": "甲方案"}).documents == 1
    put(store, tmp_path / "other", {"a.txt": "甲方案"}, customer="另一家", unit="west")
    assert waiting(store) <= 2
    embedder = Embedder()
    Background(store, embedder, Resting()).run()
    assert (embedder.computed, waiting(store)) == (0, 0)


def test_a_server_and_a_command_at_once_share_the_work(store: Store, tmp_path: Path) -> None:
    put(store, tmp_path / "in", {f"{n}.txt": f"第{n}份资料" for n in range(320)})
    url = store.sql.engine.url.render_as_string(hide_password=False)
    both = threading.Barrier(2, timeout=60)
    meet = [both.wait]
    one, other = Embedder(lambda: meet and both.wait()), Embedder(lambda: meet and both.wait())
    done: list[int] = []

    def command() -> None:
        with Store.open(settings_for(tmp_path / "data", database_url=url)) as again:
            try:
                done.append(embed_pending(again, one))
            finally:
                meet.clear()
                both.abort()

    class Patient(Embedder):
        def passages(self, texts: Sequence[str]) -> Dense:
            try:
                return super().passages(texts)
            except threading.BrokenBarrierError:
                return HashingEmbedder.passages(self, texts)

    one.__class__ = other.__class__ = Patient
    thread = threading.Thread(target=command)
    thread.start()
    Background(store, other, Resting()).run()
    thread.join(60)
    assert waiting(store) == 0
    # In step, batch by batch: they meet at one batch now and then, and each does a part.
    assert min(one.computed, other.computed) > 32
    assert one.computed + other.computed <= 320 + 6 * 32


def test_how_fast_it_goes_is_told_by_unit_while_it_goes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, tmp_path / "in", MANY)
    put(store, tmp_path / "west", {"w.txt": "西区内容"}, unit="west")
    monkeypatch.setattr(embedding, "_WRITE_AT_ONCE", 1)  # the smallest batch may be the first
    told: list[Pace | None] = []

    def look() -> None:
        with store.sql.read() as connection:
            told.append(pace_of(connection))

    Background(store, Embedder(look), Resting()).run()
    look()
    first, second, third, after = told
    assert first is None  # nothing was written yet
    for pace in (second, third):
        assert pace is not None and pace.of(["main"]) > 0 and pace.of(["east"]) == 0
    assert after is not None and after.of(["main", "west"]) == 0  # nobody is at it any more


def test_an_old_pace_tells_nothing(store: Store) -> None:
    """Of a process that was killed."""
    note_pace(store.sql, "m", {"main": 3.0})
    key = tables.meta.c.key == "embedding_pace"
    with store.sql.write() as connection:
        told = pace_of(connection)
        assert told is not None and told.of(["main"]) == 3
        value = str(connection.scalar(sa.select(tables.meta.c.value).where(key)))
        year = value[8:12]
        older = value.replace(f'"at": "{year}', f'"at": "{int(year) - 1}')
        connection.execute(sa.update(tables.meta).where(key).values(value=older))
    with store.sql.read() as connection:
        assert pace_of(connection) is None
