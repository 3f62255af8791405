"""``yiju ingest --cluster local`` in a process of its own, looked at while it stands still, and ended."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

from tests.support.processes import are_gone, descendants, environment, opened, wait_for

_BEGIN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have it ignored
from yiju.cli import main
main()
"""


def begin(data: Path, files: Path, scratch: Path, *options: str) -> "subprocess.Popen[str]":
    """Start it; what it puts out for a time lies in ``scratch``."""
    command = [sys.executable, "-c", _BEGIN, "ingest", str(files), "--json"]
    command += ["--customer", "莱茵汽车", "--unit", "main", "--data", str(data), *options]
    known = {**os.environ, "YIJU_EMBEDDER": "hashing", "YIJU_PARSE_WORKERS": "1", "TMPDIR": str(scratch)}
    for name in ("RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"):
        known.pop(name, None)
    return subprocess.Popen(
        command, cwd=data.parent, env=known, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def documents(data: Path) -> int:
    """How many there are."""
    if not (data / "yiju.db").exists():
        return 0
    with sqlite3.connect(f"file:{data / 'yiju.db'}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def is_ended(command: "subprocess.Popen[str]", ending: signal.Signals, scratch: Path) -> list[int]:
    """A command that stands still in the middle. Returns the processes it had: none may go on."""
    ours = descendants(command.pid)
    assert len(ours) > 4
    _is_closed_to_others(command.pid, ours, scratch)
    command.send_signal(ending)
    command.send_signal(signal.SIGCONT)
    told, errors = command.communicate(timeout=60)
    assert command.returncode == (-signal.SIGKILL if ending is signal.SIGKILL else 130), errors
    assert told == ""
    assert "Traceback" not in errors, errors
    if ending is not signal.SIGKILL:
        wait_for(lambda: are_gone(ours))
        assert list(scratch.iterdir()) == []
    return ours


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
    sockets = {name for pid in [command, *ours] for name in opened(pid)}
    listening = [
        fields[1].split(":")[0]
        for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:]
        if (fields := line.split())[3] == "0A" and f"socket:[{fields[9]}]" in sockets
    ]
    assert listening and set(listening) == {"0100007F"}
    settings = [environment(pid) for pid in ours]
    assert {one["RAY_AUTH_MODE"] for one in settings if "RAY_AUTH_MODE" in one} == {"token"}
    assert {len(one["RAY_AUTH_TOKEN"]) for one in settings if "RAY_AUTH_TOKEN" in one} == {64}
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in ours if Path(f"/proc/{pid}").exists()} == {
        os.getpriority(os.PRIO_PROCESS, 0)
    }
