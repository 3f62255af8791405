"""A real ``yiju serve`` process, that can be killed and started again at the same address."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

_PATIENCE = 60.0


class Served:
    """The server of a data folder. ``url`` stays the same over restarts.

    Attributes:
        module: what is run as ``yiju``; environment: more variables for it.
        patience: seconds that it may take to start.
    """

    module = "yiju"
    patience = _PATIENCE

    def __init__(self, data: Path, **settings: str) -> None:
        """
        Args:
            settings: by their names without the prefix, as ``database_url``.
        """
        self.data = data
        self._log = data.parent / f"{data.name}-serve.log"
        self._settings = {"embedder": "hashing", **settings}
        self.environment: dict[str, str] = {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        # NiceGUI leaves parts out where it finds itself under pytest.
        mine = {
            name: value for name, value in os.environ.items() if not name.startswith(("YIJU_", "PYTEST_"))
        }
        mine |= {f"YIJU_{name.upper()}": value for name, value in self._settings.items()}
        mine |= self.environment
        serve = ["serve", "--data", str(self.data), "--port", str(self._port)]
        line = [sys.executable, "-m", self.module, *serve]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(line, env=mine, stdout=log, stderr=log, cwd=self.data.parent)
        until = time.monotonic() + self.patience
        while True:
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False, timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the server did not start:\n{self.log}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL: it gets to finish nothing."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; its exit code."""
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(30)

    @property
    def log(self) -> str:
        """All it printed."""
        return self._log.read_text("utf-8", "replace") if self._log.exists() else ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(10)
