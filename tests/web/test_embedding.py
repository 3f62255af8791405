"""A real server computes what waits; killed in the middle of it, the next one goes on."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tests.support.served import Served
from tests.support.shell import yiju
from tests.support.slow_vectors import SlowVectors
from tests.support.stored import put, settings_for
from yiju.ingest.index import embed_pending
from yiju.models.embedder import make_embedder
from yiju.store import points, tables
from yiju.store.access import local_viewer
from yiju.store.maintenance import maintain
from yiju.store.store import Store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
FILES = {f"{n:03d}.txt": f"第{n}份资料谈的是第{n * 7}号零件的价格" for n in range(200)}


def _filled(data: Path, files: Path, slow: SlowVectors) -> None:
    with Store.open(settings_for(data, **slow.settings)) as store:
        put(store, files, FILES)


def _vectors(store: Store) -> dict[str, list[float]]:
    """By sha256 of their texts."""
    query = sa.select(tables.embeddings.c.text_sha256, tables.embeddings.c.vector)
    with store.sql.read() as connection:
        rows = connection.execute(query).all()
    return {row.text_sha256: np.frombuffer(row.vector, "<f4").tolist() for row in rows}


def _until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


def test_killed_in_the_middle_the_next_server_goes_on(tmp_path: Path) -> None:
    with SlowVectors() as slow:
        undisturbed = settings_for(tmp_path / "undisturbed", **slow.settings)
        _filled(undisturbed.data, tmp_path / "in", slow)
        with Store.open(undisturbed) as store:
            embed_pending(store, make_embedder(undisturbed) or pytest.fail("none"))
            expected = _vectors(store)
        assert len(expected) == 200

    with SlowVectors() as slow:
        settings = settings_for(tmp_path / "data", **slow.settings)
        _filled(settings.data, tmp_path / "in", slow)
        served = Served(settings.data, **slow.settings)
        started, killed = threading.Event(), threading.Event()

        def kill() -> None:
            assert started.wait(60)
            served.kill()
            killed.set()

        slow.at[4] = kill
        with served:
            started.set()
            assert killed.wait(60)
            assert slow.batches == 4
        with served:
            with Store.open(settings) as store:
                name = (make_embedder(settings) or pytest.fail("none")).name
                _until(lambda: not points.pending(store.sql, name))
            assert served.end() == 0
        with Store.open(settings) as store:
            found = _vectors(store)
            told = maintain(store, local_viewer(store.sql), repair=False)
        assert found.keys() == expected.keys()
        assert all(np.allclose(found[sha], expected[sha], atol=1e-6) for sha in expected)
        assert told.consistent, told
        asked = [text for text in slow.texts if text != "维度"]
        assert len(set(asked)) == 200
        assert len(asked) <= 200 + 32  # the batch that was lost, and no other


def test_what_a_command_leaves_a_running_server_computes(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "纪要.txt"
    data.mkdir()
    file.write_text("日期：2026-01-15\n\n付款方式为货到验收后六十天电汇。\n", encoding="utf-8")
    with Served(data) as served:
        line = ("ingest", str(file), "--customer", "恒升电机", "--no-wait", "--data", str(data))
        ran = yiju(*line)
        assert ran.code == 0, ran
        with Store.open(settings_for(data)) as store:
            _until(lambda: not points.pending(store.sql, "hashing-384-2"))
        assert "后台" not in served.log
