"""A source that is read in a process of its own, so that it can be ended whatever it does."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from yiju.errors import without_secrets

_PATIENCE = 15.0


class Child:
    """A command that runs beside us. Everything that it has begun ends with it.

    Attributes:
        begun: when it was started, on the clock of ``time.monotonic``.
    """

    def __init__(self, line: Sequence[str], surroundings: Mapping[str, str]) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed when it is over)
        self._process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env={**os.environ, **surroundings},
            cwd=Path.cwd(),
        )
        self.begun = time.monotonic()
        self._told: float | None = None

    @property
    def told_to_end(self) -> bool:
        """Whether ``end`` was called."""
        return self._told is not None

    def end(self) -> None:
        """Tell it to end; who does not within some seconds is killed by ``is_over``."""
        if self._told is None:
            self._told = time.monotonic()
            self._process.send_signal(signal.SIGTERM)

    def is_over(self) -> bool:
        """Whether it has ended. What it did not finish goes on, next time, where it was."""
        if self._process.poll() is not None:
            return True
        if self._told is not None and time.monotonic() - self._told > _PATIENCE:
            self._process.kill()
            self._process.wait()
            return True
        return False

    def said(self) -> tuple[int | None, str]:
        """Its exit status, and the last line of its errors. Once, when it is over."""
        with self._errors as errors:
            errors.seek(0)
            lines = errors.read(100_000).decode("utf-8", "replace").split("\n")
        said = next((text.strip() for text in reversed(lines) if text.strip()), "")
        return self._process.returncode, without_secrets(said)[:300]
