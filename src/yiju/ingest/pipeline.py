"""Files → searchable documents: walk, read, write, index. One broken file never stops the batch."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.ingest.deciding import Deciding, Given
from yiju.ingest.elsewhere import Elsewhere
from yiju.ingest.index import Progress, Staged, embed_pending, stage
from yiju.ingest.limits import Limits
from yiju.ingest.origins import Origin, Origins
from yiju.ingest.place_names import shown_place
from yiju.ingest.places import Source, as_before, known_version, note_place
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


def ingest(
    store: Store,
    embedder: Embedder | None,
    paths: Sequence[Path],
    *,
    customer: str,
    unit: str,
    kind: Kind | None = None,
    date: dt.date | None = None,
    wait: bool = True,
    actor: str = LOCAL_USER,
    progress: Progress | None = None,
    read: ReadFile | None = None,
    elsewhere: Elsewhere | None = None,
    origins: Mapping[Path, Origin] | None = None,
) -> IngestReport:
    """Take files and folders into the store, for one customer.

    A document is searchable by keyword as soon as its batch is written. May be killed at any moment:
    the next call, or the next opening of the store, finishes what was written and repeats nothing.

    What lies in a file (attachments, messages, members of an archive) becomes documents of their own.

    Args:
        paths: files, or folders walked wholly, in sorted order; hidden ones are left out.
        customer: name or alias; made if the unit has none of this name.
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
    given = Given(ensure_customer(store.sql, customer, unit), kind, date, actor)
    files = list(files_of(paths, report))
    report.files = len(files) + len(report.failed)
    batch: list[tuple[Source, Reading]] = []
    known = Origins(origins)
    done = 0
    try:
        decide, limits = Deciding(store, given), Limits.of(store.settings)
        at_work = (
            elsewhere.reading(files, decide, limits) if elsewhere else reading_of(files, decide, limits, read)
        )
        with at_work as events:
            for event in events:
                if isinstance(event, Taken):
                    batch.append(known.applied(given.source(event.place, event.sha256), event.reading))
                    if _full(batch):
                        full, batch = batch, []
                        _write(store, full, report, known)
                elif isinstance(event, Told):
                    report.tell(event)
                elif isinstance(event, Ended) and not event.place:
                    done += 1
                    if progress is not None:
                        progress("读取", done, len(files))
    except YijuError:
        _write(store, batch, report, known)  # what was read before is read
        raise
    _write(store, batch, report, known)
    embedded = 0
    if embedder is not None and wait and (report.documents or report.unchanged):
        if elsewhere is not None:
            elsewhere.vectors(store, embedder, progress)
        embedded = embed_pending(store, embedder, progress)
    if report.documents or embedded:
        store.vectors.tidy()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def _full(batch: list[tuple[Source, Reading]]) -> bool:
    return len(batch) >= _BATCH_FILES or sum(len(r.paragraphs) for _, r in batch) >= _BATCH_PARAGRAPHS


def _write(store: Store, batch: list[tuple[Source, Reading]], report: IngestReport, origins: Origins) -> None:
    """Stage a batch, then publish it: other processes wait for this, and not for the reading."""
    if not batch:
        return
    with store.writing():
        stored: list[str] = []
        settle(store)  # first what a killed process left: it may be the very same documents
        for source, reading in batch:
            try:
                with store.sql.write() as connection:
                    staged = _stage_unless_known(connection, source, reading, origins)
            except (sa.exc.DataError, sa.exc.StatementError, UnicodeError) as error:
                report.failed.append(
                    {"path": shown_place(source.key), "error": f"存不下：{type(error).__name__}"}
                )
                continue
            stored.append(source.sha256)
            if staged is None:
                report.unchanged += 1
                continue
            report.documents += 1
            report.paragraphs += staged.paragraphs
            report.chunks += staged.chunks
        settle(store)
        Transcripts(store.settings.data).drop(stored)


def _stage_unless_known(
    connection: sa.Connection, source: Source, reading: Reading, origins: Origins
) -> Staged | None:
    known = known_version(connection, source)
    if known is not None:
        source = as_before(source, known, note_place(connection, source, known))
        if reading.parser == known.parser:
            return None  # else a better reader has read it anew: another version
    elif origins.nothing_new(connection, source, reading):
        return None
    return stage(connection, source, reading)
