"""The schedule: one server among all reads what is due, some sources at a time, each in a process of its own.

No source can keep the others waiting: a few are read at once, one that takes long while others wait for a
place makes room after its turn and goes on later where it was, and one that gets nowhere is ended, by name.
"""

import logging
import secrets
import sys
import threading
import time
from dataclasses import dataclass

from yiju.errors import YijuError, in_words
from yiju.settings import Settings
from yiju.store.store import Store
from yiju.sync.child import Child
from yiju.sync.config import SourceConfig
from yiju.sync.config_file import Configured, load_sources, sources_path
from yiju.sync.lease import take
from yiju.sync.run import note_failure
from yiju.sync.runs import due, reached

log = logging.getLogger(__name__)
SCHEDULE = "@schedule"
"""Whose lease the schedule holds: no source can have this name."""
_LEASE = 60.0
_TICK = 5.0
_LOOK = 0.2
_AGAIN = 60.0
"""Seconds before a source is begun again whose process noted nothing."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the sources of a schedule may take.

    Attributes:
        at_once: read side by side.
        turn: seconds after which one makes room, where others wait.
        silent: seconds without a thing that was dealt with, after which one is ended. Longer than a batch of
            pages takes at the slowest pace that a site may ask for.
    """

    at_once: int = 4
    turn: float = 20 * 60.0
    silent: float = 2 * 3600.0


@dataclass(slots=True)
class _Going:
    """A source that is being read: how far it was when it last got on, and since when."""

    source: SourceConfig
    child: Child
    mark: object
    since: float
    is_silent: bool = False


class Schedule:
    """Reads due sources until told to end.

    Args:
        closing: set when the server stops. tick: seconds between two looks at what is due.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        closing: threading.Event,
        tick: float = _TICK,
        bounds: Bounds | None = None,
    ) -> None:
        self._store, self._settings, self._closing, self._tick = store, settings, closing, tick
        self._bounds = bounds or Bounds()
        self._owner = secrets.token_hex(16)
        self._going: dict[str, _Going] = {}
        self._begun: dict[str, float] = {}
        self._told: set[str] = set()

    def run(self) -> None:
        """Until the server stops. What goes wrong is logged, and tried again."""
        if self._settings.vector_store == "memory":
            return  # no other process could write there
        following = time.monotonic() + self._tick
        try:
            while not self._closing.wait(min(_LOOK, self._tick) if self._going else self._tick):
                try:
                    self._reap()
                    if time.monotonic() >= following:
                        self._round()
                        following = time.monotonic() + self._tick
                except Exception as error:
                    log.warning("来源的定时读取出错：%s", in_words(error))
        finally:
            self._end()

    def _round(self) -> None:
        configured = self._configured()
        sources = configured.sources if configured else ()
        if not (sources or self._going) or not self._mine():
            return
        now = time.monotonic()
        waiting = [one for one in due(self._store, sources) if self._may_begin(one, now)]
        waiting.sort(key=lambda one: self._begun.get(one.name, 0.0))  # else as due: longest waiting first
        for one in waiting:
            if self._closing.is_set() or len(self._going) >= self._bounds.at_once:
                break
            self._begin(one)
        self._watch(now, [one for one in waiting if one.name not in self._going])

    def _may_begin(self, one: SourceConfig, now: float) -> bool:
        begun = self._begun.get(one.name)
        return one.name not in self._going and (begun is None or begun + min(_AGAIN, one.every) <= now)

    def _watch(self, now: float, waiting: list[SourceConfig]) -> None:
        """Have those make room that had their turn, as many as wait, and end those that get nowhere."""
        going = sorted(self._going.values(), key=lambda one: one.child.begun)
        room = len(waiting) - sum(one.child.told_to_end for one in going)
        for one in going:
            if (mark := reached(self._store, one.source.name)) != one.mark:
                one.mark, one.since = mark, now
            if one.child.told_to_end:
                continue
            if now - one.since > self._bounds.silent:
                one.is_silent = True
                one.child.end()
            elif room > 0 and now - one.child.begun > self._bounds.turn:
                room -= 1
                one.child.end()

    def _reap(self) -> None:
        """Look after those that have ended."""
        for name, one in list(self._going.items()):
            if not one.child.is_over():
                continue
            del self._going[name]
            code, said = one.child.said()
            if one.is_silent:
                minutes = self._bounds.silent / 60
                log.warning("来源 %s %g 分钟没有进展，已结束。", name, minutes)
                note_failure(self._store, one.source, f"{minutes:g} 分钟没有进展，已结束，以后再试。")
            elif code not in {0, None} and not one.child.told_to_end:
                log.warning("来源 %s 没有读成（yiju sync list 可看原因）%s", name, said and f"：{said}")

    def _end(self) -> None:
        for one in self._going.values():
            one.child.end()
        while any(not one.child.is_over() for one in self._going.values()):
            time.sleep(_LOOK / 4)
        for one in self._going.values():
            one.child.said()
        self._going.clear()

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

    def _begin(self, one: SourceConfig) -> None:
        line = [sys.executable, "-m", "yiju", "sync", "run", one.name, "--json"]
        line += ["--data", str(self._settings.data.resolve())]
        if self._settings.embed_background:
            line.append("--no-wait")  # the server computes the vectors
        path = sources_path(self._settings).resolve()
        mark = reached(self._store, one.name)
        child = Child(line, {"YIJU_SOURCES": str(path)})
        self._begun[one.name] = child.begun
        self._going[one.name] = _Going(one, child, mark, child.begun)
