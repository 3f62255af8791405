"""What key figures are counted from: advice of a span of time with all that people said of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import sqlalchemy as sa

from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.issues import Issue, list_issues
from yiju.sandbox.kpi.bodies import SIZE, Edit, Told, edits_of, told_of
from yiju.sandbox.kpi.definitions import Slice
from yiju.sandbox.moments import local, utc
from yiju.sandbox.signals import all_signals
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, Signal
from yiju.store import tables
from yiju.store.access import reviewable, reviewed_units
from yiju.store.database import Database
from yiju.store.labels import ADVICE
from yiju.store.types import Viewer

MOST = 5000
"""So much advice is counted at once, the newest of the span."""
_FEW = 1000
"""Up to so much advice, what was said is asked for by its ids; of more, all at once is quicker."""
_MODES = {"extractive": "摘编", "llm": "模型"}

_suggestions = tables.suggestions


@dataclass(frozen=True, slots=True)
class Advice:
    """A suggestion, and what was said of it, in order. ``created_at`` is UTC."""

    id: str
    unit: str
    customer: str
    kind: str
    created_at: dt.datetime
    told: Told
    annotations: Sequence[Annotation]
    signals: Sequence[Signal]
    stands: Sequence[Standing] = ()

    def key(self, by: Slice) -> str:
        """What it belongs to where figures are sliced."""
        if by == "week":
            return week_of(self.created_at)
        if by == "kind":
            return ADVICE[self.kind]
        if by == "mode":
            return _MODES[self.told.mode]
        if by in {"unit", "customer"}:
            return self.unit if by == "unit" else self.customer
        return str(getattr(self.told, by))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Advice given in a span of time and issues opened in it, of what one viewer may review.

    Attributes:
        now: when it was taken: what has not ended is counted up to here.
        cut: whether there was more advice than ``MOST``.
        edits: how far rewrites of claims go, by annotation.
    """

    advice: Sequence[Advice]
    issues: Sequence[Issue]
    now: dt.datetime
    cut: bool = False
    edits: Mapping[str, Edit] = field(default_factory=dict)

    def sliced(self, by: Slice) -> dict[str, "Snapshot"]:
        """The parts of it, by their names."""
        advice: dict[str, list[Advice]] = defaultdict(list)
        for one in self.advice:
            advice[one.key(by)].append(one)
        issues: dict[str, list[Issue]] = defaultdict(list)
        of_advice = {one.id: one.key(by) for one in self.advice}
        for issue in self.issues:
            key = _issue_key(issue, by, of_advice)
            if key:
                issues[key].append(issue)
        keys = sorted({*advice, *issues})
        return {key: replace(self, advice=advice.get(key, ()), issues=issues.get(key, ())) for key in keys}


def snapshot(
    sql: Database,
    viewer: Viewer,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    now: dt.datetime | None = None,
) -> Snapshot:
    """What a viewer may count: advice given from ``since`` to before ``until``, whenever it was judged."""
    now = now or dt.datetime.now(dt.UTC)
    wanted = [reviewable(viewer), _suggestions.c.purpose == "advice"]
    if since is not None:
        wanted.append(_suggestions.c.created_at >= since)
    if until is not None:
        wanted.append(_suggestions.c.created_at < until)
    ids = sa.select(_suggestions.c.id).where(*wanted)
    ids = ids.order_by(_suggestions.c.created_at.desc(), _suggestions.c.id).limit(MOST + 1)
    columns = [c for c in _suggestions.c if c.name not in {"body", "purpose"}]
    with sql.read() as connection:
        found = connection.scalars(ids).all()
    some = found if len(found) <= _FEW else None
    said = _by_suggestion(all_annotations(sql, viewer, suggestion_ids=some))
    signals = _by_suggestion(all_signals(sql, viewer, suggestion_ids=some))
    with sql.read() as connection:
        query = sa.select(*columns, SIZE).where(_suggestions.c.id.in_(found[:MOST]))
        rows = connection.execute(query).all()
        sizes = {row.id: row.size for row in rows}
        told = told_of(connection, sizes)
        edits = edits_of(connection, sizes, [one for row in rows for one in said.get(row.id, ())])
    advice = [
        Advice(
            row.id, row.unit, row.customer, row.kind, utc(row.created_at), told[row.id],
            said.get(row.id, ()), signals.get(row.id, ()), standings(said.get(row.id, ())),
        )
        for row in rows
    ]  # fmt: skip
    advice.sort(key=lambda one: (one.created_at, one.id))
    units = reviewed_units(viewer)
    issues = [
        one
        for one in list_issues(sql, viewer, since=since)
        if one.unit in units and (until is None or one.opened_at < until)
    ]
    return Snapshot(advice, issues, now, cut=len(found) > MOST, edits=edits)


T = TypeVar("T", Annotation, Signal)


def _by_suggestion(found: Iterable[T]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for one in found:
        grouped[one.suggestion_id].append(one)
    return grouped


def week_of(moment: dt.datetime) -> str:
    """The ISO week of a moment in China, as ``2026-W03``."""
    year, week, _day = local(moment).isocalendar()
    return f"{year}-W{week:02d}"


def _issue_key(issue: Issue, by: Slice, of_advice: Mapping[str, str]) -> str:
    if by == "week":
        return week_of(issue.opened_at)
    own = {"unit": issue.unit, "customer": issue.customer, "rep": issue.opened_by}.get(by)
    return own or of_advice.get(issue.suggestion_id or "", "")
