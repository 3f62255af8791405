"""What a source offered, taken in by the batch: got, kept as originals, read, and what became of it noted."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Iterable

from yiju.errors import YijuError
from yiju.ingest.origins import Origin
from yiju.ingest.pipeline import ingest
from yiju.store.store import Store
from yiju.store.sync_forgetting import FORGOTTEN
from yiju.sync.base import (
    Cursor,
    Everything,
    Gone,
    Item,
    Remark,
    Source,
    SourceGone,
    SourceStopped,
)
from yiju.sync.config import SourceConfig
from yiju.sync.getting import Getting
from yiju.sync.kept import storable
from yiju.sync.lease import Lease
from yiju.sync.originals import Originals, key_sha256
from yiju.sync.outcome import outcome_of
from yiju.sync.placing import Placing
from yiju.sync.refusing import drop_forgotten, without_forgotten
from yiju.sync.state import (
    FAILED,
    GIVEN_UP,
    READ,
    SKIPPED,
    Known,
    Lost,
    Result,
    State,
)

Event = Item | Cursor | Gone | Everything | Remark
_MOST_REMARKS = 5
ACTOR = "sync"


class OverBudget(YijuError):
    """So many items could not be got that the source is left alone for a while."""


class Intake:
    """Of one run of one source.

    Attributes:
        counts: offered, new, changed, unchanged, read, skipped, failed, given_up, gone, documents.
        last_failure: the reason of the newest item that failed.
        remarks: what the source remarked, the first few.
    """

    def __init__(
        self,
        store: Store,
        config: SourceConfig,
        source: Source,
        state: State,
        lease: Lease,
        stop: threading.Event,
        at: dt.datetime,
    ) -> None:
        self._store, self._config = store, config
        self._state, self._lease, self._stop, self._at = state, lease, stop, at
        self._originals = Originals(store.settings.data)
        self._getting = Getting(source, self._originals, store.settings.max_file_mb)
        self._placing = Placing(store, config)
        self._tried: dict[str, str] = {}
        self._unreachable = 0
        self.counts: Counter[str] = Counter()
        self.last_failure = ""
        self.remarks: list[str] = []

    def take(self, events: Iterable[Event]) -> None:
        """Deal with what was told, in order.

        Raises:
            SourceDown, SourceStopped, OverBudget: what was got before is dealt with.
            Lost: another process has the source.
            YijuError: the store cannot be written.
        """
        events = [storable(one) if isinstance(one, Item) else one for one in events]
        known = self._state.known({one.key for one in events if isinstance(one, Item)})
        got: list[Result] = []
        seen: list[str] = []
        cursor: str | None = None
        try:
            for event in events:
                self._check()
                if isinstance(event, Cursor):
                    cursor = event.value
                elif isinstance(event, Gone):
                    self.counts["gone"] += self._state.gone([event.key])
                elif isinstance(event, Remark):
                    self._remark(event.text)
                elif isinstance(event, Item):
                    self._offered(event, known.get(event.key), got, seen)
        finally:  # also of what was told before the source broke off
            self._state.seen(seen, self._at)
            self._settle(got, cursor)
        if any(isinstance(event, Everything) for event in events):
            self.counts["gone"] += self._state.unseen(self._at)
            self._rehome()

    def _remark(self, text: str) -> None:
        self.counts["remarks"] += 1
        if len(self.remarks) < _MOST_REMARKS and text not in self.remarks:
            self.remarks.append(text[:200])

    def _rehome(self) -> None:
        """A thing that moved needs one original: its document goes to where its bytes are now."""
        moved: dict[str, Result] = {}
        done: list[str] = []
        for key, before, original, item in self._state.moved():
            if self._originals.holds(original):
                if self._originals.holds(before):
                    self._originals.remove(before)
                    moved[original] = Result(item, original, self._originals.path(original).as_uri())
                done.append(key)
        self._read(list(moved.values()))
        self._state.rehomed(done)

    def try_again(self, most: int = 500) -> None:
        """Once more those that failed in earlier runs and were not offered now. Raises as ``take``."""
        waiting = [one for one in self._state.to_try_again(most) if self._tried.get(one.key) != one.version]
        for at in range(0, len(waiting), 32):
            some = waiting[at : at + 32]
            known = self._state.known(one.key for one in some)
            got: list[Result] = []
            try:
                for item in some:
                    self._check()
                    self._offered(item, known.get(item.key), got, [])
            finally:
                self._settle(got, None)

    def _check(self) -> None:
        if self._lease.lost.is_set():
            raise Lost
        if self._stop.is_set():
            raise SourceStopped("已停止")

    def _offered(self, item: Item, known: Known | None, got: list[Result], seen: list[str]) -> None:
        self.counts["offered"] += 1
        anew = self._tried.get(item.key, item.version) != item.version  # told twice: the later one counts
        if known is not None and known.settled(item.version) and not (anew and known.outcome != FORGOTTEN):
            self.counts["forgotten" if known.outcome == FORGOTTEN else "unchanged"] += 1
            seen.append(item.key)
            return
        if self._tried.get(item.key) == item.version:
            return
        got[:] = [one for one in got if one.item.key != item.key]
        if known is not None and known.outcome == READ:
            self._put_with_what_it_was(item, known)
        try:
            result = self._getting.get(item, known, anew=anew)
        except SourceGone:
            self.counts["gone"] += self._state.gone([item.key])
            return
        self._tried[item.key] = item.version
        got.append(result)
        if result.outcome in {FAILED, GIVEN_UP}:
            self._unreachable += 1
            if self._unreachable >= self._config.errors:
                raise OverBudget(f"有 {self._unreachable} 项取不到，最后一项：{result.reason}")

    def _put_with_what_it_was(self, item: Item, known: Known) -> None:
        """A thing that has another suffix now lies elsewhere: its document goes there first.

        So that what comes is its next version, and not another document beside it.
        """
        original = self._originals.place_for(self._config.name, item, known.original)
        if original != known.original and self._originals.move(known.original, original):
            self._read([Result(item, original, self._originals.path(original).as_uri())])

    def _settle(self, got: list[Result], cursor: str | None) -> None:
        """Read what was got, and note what became of all of it."""
        got = without_forgotten(self._store, self._originals, self._config, self._placing.unit, got)
        to_read = [one for one in got if one.sha256 and one.outcome != SKIPPED]
        if to_read:
            self._state.prepare(to_read, self._at)
        read = self._read(to_read)
        results = [read.get(one.item.key, one) for one in got]
        if results or cursor is not None:
            self._state.settle(results, cursor, self._at)
        for one in results:
            self.counts[one.outcome] += 1
            if one.outcome in {FAILED, GIVEN_UP}:
                self.last_failure = f"{one.item.name}：{one.reason}"
        self._drop(results)

    def _drop(self, results: list[Result]) -> None:
        """Keep no original of what was forgotten meanwhile."""
        drop_forgotten(self._store, self._state, self._config.name, results)

    def _read(self, got: list[Result]) -> dict[str, Result]:
        """What became of each, by its key. Raises YijuError: the store cannot be written."""
        found: dict[str, Result] = {}
        groups: dict[str | None, list[Result]] = {}
        for one in got:
            groups.setdefault(self._placing.customer(one.item), []).append(one)
        for customer, some in groups.items():
            origins = {self._originals.path(one.original): self._origin(one.item) for one in some}
            report = ingest(
                self._store,
                None,
                list(origins),
                customer=customer,
                unit=self._placing.unit,
                kind=self._config.document_kind,
                wait=False,
                actor=ACTOR,
                origins=origins,
            )
            self.counts["documents"] += report.documents
            self.counts["unassigned"] += report.unassigned or 0
            failed = {row["path"]: row["error"] for row in report.failed}
            skipped = {row["path"]: row["reason"] for row in report.skipped}
            for one in some:
                path = self._originals.path(one.original)
                found[one.item.key] = outcome_of(one, path, failed, skipped, report.settled)
        return found

    def _origin(self, item: Item) -> Origin:
        key = key_sha256(item.key)
        told = {"source": self._config.name, "item": key, "customer": item.customer}
        return Origin(item.uri, item.facts, item.date, **told)
