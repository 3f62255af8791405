"""How long, and in how much memory, one file may be read."""

import contextlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yiju.settings import Settings

_USUAL_MB = 10.0
"""Larger files get more time, in proportion."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading a file may cost.

    Attributes:
        seconds: for a file of up to 10 MB; a larger one has as much again for each further 10 MB.
        memory_mb: that reading may take on top of what an idle reader has.
        workers: processes that read at the same time; 0 = the command's own process, without limits.
        max_mb: larger files are refused.
        data: the data folder, where transcripts of recordings wait to be stored. No limit: processes that
            were started for one folder may read for another.
    """

    seconds: float = 120.0
    memory_mb: int = 2048
    workers: int = 2
    max_mb: int = 100
    data: str = field(default="", compare=False)

    @classmethod
    def of(cls, settings: "Settings") -> "Limits":
        """As they have been set; never more processes than processors."""
        workers = min(settings.parse_workers, os.cpu_count() or 1)
        home = str(settings.data.resolve())
        return cls(settings.parse_seconds, settings.parse_memory_mb, workers, settings.max_file_mb, home)

    def seconds_for(self, size: int) -> float:
        """Seconds that a file of ``size`` bytes may take."""
        return self.seconds * max(1.0, size / 1024 / 1024 / _USUAL_MB)


def limit_memory(megabytes: int) -> bool:
    """Let this process take no more than this on top of what it has. False where the system cannot say so."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (ImportError, OSError, ValueError):
        return False
    most = pages * resource.getpagesize() + megabytes * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(
        resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
    )
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold the customer's words
    return True


def peak_mb() -> float:
    """The most memory that this process has held; 0 where the system does not tell."""
    # Linux counts what its parent held at the fork into ``ru_maxrss``; not into this line.
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
