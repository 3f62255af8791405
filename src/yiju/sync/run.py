"""One run of one source: what it offers is taken in, how that ended noted. Killed, it goes on next time."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, cast

from yiju.errors import YijuError, in_words
from yiju.ingest.index import Progress
from yiju.store.store import Store
from yiju.sync.base import Item, Pace, Source, SourceDown, SourceStopped, in_full
from yiju.sync.config import SourceConfig
from yiju.sync.intake import Event, Intake, OverBudget
from yiju.sync.kept import storable
from yiju.sync.lease import SECONDS, Lease, held
from yiju.sync.pace import Bucket
from yiju.sync.placing import unit_of
from yiju.sync.refusing import sweep_forgotten
from yiju.sync.registry import KINDS
from yiju.sync.state import FAILED, Lost, State

log = logging.getLogger(__name__)
DONE, DOWN, BUDGET, STOPPED, BUSY = "done", "down", "budget", "stopped", "busy"
_BATCH = 32
_EVENTS = 500
_FIRST_PAUSE = 60.0
_MOST_PAUSE = 6 * 3600.0


@dataclass(slots=True)
class Ran:
    """How a run of a source went.

    Attributes:
        outcome: done; down (not reachable), budget (too many items failed), failed; stopped; busy (another
            process reads it).
        pause: seconds for which the source is left alone now.
    """

    name: str
    outcome: str = DONE
    reason: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    pause: float | None = None
    seconds: float = 0.0
    last_failure: str = ""

    def as_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {name: getattr(self, name) for name in self.__slots__}


def run_source(
    store: Store,
    config: SourceConfig,
    stop: threading.Event,
    *,
    progress: Progress | None = None,
    lease_seconds: float = SECONDS,
    again: bool = False,
) -> Ran:
    """Read a source, if no other process does. Whatever goes wrong is its own, and told in the result.

    Args:
        again: whether what was given up is tried once more.
    """
    started = time.perf_counter()
    ran = Ran(config.name)
    try:
        with held(store, config.name, lease_seconds) as lease:
            if lease is None:
                return Ran(config.name, BUSY)
            state = State(store.sql, config, config.unit or store.settings.default_unit, lease)
            if again:
                state.once_more()
            _read(store, config, stop, lease, state, ran, progress)
            _end(state, ran)
    except Lost:
        ran.outcome, ran.reason = BUSY, "另一个 yiju 进程接手了它"
    except Exception as error:  # not even that could be noted
        ran.outcome, ran.reason = FAILED, _words(error)
    ran.seconds = round(time.perf_counter() - started, 3)
    return ran


def note_failure(store: Store, config: SourceConfig, reason: str) -> None:
    """Note that a run failed whose process was ended before it could say so, or give anything back."""
    with held(store, config.name, dead=True) as lease:
        if lease is not None:
            state = State(store.sql, config, config.unit or store.settings.default_unit, lease)
            _end(state, Ran(config.name, FAILED, reason))


def _read(
    store: Store,
    config: SourceConfig,
    stop: threading.Event,
    lease: Lease,
    state: State,
    ran: Ran,
    progress: Progress | None,
) -> None:
    """Also that it could not even begin is told, and its pauses grow. Raises Lost."""
    cursor, at = state.begin()
    try:
        source = connect(config, Bucket(config.rate, stop))
        try:
            intake = Intake(store, config, source, state, lease, stop, at)
            sweep_forgotten(store, state, config.name)
            _drive(source, cursor, intake, ran, progress)
            ran.counts = dict(+intake.counts)
            ran.last_failure = intake.last_failure
            ran.reason = "".join(filter(None, (ran.reason, *intake.remarks)))
        finally:
            source.close()
    except Lost:
        raise
    except Exception as error:
        ran.outcome, ran.reason = FAILED, _words(error)


def connect(config: SourceConfig, pace: Pace) -> Source:
    """The source that is configured. Raises YijuError."""
    return cast(Source, import_module(KINDS[config.kind]).connect(config, pace))


def _drive(source: Source, cursor: str, intake: Intake, ran: Ran, progress: Progress | None) -> None:
    """Draw all that it offers. Raises Lost."""
    try:
        for batch in batches(source.items(cursor)):
            intake.take(batch)
            if progress is not None:
                done = intake.counts["offered"]
                progress(f"同步 {ran.name}", done, done)
        intake.try_again()
    except Lost:
        raise
    except SourceStopped:
        ran.outcome = STOPPED
    except SourceDown as error:
        ran.outcome, ran.reason, ran.pause = DOWN, _words(error), error.retry_after
    except OverBudget as error:
        ran.outcome, ran.reason = BUDGET, _words(error)
    except YijuError as error:
        ran.outcome, ran.reason = FAILED, _words(error)
    except Exception as error:  # a source's fault is its own
        log.warning("来源 %s 出错：%s", ran.name, in_words(error))
        ran.outcome, ran.reason = FAILED, f"程序内部出错：{in_words(error)}"


def _end(state: State, ran: Ran) -> None:
    """Note how it went. One that failed is left alone: the longer, the oftener it did."""
    strikes = state.strikes()
    if ran.outcome == DONE:
        strikes = 0
    elif ran.outcome != STOPPED:
        strikes += 1
        doubling = min(_FIRST_PAUSE * 2.0 ** min(strikes - 1, 20), _MOST_PAUSE)
        if ran.pause is None or ran.pause < _FIRST_PAUSE:  # "at once" is no answer to having failed
            ran.pause = doubling
    state.end(ran.outcome, ran.reason, ran.counts, strikes, ran.pause)


def batches(events: Iterable[Event], items: int = _BATCH) -> Iterator[list[Event]]:
    """By so many items. What was told before the source broke off comes first, then its error."""
    waiting = iter(events)
    batch: list[Event] = []
    count = 0
    trouble: Exception | None = None
    while True:
        try:
            event = next(waiting)
        except StopIteration:
            break
        except Exception as error:
            trouble = error
            break
        batch.append(event)
        count += isinstance(event, Item)
        if count >= items or len(batch) >= _EVENTS:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch
    if trouble is not None:
        raise trouble


def preview(store: Store, config: SourceConfig, stop: threading.Event) -> Ran:
    """What a run would read, and nothing is read, written or noted."""
    started = time.perf_counter()
    ran = Ran(config.name)
    try:
        state = State(store.sql, config, unit_of(store, config), None)
        source = connect(config, Bucket(config.rate, stop))
        try:
            for batch in batches(source.items(state.cursor())):
                _look(state, batch, ran)
        finally:
            source.close()
    except Exception as error:
        ran.outcome, ran.reason = DOWN if isinstance(error, SourceDown) else FAILED, _words(error)
    ran.seconds = round(time.perf_counter() - started, 3)
    return ran


def _look(state: State, batch: list[Event], ran: Ran) -> None:
    items = [storable(event) for event in batch if isinstance(event, Item)]
    known = state.known(item.key for item in items)
    for item in items:
        before = known.get(item.key)
        same = before is not None and before.settled(item.version)
        what = "unchanged" if same else "new" if before is None else "changed"
        for name in ("offered", what):
            ran.counts[name] = ran.counts.get(name, 0) + 1


def _words(error: Exception) -> str:
    return in_full(error) if isinstance(error, YijuError) else in_words(error)
