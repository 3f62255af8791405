"""A node, or the command itself, killed in the middle: the end is the same, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.support.clusters import everything, need_ray, nodes_of_one
from tests.support.shell import Ran
from tests.support.stored import settings_for
from yiju.ingest.pipeline import ingest
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store

need_ray()

from yiju.cluster.vectors import STAGE  # noqa: E402
from yiju.cluster.work import Cluster, cluster  # noqa: E402

T = TypeVar("T")
FILES = 70
"""More than are written at once."""
pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc"),
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(FILES):
        lines = (f"第{n}条 第{number}批第{n}号样件在{n}日内交付，检验合格后付款。" * 4 for n in range(1, 25))
        (folder / f"n{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder for temporary files. Not pytest's: sockets' paths must be short."""
    with tempfile.TemporaryDirectory(prefix="r") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def take_in(
    data: Path,
    files: Path,
    elsewhere: Cluster | None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[int, dict[str, list[str]]]:
    """How many documents, and all rows."""
    with Store.open(settings_for(data, parse_workers=1)) as store:
        report = ingest(
            store,
            HashingEmbedder(),
            [files],
            customer="莱茵汽车",
            unit="main",
            progress=progress,
            elsewhere=elsewhere,
        )
        assert (report.failed, report.unchanged) == ([], 0)
        return report.documents, everything(store)


def test_nodes_killed_in_the_middle_change_nothing(files: Path, tmp_path: Path) -> None:
    killed: dict[str, tuple[int, int]] = {}
    with nodes_of_one(3) as (running, others), cluster(running.address) as nodes:

        def kill(stage: str, done: int, total: int) -> None:
            if stage in {"读取", STAGE} and stage not in killed:
                running.remove_node(others.pop(), allow_graceful=False)
                killed[stage] = (done, total)

        there = take_in(tmp_path / "there", files, nodes, kill)
    assert killed.keys() == {"读取", STAGE}
    assert all(0 < done < total for done, total in killed.values()), "one was killed when all was done"
    assert there == take_in(tmp_path / "here", files, None)
    assert there[0] == FILES


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_ended_leaves_no_process_and_is_taken_up_again(
    files: Path, tmp_path: Path, scratch: Path, ending: signal.Signals
) -> None:
    data = tmp_path / "there"
    with _command(data, files, "--cluster", "local") as running:
        try:
            _wait_for(lambda: _documents(data) or running.poll() is not None)
            ours = _descendants(running.pid)
            assert len(ours) > 4
            running.send_signal(ending)
            told, errors = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == (-signal.SIGKILL if ending is signal.SIGKILL else 130)
    assert (told, "Traceback" in errors) == ("", False)
    _wait_for(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in ours))
    assert ending is signal.SIGKILL or list(scratch.iterdir()) == []
    assert 0 < _documents(data) < FILES
    with _command(data, files, *(["--cluster", "local"] if ending is signal.SIGINT else [])) as again:
        told, errors = again.communicate(timeout=200)
    assert list(scratch.iterdir()) == []
    ran = Ran(again.returncode, told, errors)
    assert (ran.code, ran.json["documents"] + ran.json["unchanged"], ran.json["failed"]) == (0, FILES, [])
    with Store.open(settings_for(data)) as store:
        rows = everything(store)
    assert rows == take_in(tmp_path / "here", files, None)[1]


def _command(data: Path, files: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "from yiju.cli import main; main()", "ingest", str(files), "--json"]
    command += ["--customer", "莱茵汽车", "--unit", "main", "--data", str(data), *options]
    known = {**os.environ, "YIJU_EMBEDDER": "hashing", "YIJU_PARSE_WORKERS": "1"}
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"):
        known.pop(name, None)
    return subprocess.Popen(
        command, cwd=data.parent, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _documents(data: Path) -> int:
    """How many there are."""
    if not (data / "yiju.db").exists():
        return 0
    import sqlite3

    with sqlite3.connect(f"file:{data / 'yiju.db'}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def _descendants(pid: int) -> list[int]:
    """All processes below one."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, new = [], [pid]
    while new:
        new = [child for one in new for child in parents.get(one, [])]
        found += new
    return found


def _wait_for(what: Callable[[], T]) -> T:
    until = time.monotonic() + 200
    while not (found := what()):
        assert time.monotonic() < until, "it did not come to be in 200 s"
        time.sleep(0.05)
    return found
