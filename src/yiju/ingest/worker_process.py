"""One process that reads files, as whoever started it holds it."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from yiju.errors import YijuError
from yiju.ingest.limits import Limits
from yiju.ingest.worker import NO_MEMORY, read_message, write_message
from yiju.ingest.worker_scratch import Scratch
from yiju.ingest.worker_starter import start

AHEAD = 32
"""Messages that it may be ahead of whoever takes them."""
_HINT = "设 YIJU_PARSE_WORKERS=0 可改在本进程里读取（不限时间和内存）。"
_MODULE = "yiju.ingest.worker"

Inbox = queue.SimpleQueue[tuple["WorkerProcess", Any, float]]
"""(who, message or None at its end, when it came)."""


class WorkerProcess:
    """Starts at once, and outlives the thread that makes it; what it says goes into the inbox until its end.

    Attributes:
        ready: it has said that it can read.
        spent: it has grown, and is to read no other file.
        ahead: how many of its messages wait to be taken.

    Raises:
        YijuError: no process can be started.
    """

    def __init__(self, limits: Limits, known: Mapping[str, str], inbox: Inbox) -> None:
        self.ready = False
        self.spent = False
        self.ahead = 0
        try:
            self._scratch = Scratch()
            """Its own, so that nothing of a killed one's files stays."""
        except OSError as error:
            raise YijuError(f"读取文件的进程起不来：{error.strerror or error}", hint=_HINT) from error
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._scratch.path))
        command = [sys.executable, "-P", "-m", _MODULE, str(limits.memory_mb), str(limits.max_mb)]
        try:
            self._process = start(
                lambda: subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=None if os.environ.get("YIJU_DEBUG") else subprocess.DEVNULL,
                    env={**known, **places, "MALLOC_ARENA_MAX": "2"},
                )
            )
        except OSError as error:
            self._scratch.remove()
            raise YijuError(f"读取文件的进程起不来：{error.strerror or error}", hint=_HINT) from error
        self._room = threading.Semaphore(AHEAD)
        threading.Thread(target=self._listen, args=(inbox,), daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def send(self, message: object) -> None:
        """Say something to it; if it is dead, its end is told in the inbox."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError):
            write_message(self._process.stdin, message)

    def heard(self) -> None:
        """One of its messages has been dealt with: it may send another."""
        self._room.release()

    def stop(self) -> int:
        """End it, and remove what it had put out. Returns its exit code; below 0 a signal's number."""
        code = self._process.poll()
        if code is None:
            self._process.kill()
            code = self._process.wait()
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # the other pipe is closed by who listens there
            self._process.stdin.close()
        self._scratch.remove()
        return code

    def _listen(self, inbox: Inbox) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        try:
            while (message := read_message(pipe)) is not None:
                inbox.put((self, message, time.monotonic()))
                self._room.acquire()
        except (OSError, ValueError):
            pass  # what is no message is the end
        finally:
            inbox.put((self, None, time.monotonic()))
            pipe.close()


def why_it_died(code: int) -> str:
    """Of an exit code, for the report."""
    if code == NO_MEMORY:
        return "内存不足，无法读取。请拆分文件后再导入，或调大 YIJU_PARSE_MEMORY_MB。"
    if code < 0:
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"读取时解析程序崩溃（{name}），可能是文件损坏，或内存不足。请另存一份后重试。"
    return f"读取时解析程序意外退出（{code}），文件可能已损坏。请另存一份后重试。"


def not_started(code: int) -> YijuError:
    """It ended before it could read anything."""
    return YijuError(f"读取文件的进程起不来（退出码 {code}）", hint=_HINT)
