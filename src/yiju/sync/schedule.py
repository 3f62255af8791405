"""The schedule: one server among all reads what is due, one source at a time, in a process of its own."""

import logging
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from yiju.errors import YijuError, in_words, without_secrets
from yiju.settings import Settings
from yiju.store.store import Store
from yiju.sync.config import SourceConfig
from yiju.sync.config_file import Configured, load_sources, sources_path
from yiju.sync.lease import take
from yiju.sync.runs import due

log = logging.getLogger(__name__)
SCHEDULE = "@schedule"
"""Whose lease the schedule holds: no source can have this name."""
_LEASE = 60.0
_TICK = 5.0
_LOOK = 0.2
_AGAIN = 60.0
"""Seconds before a source is begun again whose process noted nothing."""
_PATIENCE = 15.0


class Schedule:
    """Reads due sources until told to end.

    Args:
        closing: set when the server stops. tick: seconds between two looks at what is due.
    """

    def __init__(
        self, store: Store, settings: Settings, closing: threading.Event, tick: float = _TICK
    ) -> None:
        self._store, self._settings, self._closing, self._tick = store, settings, closing, tick
        self._owner = secrets.token_hex(16)
        self._begun: dict[str, float] = {}
        self._told: set[str] = set()

    def run(self) -> None:
        """Until the server stops. What goes wrong is logged, and tried again."""
        if self._settings.vector_store == "memory":
            return  # no other process could write there
        while not self._closing.wait(self._tick):
            try:
                self._round()
            except Exception as error:
                log.warning("来源的定时读取出错：%s", in_words(error))

    def _round(self) -> None:
        configured = self._configured()
        if configured is None or not configured.sources or not self._mine():
            return
        now = time.monotonic()
        waiting = [
            one for one in due(self._store, configured.sources) if self._begun.get(one.name, 0.0) <= now
        ]
        for one in waiting:
            if self._closing.is_set():
                return
            self._begun[one.name] = time.monotonic() + min(_AGAIN, one.every)
            self._read(one)

    def _configured(self) -> Configured | None:
        """The sources of this moment. What is wrong with the file is told once, until that changes."""
        try:
            found = load_sources(self._settings)
            troubles = {f"来源 {one.name}：{one.message}" for one in found.troubles} if found else set()
        except YijuError as error:
            found, troubles = None, {str(error)}
        for one in sorted(troubles - self._told):
            log.warning("%s", one)
        self._told = troubles
        return found

    def _mine(self) -> bool:
        """Whether this server keeps the schedule."""
        sql = self._store.sql
        return take(sql, SCHEDULE, self._owner, _LEASE, renew=True) or take(
            sql, SCHEDULE, self._owner, _LEASE
        )

    def _read(self, one: SourceConfig) -> None:
        line = [sys.executable, "-m", "yiju", "sync", "run", one.name, "--json"]
        line += ["--data", str(self._settings.data.resolve())]
        if self._settings.embed_background:
            line.append("--no-wait")  # the server computes the vectors
        path = sources_path(self._settings).resolve()
        code, said = in_process(line, self._closing, self._mine, {"YIJU_SOURCES": str(path)})
        if code not in {0, None} and not self._closing.is_set():
            log.warning("来源 %s 没有读成（yiju sync list 可看原因）%s", one.name, said and f"：{said}")


def in_process(
    line: Sequence[str], closing: threading.Event, beat: Callable[[], object], surroundings: dict[str, str]
) -> tuple[int | None, str]:
    """Run a command; end it when the server stops.

    Args:
        beat: called again and again meanwhile.

    Returns:
        Its exit status, and the last line of its errors.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, **surroundings},
            cwd=Path.cwd(),
        )
        beaten = time.monotonic()
        while child.poll() is None:
            if closing.wait(_LOOK):
                child.send_signal(signal.SIGTERM)
                try:
                    child.wait(_PATIENCE)
                except subprocess.TimeoutExpired:
                    child.kill()  # it goes on, next time, where it was
                    child.wait()
                break
            if time.monotonic() - beaten > _LEASE / 4:
                beat()
                beaten = time.monotonic()
        errors.seek(0)
        lines = errors.read(100_000).decode("utf-8", "replace").split("\n")
    said = next((text.strip() for text in reversed(lines) if text.strip()), "")
    return child.returncode, without_secrets(said)[:300]
