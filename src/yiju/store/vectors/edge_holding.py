"""Whose an edge shard is: one process's at a time. A server may keep it open until another asks for it.

Who wants the shard stands in a queue, a second lock: so whoever keeps it open can tell that it is wanted, and
does not get it again before whoever waited.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yiju.errors import YijuError
from yiju.store.database import file_lock

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard

log = logging.getLogger(__name__)

_LOOKS = 0.05
"""Seconds between two looks at whether anybody waits for a shard that is kept open."""


class Holding:
    """One shard, opened when it is used. Safe to use from several threads, one after the other.

    Args:
        folder: where its locks lie.
        wait: seconds to wait for another process.
        keep: seconds for which it stays open after its last use, unless another process waits for it.
        load: opens the shard.
    """

    def __init__(self, folder: Path, wait: float, keep: float, load: "Callable[[], EdgeShard]") -> None:
        self._place, self._queue = folder / "shard.lock", folder / "shard.queue"
        self._wait, self._keep, self._load = wait, keep, load
        self._mutex = threading.RLock()
        self._shard: EdgeShard | None = None
        self._lock: contextlib.ExitStack | None = None
        self._users = 0
        self._used = 0.0
        self._watched = False

    @contextlib.contextmanager
    def opened(self) -> "Iterator[EdgeShard]":
        """The shard, this process's own for so long. May be nested.

        Raises:
            YijuError: another process held it for too long, or it cannot be opened.
        """
        with self._mutex:
            if self._shard is None:
                self._take()
            assert self._shard is not None
            self._users += 1
            whole = False
            try:
                yield self._shard
                whole = True
            finally:
                self._users -= 1
                if not self._users:
                    self._rest(whole)

    def renew(self, make: "Callable[[], EdgeShard]") -> None:
        """Put another shard in its place. Raises YijuError as ``opened``."""
        with self._mutex:
            if self._lock is not None:  # it is this process's own, though an earlier renewal may have failed
                shard, self._shard = self._shard, None
                if shard is not None:
                    shard.close()
                self._shard = make()
                return
            with self._locked():
                make().close()

    def close(self) -> None:
        """Give it back."""
        with self._mutex:
            if not self._users:
                self._let_go()

    def _take(self) -> None:
        if self._lock is None:  # else it could not be renewed, and is this process's own
            self._lock = self._locked()
        try:
            self._shard = self._load()
        finally:
            if self._shard is None and not self._users:
                self._let_go()

    def _locked(self) -> contextlib.ExitStack:
        lock = contextlib.ExitStack()
        until = time.monotonic() + self._wait
        with file_lock(self._queue, self._wait):
            lock.enter_context(file_lock(self._place, max(0.0, until - time.monotonic())))
        return lock

    def _rest(self, whole: bool) -> None:
        """Nobody uses it just now. ``whole``: the last use ended well."""
        if not self._keep or not whole or self._wanted():
            self._let_go()
            return
        self._used = time.monotonic()
        if not self._watched:
            threading.Thread(target=self._watch, name="yiju-shard", daemon=True).start()
            self._watched = True

    def _watch(self) -> None:
        """Give it back as soon as anybody waits for it, or nobody has used it for long."""
        while True:
            time.sleep(_LOOKS)
            with self._mutex:
                if self._shard is not None and not self._over():
                    continue
                self._watched = False
                try:
                    self._let_go()
                except Exception:
                    log.exception("向量索引没有关好，下次使用时重新打开")
                return

    def _over(self) -> bool:
        return time.monotonic() - self._used > self._keep or self._wanted()

    def _wanted(self) -> bool:
        try:
            with file_lock(self._queue, 0.0):
                return False
        except YijuError:
            return True

    def _let_go(self) -> None:
        shard, self._shard = self._shard, None
        try:
            if shard is not None:
                shard.close()
        finally:
            lock, self._lock = self._lock, None
            if lock is not None:
                lock.close()
