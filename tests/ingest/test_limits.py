"""What a reading process knows of its own memory."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not count what its parent held")
def test_a_process_begun_by_a_large_one_is_not_large_itself() -> None:
    """Else every reading process of a server that has grown would read one file and end."""
    child = "from yiju.ingest.limits import peak_mb; print(peak_mb())"
    parent = (
        "import os, subprocess, sys\n"
        "held = bytearray(b'x') * (600 << 20)\n"
        "before = lambda: None\n"  # a fork, as ``preexec_fn`` asks for
        f"subprocess.run([sys.executable, '-c', {child!r}], preexec_fn=before, check=True)\n"
    )
    told = subprocess.run([sys.executable, "-c", parent], capture_output=True, text=True, check=True)
    assert 0 < float(told.stdout) < 300
