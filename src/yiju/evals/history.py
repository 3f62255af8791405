"""The history of runs: one JSON line each, appended, so that trends show."""

import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path

from pydantic import Field, ValidationError

from yiju.errors import YijuError
from yiju.evals.cases import Strict
from yiju.evals.record import Run
from yiju.evals.summary import Row, summarise, total_seconds


class Point(Strict):
    """A suite's main metric in one run; mean and interval in [0, 1], None where nothing was scored."""

    metric: str
    n: int
    unscored: int = 0
    mean: float | None = None
    low: float | None = None
    high: float | None = None


class Entry(Strict):
    """One run as history keeps it.

    Attributes:
        seconds: the whole run's time. ``source``, ``sample``: as in ``Run``.
    """

    at: dt.datetime
    name: str
    fingerprint8: str
    embedder: str = ""
    model: str = ""
    source: str = ""
    sample: int = 0
    seconds: float = 0.0
    suites: dict[str, Point] = Field(default_factory=dict)


def entry_of(run: Run, mains: Mapping[str, str], rows: Sequence[Row] | None = None) -> Entry:
    """A run's line. ``mains``: suite → main metric; suites without one are left out."""
    whole = [row for row in (summarise(run) if rows is None else rows) if not row.class_]
    points = {
        row.suite: Point(
            metric=row.metric,
            n=row.n,
            unscored=row.unscored,
            mean=_short(row.mean),
            low=_short(row.low),
            high=_short(row.high),
        )
        for row in whole
        if mains.get(row.suite) == row.metric
    }
    return Entry(
        at=run.started_at,
        name=run.name,
        fingerprint8=run.fingerprint[:8],
        embedder=run.embedder,
        model=run.model,
        source=run.source,
        sample=run.sample,
        seconds=round(total_seconds(run), 2),
        suites=points,
    )


def append_history(path: Path, entry: Entry) -> None:
    """Add a line in one write; a torn line before it is closed off. Raises YijuError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        torn = path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n")
        line = ("\n" if torn else "") + entry.model_dump_json() + "\n"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
    except OSError as error:
        raise YijuError(f"评测历史写不了：{path}：{error}", hint="换一个可写的位置。") from error


def read_history(path: Path) -> tuple[list[Entry], list[str]]:
    """All runs, oldest first, and a note for each line that cannot be read (as one torn by a power cut).

    No file: no history yet. Raises YijuError where the file cannot be read at all.
    """
    if not path.exists():
        return [], []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise YijuError(f"评测历史读不了：{path}：{error}") from error
    entries: list[Entry] = []
    notes: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entries.append(Entry.model_validate(json.loads(line)))
        except (ValueError, ValidationError):
            notes.append(f"评测历史 {path.name} 第 {number} 行不完整，已跳过。")
    return entries, notes


def like(entries: Sequence[Entry], now: Entry, count: int = 30) -> list[Entry]:
    """The latest ``count`` runs that may stand in one line with ``now``, oldest first.

    Those of the same name, cases, sample, embedder and model: scores of others differ for other reasons.
    """
    kind = attrgetter("name", "source", "sample", "embedder", "model")
    return sorted((one for one in entries if kind(one) == kind(now)), key=attrgetter("at"))[-count:]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
