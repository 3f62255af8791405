"""A node, or the command itself, killed in the middle: the end is the same, and nothing stays behind."""

import contextlib
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.clusters import everything, need_ray
from tests.support.shell import Ran
from tests.support.stored import settings_for
from yiju.ingest.limits import Limits
from yiju.ingest.pipeline import ingest
from yiju.ingest.taken import Decision, Taken
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.store.store import Store

need_ray()

from yiju.cluster.vectors import STAGE  # noqa: E402
from yiju.cluster.work import Cluster  # noqa: E402

T = TypeVar("T")
FILES = 70
"""More than are written at once."""
pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for number in range(FILES):
        lines = (f"第{n}条 第{number}批第{n}号样件在{n}日内交付，检验合格后付款。" * 4 for n in range(1, 25))
        (folder / f"n{number:02}.txt").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, list[str]]]:
    """What comes of them without a cluster."""
    return take_in(tmp_path_factory.mktemp("here"), files, None)


def take_in(
    data: Path,
    files: Path,
    elsewhere: Cluster | None,
    progress: Callable[[str, int, int], None] | None = None,
    known: int = 0,
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
        assert (report.failed, report.unchanged) == ([], known)
        return report.documents, everything(store)


def test_nodes_killed_in_the_middle_change_nothing(
    running: tuple[Any, list[Any]], nodes: Cluster, files: Path, alone: Any, tmp_path: Path
) -> None:
    killed: dict[str, tuple[int, int]] = {}
    machine, others = running  # the last test that needs more than the head

    def kill(stage: str, done: int, total: int) -> None:
        if stage in {"读取", STAGE} and stage not in killed:
            machine.remove_node(others.pop(), allow_graceful=False)
            killed[stage] = (done, total)

    there = take_in(tmp_path / "there", files, nodes, kill)
    assert killed.keys() == {"读取", STAGE}
    assert all(0 < done < total for done, total in killed.values()), "one was killed when all was done"
    assert there == alone
    assert there[0] == FILES


def test_a_reading_that_is_given_up_goes_on_in_no_thread(nodes: Cluster, files: Path) -> None:
    """Such a thread, met by the end of the connection, would end the process."""
    limits = Limits.of(settings_for(files, parse_workers=1))
    some = [*files.iterdir()]
    with nodes.reading(some[:2], lambda *_: Decision(), limits) as events:
        assert len([one for one in events if isinstance(one, Taken)]) == 2
    before = set(threading.enumerate())
    with (
        contextlib.suppress(KeyboardInterrupt),
        nodes.reading(some, lambda *_: Decision(), limits) as events,
    ):
        next(events)
        raise KeyboardInterrupt
    assert set(threading.enumerate()) - before == set()


def test_commands_that_are_ended_leave_no_process_and_are_taken_up_again(
    nodes: Cluster, files: Path, alone: Any, tmp_path: Path
) -> None:
    with contextlib.ExitStack() as ends:  # both begin at once: a cluster takes its time to start
        begun = []
        for ending in (signal.SIGINT, signal.SIGKILL):
            # Not pytest's folder: sockets' paths must be short.
            scratch = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="r")))
            (tmp_path / ending.name).mkdir()
            command = _command(tmp_path / ending.name / "d", files, scratch, "--cluster", "local")
            ends.enter_context(command)
            ends.callback(command.kill)
            begun.append((ending, scratch, command))
        waiting = {ending: command for ending, _, command in begun}

        def all_stand_still() -> bool:
            for ending, command in list(waiting.items()):
                assert command.poll() is None, command.communicate()
                if _documents(tmp_path / ending.name / "d"):
                    command.send_signal(signal.SIGSTOP)
                    del waiting[ending]
            return not waiting

        _wait_for(all_stand_still)
        for ending, scratch, command in begun:
            data = tmp_path / ending.name / "d"
            _is_ended(command, ending, scratch)
            taken = _documents(data)
            assert 0 < taken < FILES
            if ending is signal.SIGKILL:
                with _command(data, files, scratch) as again:
                    told, errors = again.communicate(timeout=200)
                ran = Ran(again.returncode, told, errors)
                counts = ran.json["documents"], ran.json["unchanged"], ran.json["failed"]
                assert (ran.code, counts) == (0, (FILES - taken, taken, []))
            else:
                assert take_in(data, files, nodes, known=taken)[0] == FILES - taken
            assert list(scratch.iterdir()) == []
            with Store.open(settings_for(data)) as store:
                assert everything(store) == alone[1]


def _is_ended(command: "subprocess.Popen[str]", ending: signal.Signals, scratch: Path) -> None:
    """A command that stands still in the middle; nothing of it goes on."""
    ours = _descendants(command.pid)
    assert len(ours) > 4
    _is_closed_to_others(command.pid, ours, scratch)
    command.send_signal(ending)
    command.send_signal(signal.SIGCONT)
    told, errors = command.communicate(timeout=60)
    assert command.returncode == (-signal.SIGKILL if ending is signal.SIGKILL else 130), errors
    assert told == ""
    assert "Traceback" not in errors, errors
    _wait_for(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in ours))
    assert ending is signal.SIGKILL or list(scratch.iterdir()) == []


def _is_closed_to_others(command: int, ours: list[int], scratch: Path) -> None:
    """No other user enters the folder; nobody speaks to a process from elsewhere or without a token."""
    (held,) = scratch.glob("yiju-*")
    assert stat.S_IMODE(held.stat().st_mode) == 0o700
    assert [path.name for path in held.iterdir() if "session" in path.name] == []
    (session,) = held.glob("*/session_2*")
    assert session.is_dir()
    scratch.chmod(0o755)  # it is not this folder that keeps others out
    if os.getuid() == 0:
        within = "import os, sys; os.setgid(65534); os.setuid(65534); os.listdir(sys.argv[1])"
        looked = subprocess.run(
            [sys.executable, "-c", within, str(session)], capture_output=True, text=True, check=False
        )
        assert "PermissionError" in looked.stderr
    sockets = {name for pid in [command, *ours] for name in _opened(pid)}
    listening = [
        fields[1].split(":")[0]
        for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
        if (fields := line.split())[3] == "0A" and f"socket:[{fields[9]}]" in sockets
    ]
    assert listening and set(listening) == {"0100007F"}
    settings = [_environment(pid) for pid in ours]
    assert {one["RAY_AUTH_MODE"] for one in settings if "RAY_AUTH_MODE" in one} == {"token"}
    assert {len(one["RAY_AUTH_TOKEN"]) for one in settings if "RAY_AUTH_TOKEN" in one} == {64}
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in ours if Path(f"/proc/{pid}").exists()} == {
        os.getpriority(os.PRIO_PROCESS, 0)
    }


def _opened(pid: int) -> Iterator[str]:
    """The names of what a process has open, as far as it lives and has it."""
    with contextlib.suppress(OSError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                yield str(one.readlink())


def _environment(pid: int) -> dict[str, str]:
    try:
        held = Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace")
    except OSError:
        return {}
    return dict(one.split("=", 1) for one in held.split("\0") if "=" in one)


def _command(data: Path, files: Path, scratch: Path, *options: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", "from yiju.cli import main; main()", "ingest", str(files), "--json"]
    command += ["--customer", "莱茵汽车", "--unit", "main", "--data", str(data), *options]
    known = {**os.environ, "YIJU_EMBEDDER": "hashing", "YIJU_PARSE_WORKERS": "1", "TMPDIR": str(scratch)}
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
