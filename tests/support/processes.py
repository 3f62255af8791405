"""What the system tells of processes (``/proc``), and waiting for what they do."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def wait_for(what: Callable[[], T], seconds: float = 200.0) -> T:
    """Until it is something; else the test fails."""
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, f"it did not come to be in {seconds:.0f} s"
        time.sleep(0.05)
    return found


def are_gone(pids: list[int]) -> bool:
    """Whether none of them runs."""
    return not any(Path(f"/proc/{pid}/exe").exists() for pid in pids)


def opened(pid: int) -> Iterator[str]:
    """The names of what a process has open, as far as it lives and has it."""
    with contextlib.suppress(OSError):
        for one in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                yield str(one.readlink())


def environment(pid: int) -> dict[str, str]:
    """With what it was started; empty where it is gone."""
    try:
        held = Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace")
    except OSError:
        return {}
    return dict(one.split("=", 1) for one in held.split("\0") if "=" in one)


def descendants(pid: int) -> list[int]:
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
