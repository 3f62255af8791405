"""Rows and index made to disagree, on each database; and a process killed while it mends them."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tests.store.faults import (
    EMBEDDER,
    FAULTS,
    FILES,
    check,
    lose,
    mend,
    misfile,
    no_vector,
    outdate,
    points,
    rename,
    strange,
)
from tests.support.stored import put, settings_for, viewer
from yiju.errors import YijuError
from yiju.retrieval.chunks import find_chunks
from yiju.store import consistency, tables
from yiju.store.access import local_viewer
from yiju.store.documents import list_documents
from yiju.store.maintenance import maintain
from yiju.store.store import Store
from yiju.store.vectors.base import point_id


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    """Four documents, a chunk each."""
    put(store, tmp_path / "in", FILES, unit="east", embedder=EMBEDDER)
    return store


def test_a_sound_store_is_found_sound_and_stays_so(filled: Store) -> None:
    before = find_chunks(filled, EMBEDDER, viewer("east"), "年降比例2")
    for found in (check(filled), mend(filled), check(filled)):
        assert found.consistent
        assert (found.chunks, found.waiting) == (4, 0)
    assert find_chunks(filled, EMBEDDER, viewer("east"), "年降比例2") == before


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_found_and_mended(filled: Store, fault: Callable[[Store], None]) -> None:
    before = filled.vectors.stored([point.chunk_id for point in points(filled)])
    fault(filled)
    expected = {name: int(name == FAULTS[fault]) for name in set(FAULTS.values())}
    for found in (check(filled), check(filled), mend(filled)):
        assert {name: getattr(found, name) for name in expected} == expected
    assert check(filled).consistent
    after = filled.vectors.stored(before)
    for chunk_id, held in before.items():
        assert after[chunk_id].payload == held.payload
        np.testing.assert_allclose(after[chunk_id].dense, held.dense, atol=1e-6)  # type: ignore[arg-type]
    assert filled.vectors.count() == 4


def test_faults_add_up_and_a_fault_beside_its_opposite_is_seen(filled: Store) -> None:
    """One too many and one too few: the count alone would look right."""
    lose(filled)
    strange(filled)
    misfile(filled)
    assert filled.vectors.count() == 4
    found = mend(filled)
    assert (found.missing, found.surplus, found.misfiled) == (1, 1, 1)
    assert check(filled).consistent


def test_a_vector_that_is_lost_for_good_waits_to_be_computed(filled: Store, tmp_path: Path) -> None:
    no_vector(filled)
    with filled.sql.write() as connection:
        connection.execute(sa.delete(tables.embeddings))
    assert mend(filled).waiting == 1
    assert check(filled).consistent
    put(filled, tmp_path / "in", FILES, unit="east", embedder=EMBEDDER)
    assert check(filled).waiting == 0


def test_old_versions_have_no_points_and_none_are_missed(filled: Store, tmp_path: Path) -> None:
    put(filled, tmp_path / "in", {"mail-0.txt": "年降比例改了"}, unit="east", embedder=EMBEDDER)
    assert len(list_documents(filled.sql, viewer("east"), include_old=True)) == 5
    assert check(filled).consistent
    assert check(filled).chunks == 4


def test_only_an_admin_of_every_unit(filled: Store, tmp_path: Path) -> None:
    put(filled, tmp_path / "other", {"a.txt": "别的单元"}, unit="west")
    for who in (viewer("east", "west"), viewer("east", role="admin"), viewer(role="admin")):
        with pytest.raises(YijuError, match="没有维护的权限"):
            maintain(filled, who, repair=True)
    assert maintain(filled, viewer("east", "west", role="admin"), repair=True).consistent


def test_it_waits_for_a_writer_and_says_so(filled: Store, tmp_path: Path) -> None:
    lose(filled)
    holds, done = threading.Event(), threading.Event()

    def hold() -> None:
        with filled.writing():
            holds.set()
            done.wait(20)

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait(20)
    impatient = settings_for(tmp_path / "data", database_url=filled.settings.database_url, lock_wait=0.2)
    with Store.open(impatient) as other, pytest.raises(YijuError, match="另一个 yiju 进程"):
        mend(other)
    done.set()
    thread.join()
    assert mend(filled).missing == 1


def test_what_another_process_was_just_doing_is_no_fault(
    filled: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A point that was on its way while the comparison passed by."""
    lost = points(filled)[0]
    lose(filled)
    look = consistency.faults_of

    def look_then_arrive(store: Store, ids: list[str]) -> consistency.Faults:
        found = look(store, ids)
        store.vectors.upsert([lost])
        return found

    monkeypatch.setattr(consistency, "faults_of", look_then_arrive)
    assert check(filled).consistent


def test_progress_is_told(filled: Store) -> None:
    lose(filled)
    told: list[tuple[str, int, int]] = []
    maintain(filled, local_viewer(filled.sql), repair=True, progress=lambda *one: told.append(one))
    assert [one for one in told if one[1] == one[2]] == [("核对", 4, 4), ("修复", 1, 1), ("整理", 2, 2)]


def _mend_and_die(folder: Path, url: str, step: int) -> None:
    """Killed before the step-th time something is written to the index or the database."""
    left = step

    def die(*_: object, **__: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(settings_for(folder, database_url=url)) as store:
        for name in ("upsert", "delete_points", "tidy"):
            real = getattr(store.vectors, name)

            def before(*args: object, real: Callable[..., object] = real, **named: object) -> object:
                die()
                return real(*args, **named)

            setattr(store.vectors, name, before)

        @sa.event.listens_for(store.sql.engine, "before_cursor_execute")
        def before_sql(_c: object, _cur: object, statement: str, *_rest: object) -> None:
            if statement.startswith(("UPDATE", "DELETE", "VACUUM")):
                die()

        mend(store)


@pytest.mark.parametrize("step", [0, 1, 2, 4])
def test_a_kill_in_the_middle_loses_nothing(filled: Store, tmp_path: Path, step: int) -> None:
    for fault in FAULTS:
        if fault is not rename and fault is not outdate:
            fault(filled)
    arguments = (tmp_path / "data", filled.settings.database_url, step)
    process = multiprocessing.get_context("spawn").Process(target=_mend_and_die, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    with Store.open(settings_for(tmp_path / "data", database_url=filled.settings.database_url)) as again:
        assert len(list_documents(again.sql, viewer("east"))) == 4
        mend(again)
        assert check(again).consistent
        assert check(again).waiting == 0
        hits = find_chunks(again, EMBEDDER, viewer("east"), "年降比例2")
        assert {point_id(hit.chunk.id) for hit in hits} == {point.id for point in points(again)}


def test_deleted_space_is_given_back(disk_path: Path) -> None:
    from yiju.store.forget import forget_document

    with Store.open(settings_for(disk_path / "data")) as store:
        put(store, disk_path / "in", {"a.txt": "年降比例。" * 100_000, "b.txt": "留下"}, unit="east")
        who = local_viewer(store.sql)
        big = next(d for d in list_documents(store.sql, who) if d.title == "a")
        store.sql.scrub()
        before = (disk_path / "data" / "yiju.db").stat().st_size
        forget_document(store, who, big.id)
        found = mend(store)
        assert found.saved is not None
        assert found.saved > 500_000
        assert (disk_path / "data" / "yiju.db").stat().st_size < before // 2
