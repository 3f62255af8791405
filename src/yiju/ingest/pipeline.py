"""Files → searchable documents: walk, read, write, index. One broken file never stops the batch."""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from yiju.errors import ReadFailure, Skipped, YijuError
from yiju.ingest.index import Progress, Staged, embed_pending, stage
from yiju.ingest.parsers import parsers_of
from yiju.ingest.places import Source, is_noted, known_version, note_place, path_of, sha256_of
from yiju.ingest.read import check_size
from yiju.ingest.reading import Reading
from yiju.models.embedder import Embedder
from yiju.store.access import LOCAL_USER
from yiju.store.customers import ensure_customer
from yiju.store.indexing import settle
from yiju.store.store import Store
from yiju.store.types import Customer, Kind

ReadFile = Callable[..., Reading]
"""``yiju.ingest.read.read``: (path, *, kind, max_mb) → Reading."""

_BATCH_PARAGRAPHS = 4000
_BATCH_FILES = 32


@dataclass(frozen=True, slots=True)
class _Given:
    """What the user said of all the files."""

    customer: Customer
    kind: Kind | None
    date: dt.date | None
    actor: str


@dataclass(slots=True)
class IngestReport:
    """What became of the files."""

    files: int = 0
    documents: int = 0
    paragraphs: int = 0
    chunks: int = 0
    unchanged: int = 0
    skipped: list[dict[str, str]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The JSON that ``yiju ingest --json`` prints."""
        return {name: getattr(self, name) for name in self.__slots__}


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
) -> IngestReport:
    """Take files and folders into the store, for one customer.

    A document is searchable by keyword as soon as its batch is written. May be killed at any moment:
    the next call, or the next opening of the store, finishes what was written and repeats nothing.

    Args:
        paths: files, or folders walked wholly, in sorted order; hidden ones are left out.
        customer: name or alias; made if the unit has none of this name.
        kind: decides what the content would else be asked for, for every file.
        date: of files whose content does not say its own.
        wait: also compute the dense vectors now, those still pending from earlier calls included. Else, or
            where nothing could be read, they stay pending for the next call.
        actor: who takes them in, for the audit log.
        read: reads one file, unchanged ones too; for tests.

    Raises:
        YijuError: another process held the store for too long, or the customer's name is empty.
        ModelUnavailable: the embedding endpoint failed; the documents are stored and found by keyword.
    """
    started = time.perf_counter()
    report = IngestReport()
    given = _Given(ensure_customer(store.sql, customer, unit), kind, date, actor)
    files = list(_files(paths, report))
    report.files = len(files) + len(report.failed)
    batch: list[tuple[Source, Reading]] = []
    for done, path in enumerate(files, start=1):
        one = _read_one(store, path, given, read, report)
        if one is not None:
            batch.append(one)
        if _full(batch) or done == len(files):
            _write(store, batch, report)
            batch = []
        if progress is not None:
            progress("读取", done, len(files))
    embedded = 0
    if embedder is not None and wait and (report.documents or report.unchanged):
        embedded = embed_pending(store, embedder, progress)
    if report.documents or embedded:
        store.vectors.tidy()
    report.seconds = round(time.perf_counter() - started, 3)
    return report


def _files(paths: Iterable[Path], report: IngestReport) -> Iterator[Path]:
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            report.failed.append({"path": str(path), "error": "没有这个文件或目录"})
            continue
        inside = sorted(p for p in path.rglob("*") if _wanted(p, path)) if path.is_dir() else [path]
        for file in inside:
            resolved = file.resolve()
            if resolved not in seen:
                seen.add(resolved)
                yield file


def _wanted(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.is_file()


def _read_one(
    store: Store, path: Path, given: _Given, read: ReadFile | None, report: IngestReport
) -> tuple[Source, Reading] | None:
    try:
        one = _read(store, path, given, read)
    except Skipped as reason:
        report.skipped.append({"path": str(path), "reason": _told(path, reason)})
    except YijuError as error:
        report.failed.append({"path": str(path), "error": _told(path, error)})
    except OSError as error:
        report.failed.append({"path": str(path), "error": f"读不了：{error.strerror or error}"})
    except Exception as error:  # a reader's fault is that one file's, whatever it is
        report.failed.append({"path": str(path), "error": f"读不了：{type(error).__name__}：{error}"})
    else:
        report.unchanged += one is None
        return one
    return None


def _told(path: Path, error: YijuError) -> str:
    """What is wrong and what to do, without the file's name, which stands beside it."""
    message = str(error).removeprefix(f"{path.name}：")
    return f"{message}。{error.hint}" if error.hint else message


def _read(store: Store, path: Path, given: _Given, read: ReadFile | None) -> tuple[Source, Reading] | None:
    """The file, read; None if these bytes were read here before by the readers of today."""
    place = path.resolve().as_uri()
    check_size(path, store.settings.max_file_mb)
    sha256 = sha256_of(path)
    source = Source(place, place, sha256, given.customer, given.kind, given.date, given.actor)
    with store.sql.read() as connection:
        known = known_version(connection, source)
        here = known is not None and known.state == "current" and is_noted(connection, source, known)
    if read is None and here and known is not None and known.parser in parsers_of(path):
        return None
    decided = source if known is None else _as_before(source, known, place)
    reading = (read or _default_reader())(path, kind=decided.kind, max_mb=store.settings.max_file_mb)
    if sha256_of(path) != sha256:
        raise ReadFailure(f"{path.name}：读取时文件正在改动，请稍后再试")
    return source, reading


def _default_reader() -> ReadFile:
    from yiju.ingest.read import read

    return read


def _full(batch: list[tuple[Source, Reading]]) -> bool:
    return len(batch) >= _BATCH_FILES or sum(len(r.paragraphs) for _, r in batch) >= _BATCH_PARAGRAPHS


def _write(store: Store, batch: list[tuple[Source, Reading]], report: IngestReport) -> None:
    """Stage a batch, then publish it: other processes wait for this, and not for the reading."""
    if not batch:
        return
    with store.writing():
        settle(store)  # first what a killed process left: it may be the very same documents
        for source, reading in batch:
            try:
                with store.sql.write() as connection:
                    staged = _stage_unless_known(connection, source, reading)
            except (sa.exc.DataError, sa.exc.StatementError, UnicodeError) as error:
                report.failed.append(
                    {"path": str(path_of(source.key)), "error": f"存不下：{type(error).__name__}"}
                )
                continue
            if staged is None:
                report.unchanged += 1
                continue
            report.documents += 1
            report.paragraphs += staged.paragraphs
            report.chunks += staged.chunks
        settle(store)


def _stage_unless_known(connection: sa.Connection, source: Source, reading: Reading) -> Staged | None:
    known = known_version(connection, source)
    if known is not None:
        source = _as_before(source, known, note_place(connection, source, known))
        if reading.parser == known.parser:
            return None  # else a better reader has read it anew: another version
    return stage(connection, source, reading)


def _as_before(source: Source, known: sa.Row[Any], home: str) -> Source:
    """The source at its document's home, under the decisions that its content was taken in with."""
    kind = Kind(known.kind_given) if known.kind_given else None
    return replace(source, key=home, uri=home, kind=kind, date=known.date_given)
