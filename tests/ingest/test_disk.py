"""A disk that is full or read-only: a clear error, and nothing corrupt."""

import errno
import os
import resource
import shutil
import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.stored import put, settings_for, viewer

from yiju.errors import YijuError
from yiju.ingest.place_names import name_of
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store import audit
from yiju.store.access import local_viewer
from yiju.store.disk import disk_trouble
from yiju.store.documents import list_documents
from yiju.store.maintenance import maintain
from yiju.store.store import Store

ROOT = Path(__file__).resolve().parents[2]
FILES = {f"纪要{n:03d}.txt": f"第{n}次会议\n\n双方确认第{n}项验收标准。" for n in range(60)}


def run(folder: Path, most_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    """``yiju ingest`` of the files; no file that it writes may grow beyond so many bytes."""

    def limit() -> None:
        if most_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    command = [sys.executable, "-c", "from yiju.cli import main; main()", "ingest", str(folder / "in")]
    command += ["--customer", "莱茵汽车", "--data", str(folder / "data")]
    environment = {**os.environ, "YIJU_EMBEDDER": "hashing", "YIJU_PARSE_WORKERS": "0"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, preexec_fn=limit, capture_output=True, text=True, check=False
    )


def assert_whole(folder: Path) -> None:
    with Store.open(settings_for(folder / "data")) as store:
        found = list_documents(store.sql, viewer("main"))
        assert sorted(name_of(d.source_key) for d in found) == sorted(FILES)
        assert maintain(store, local_viewer(store.sql), repair=False).consistent
        assert audit.verify_chain(store.sql) == []


@pytest.mark.parametrize("most", [100_000, 600_000, 1_500_000])
def test_a_write_that_does_not_fit_is_told_and_taken_up_again(tmp_path: Path, most: int) -> None:
    (tmp_path / "in").mkdir()
    for name, text in FILES.items():
        (tmp_path / "in" / name).write_text(text, "utf-8")
    ended = run(tmp_path, most)
    assert ended.returncode == 1
    assert "磁盘" in ended.stderr
    assert "内部出错" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert run(tmp_path).returncode == 0
    assert_whole(tmp_path)


def test_an_all_but_full_disk_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    with Store.open(settings_for(tmp_path / "data")) as store:
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10 << 30, 10 << 30, 5 << 20))
        with pytest.raises(YijuError, match="磁盘快满了，只剩 5 MB"):
            put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
        assert list_documents(store.sql, viewer("main")) == []
        monkeypatch.undo()
        put(store, tmp_path / "in", FILES, embedder=HashingEmbedder())
    assert_whole(tmp_path)


def test_a_database_that_turned_read_only_is_told(tmp_path: Path) -> None:
    """Root may write anywhere: what a read-only disk answers is had from the database itself."""
    some = dict(list(FILES.items())[:3])
    with Store.open(settings_for(tmp_path / "data")) as store:
        put(store, tmp_path / "in", some, embedder=HashingEmbedder())
    with Store.open(settings_for(tmp_path / "data")) as store:
        with store.sql.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
        with pytest.raises(YijuError, match="只读"):
            put(store, tmp_path / "in", {"新.txt": "新的一份"}, embedder=HashingEmbedder())
        assert len(list_documents(store.sql, viewer("main"))) == 3
    with Store.open(settings_for(tmp_path / "data")) as store:
        assert put(store, tmp_path / "in", {"新.txt": "新的一份"}).documents == 1


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_what_the_system_says_of_a_disk_is_known(number: int) -> None:
    assert disk_trouble(OSError(number, os.strerror(number))) is not None
    words = f'Service runtime error: Os {{ code: {number}, message: "{os.strerror(number)}" }}'
    assert number == errno.EDQUOT or disk_trouble(Exception(words)) is not None


def test_other_errors_are_none_of_the_disks() -> None:
    assert disk_trouble(OSError(errno.ENOENT, "No such file")) is None
    assert disk_trouble(ValueError("x")) is None


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, which the test may make read-only; skipped where none may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400m", "tmpfs", place], check=False).returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_read_only_mount_is_told_and_does_no_harm(mounted: Path) -> None:
    (mounted / "in").mkdir()
    for name, text in list(FILES.items())[:3]:
        (mounted / "in" / name).write_text(text, "utf-8")
    assert run(mounted).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    ended = run(mounted)
    assert (ended.returncode, "磁盘是只读的" in ended.stderr, "--data" in ended.stderr) == (1, True, True)
    assert "Traceback" not in ended.stderr
    with pytest.raises(YijuError, match="只读"), Store.open(settings_for(mounted / "new")):
        pass
    subprocess.run(["mount", "-o", "remount,rw", mounted], check=True)
    assert run(mounted).returncode == 0
    with Store.open(settings_for(mounted / "data")) as store:
        assert len(list_documents(store.sql, viewer("main"))) == 3
        assert maintain(store, local_viewer(store.sql), repair=False).consistent
