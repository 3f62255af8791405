"""Workers of a run that was killed: they end, and leave nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

_PATIENCE = 120.0
"""Seconds that a step may take on a busy machine."""


def _until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


def _alive(session: int) -> list[int]:
    """Processes of a session that have not ended."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its) == session and state != "Z":
            found.append(int(path.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_workers_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    line = [sys.executable, "-m", "yiju", "eval", "run", "ask", "--workers", "2", "--data", str(tmp_path)]
    with subprocess.Popen(
        line,
        env=os.environ | {"TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as running:
        try:
            assert _until(lambda: len(list(scratch.glob("yiju-evals-*/*/world"))) == 2)
            assert len(_alive(running.pid)) >= 3
            running.send_signal(signal.SIGKILL)
            running.wait()
            assert _until(lambda: not _alive(running.pid))
            assert list(scratch.glob("yiju-evals-*")) == []
        finally:
            for left in _alive(running.pid):
                os.kill(left, signal.SIGKILL)
