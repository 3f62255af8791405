"""Files → searchable documents: walk, read, write, index. One broken file never stops the batch."""

import datetime as dt
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.ingest.assign.placing import Placing, Target, nobody
from yiju.ingest.assign.rules import AssignmentRules, load_assignment
from yiju.ingest.assign.staging import stage_unless_known
from yiju.ingest.assign.waiting import Waiting
from yiju.ingest.assign.whereto import whereto
from yiju.ingest.deciding import Deciding, Given
from yiju.ingest.elsewhere import Elsewhere
from yiju.ingest.index import Progress, embed_pending
from yiju.ingest.limits import Limits
from yiju.ingest.origins import Origin, Origins
from yiju.ingest.place_names import shown_place
from yiju.ingest.places import Source
from yiju.ingest.reading import Reading
from yiju.ingest.reading_files import reading_of
from yiju.ingest.report import IngestReport
from yiju.ingest.taken import Ended, Taken, Told
from yiju.ingest.taking import ReadFile
from yiju.ingest.walking import files_of
from yiju.models.embedder import Embedder
from yiju.store.access import LOCAL_USER
from yiju.store.customers import ensure_customer
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.transcripts import Transcripts
from yiju.store.types import Kind

__all__ = ["IngestReport", "ingest"]

_BATCH_PARAGRAPHS = 4000
_BATCH_FILES = 32
_SETTLED = "管理员已判定它不属于这里"
_ROUNDS = 3
"""So often is looked again at what went to the tray: an answer may stand before what it answers."""


def ingest(
    store: Store,
    embedder: Embedder | None,
    paths: Sequence[Path],
    *,
    customer: str | None,
    unit: str,
    units: Collection[str] = (),
    kind: Kind | None = None,
    date: dt.date | None = None,
    wait: bool = True,
    actor: str = LOCAL_USER,
    progress: Progress | None = None,
    read: ReadFile | None = None,
    elsewhere: Elsewhere | None = None,
    origins: Mapping[Path, Origin] | None = None,
) -> IngestReport:
    """Take files and folders into the store, for one customer; or judge of each whose it is.

    A document is searchable by keyword as soon as its batch is written. May be killed at any moment:
    the next call, or the next opening of the store, finishes what was written and repeats nothing.

    What lies in a file (attachments, messages, members of an archive) becomes documents of their own.

    Args:
        paths: files, or folders walked wholly, in sorted order; hidden ones are left out.
        customer: name or alias; made if the unit has none of this name. None: rules and evidence decide
            (``yiju.ingest.assign``), and what nobody can be sure of goes to the unit's tray, unseen.
        units: whose customers may be chosen too, beside ``unit``'s.
        kind: decides what the content would else be asked for, for every file.
        date: of files whose content does not say its own.
        wait: also compute the dense vectors now, those still pending from earlier calls included. Else, or
            where nothing could be read, they stay pending for the next call.
        actor: who takes them in, for the audit log.
        read: reads one file, in this process, unchanged ones too; for tests.
        elsewhere: machines that read and compute in place of this one; what is written is the same.
        origins: what is known of files beside their bytes. One that reads as before is no new version.

    Raises:
        YijuError: another process held the store for too long, or the customer's name is empty.
        ModelUnavailable: the embedding endpoint failed; the documents are stored and found by keyword.
    """
    started = time.perf_counter()
    report = IngestReport()
    rules = load_assignment(store.settings)
    whose = nobody(unit) if customer is None else ensure_customer(store.sql, customer, unit)
    given = Given(whose, kind, date, actor)
    placing = Placing(store, rules, unit, units) if customer is None else None
    if placing is not None:
        report.assigned, report.unassigned = [], 0
    files = list(files_of(paths, report))
    report.files = len(files) + len(report.failed)
    writing = _Writing(store, report, Origins(origins), rules, placing)
    waiting, done = Waiting(), 0
    try:
        decide, limits = Deciding(store, given, rules, placing), Limits.of(store.settings)
        at_work = (
            elsewhere.reading(files, decide, limits) if elsewhere else reading_of(files, decide, limits, read)
        )
        with at_work as events:
            for event in events:
                if isinstance(event, Taken):
                    for taken in waiting.taken(event) if placing else (event,):
                        writing.take(given.source(taken.place, taken.sha256), taken.reading)
                elif isinstance(event, Told):
                    if placing and (settled := placing.why_not_read(event.shown)):
                        report.settle(shown_place(event.shown), settled)
                    else:
                        report.tell(event)
                elif isinstance(event, Ended) and not event.place:
                    for taken in waiting.ended():
                        writing.take(given.source(taken.place, taken.sha256), taken.reading)
                    done += 1
                    if progress is not None:
                        progress("读取", done, len(files))
    except YijuError:
        writing.flush()  # what was read before is read
        raise
    writing.flush()
    writing.again()
    embedded = 0
    if embedder is not None and wait and (report.documents or report.unchanged):
        if elsewhere is not None:
            elsewhere.vectors(store, embedder, progress)
        embedded = embed_pending(store, embedder, progress)
    if report.documents or embedded:
        store.vectors.tidy()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


