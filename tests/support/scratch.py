"""Where tests put their files: in memory, where there is enough of it.

Every data folder holds an index that is written out and flushed as in earnest: some 80 MB of pages, a dozen
waits for the disk. Thousands of such folders keep a disk busy, and nothing is learnt from it.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

_TOLD = "TESTS_DISK"
"""Tells processes that are started with ``TMPDIR`` in memory where the disk is."""
DISK = Path(os.environ.get(_TOLD) or tempfile.gettempdir())
"""Where temporary files lie otherwise."""
_MEMORY = Path("/dev/shm")
_ENOUGH = 8 << 30
"""Bytes: the folders that whole files of tests share, for two workers, three times over."""


def use_memory() -> None:
    """Make ``/dev/shm`` this process's and its children's folder for temporary files.

    Nothing changes where ``TMPDIR`` is set, where there is no such folder, or too little memory is free.
    """
    if sys.platform != "linux" or "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return
    if min(shutil.disk_usage(_MEMORY).free, _available()) >= _ENOUGH:
        os.environ |= {"TMPDIR": str(_MEMORY), _TOLD: str(DISK)}
        tempfile.tempdir = None  # pytest has asked before


def _available() -> int:
    """Bytes of memory that programs could still have."""
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return 0