class _Writing:
    """Writes what was read, in batches: other processes wait for this, and not for the reading."""

    def __init__(
        self,
        store: Store,
        report: IngestReport,
        origins: Origins,
        rules: AssignmentRules,
        placing: Placing | None,
    ) -> None:
        self._store, self._report, self._origins = store, report, origins
        self._rules, self._placing = rules, placing
        self._batch: list[tuple[Source, Reading]] = []

    def take(self, source: Source, reading: Reading) -> None:
        """One more document; written with the others of its batch."""
        self._batch.append(self._origins.applied(source, reading))
        paragraphs = sum(len(reading.paragraphs) for _, reading in self._batch)
        if len(self._batch) >= _BATCH_FILES or paragraphs >= _BATCH_PARAGRAPHS:
            self.flush()

    def flush(self) -> None:
        """Stage what was taken, then publish it."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        with self._store.writing():
            settle(self._store)  # first what a killed process left: it may be the very same documents
            stored = [source.sha256 for source, reading in batch if self._stored(source, reading)]
            settle(self._store)
            Transcripts(self._store.settings.data).drop(stored)

    def again(self) -> None:
        """What later documents made sure of, of those that went to the tray."""
        for _ in range(_ROUNDS if self._placing else 0):
            with self._store.writing():
                found = self._placing.again(self._report) if self._placing else []
                for target, reading in found:
                    self._put(target, reading)
                settle(self._store)
            if not found:
                return

    def _stored(self, source: Source, reading: Reading) -> bool:
        if self._placing is not None:
            return self._put(self._placing.target(source, reading), reading)
        kind = source.kind or reading.kind or Kind.NOTE
        target = Target(source, restricted=self._rules.restricts(kind, source.key))
        if self._origins.brought(source):
            with self._store.sql.read() as connection:
                whose = whereto(connection, source)
            target = replace(
                target,
                source=replace(source, customer=whose or source.customer),
                settled="" if whose else _SETTLED,
            )
        return self._put(target, reading)

    def _put(self, target: Target, reading: Reading) -> bool:
        """Returns whether the store has it, staged or as before."""
        report, source = self._report, target.source
        try:
            with self._store.sql.write() as connection:
                if target.settled:
                    staged = None
                elif self._placing is not None:
                    staged = self._placing.put(connection, target, reading, self._origins, report)
                else:
                    staged = stage_unless_known(
                        connection, source, reading, self._origins, restricted=target.restricted
                    )
        except (sa.exc.DataError, sa.exc.StatementError, UnicodeError) as error:
            failed = f"存不下：{type(error).__name__}"
            report.failed.append({"path": shown_place(source.key), "error": failed})
            return False
        if target.settled:
            report.settle(shown_place(source.key), target.settled)
        elif staged is not None:
            report.documents += 1
            report.paragraphs += staged.paragraphs
            report.chunks += staged.chunks
        elif self._placing is None:
            report.unchanged += 1
        return True
