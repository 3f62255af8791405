"""Blind reviewing: what others said of a suggestion is kept from a reviewer who has not judged it."""

import datetime as dt
from collections.abc import Collection, Sequence

import regex
import sqlalchemy as sa

from yiju.sandbox.exemplars import Exemplar
from yiju.sandbox.kpi.definitions import Slice
from yiju.sandbox.kpi.facts import Snapshot, snapshot
from yiju.sandbox.kpi.figures import KEPT, Figure, Report, figure_of, parts_of, report_of
from yiju.sandbox.kpi.rows import Row, rows_of
from yiju.sandbox.moments import in_order
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import reviewable
from yiju.store.database import Database, batched
from yiju.store.review_tables import annotations
from yiju.store.types import Suggestion, Viewer

TELLING = frozenset({"acceptance", "reasons", "override", "edit_distance"})
"""Figures whose rows tell what was said of a suggestion."""
FEWEST = 5
"""Suggestions below which a figure would tell what was said of each."""
_AT_ONCE = 500
_NAMED = regex.compile(r"批注 (\w+)")
"""An annotation in the reason for which a draft was left out."""


def unjudged(sql: Database, viewer: Viewer, settings: Settings, ids: Collection[str]) -> frozenset[str]:
    """Those of these suggestions whose verdicts are kept from the viewer; none where reviews are open."""
    if not settings.review_blind:
        return frozenset()
    own = sa.select(annotations.c.suggestion_id).where(annotations.c.author == viewer.user)
    with sql.read() as connection:
        judged = {
            one
            for some in batched(sorted(set(ids)), _AT_ONCE)
            for one in connection.scalars(own.where(annotations.c.suggestion_id.in_(some)))
        }
    return frozenset(ids) - judged


def seen_rows(
    sql: Database, viewer: Viewer, settings: Settings, metric: str, rows: Sequence[Row]
) -> list[Row]:
    """A figure's rows without what they tell of others' verdicts; the figure itself counts them all."""
    hidden = unjudged(sql, viewer, settings, {row.suggestion_id for row in rows if row.suggestion_id})
    if metric in TELLING:
        return [row for row in rows if row.suggestion_id not in hidden]
    return [
        row.model_copy(update={"annotation_ids": ()}) if row.suggestion_id in hidden else row for row in rows
    ]


def seen_report(
    sql: Database,
    viewer: Viewer,
    settings: Settings,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    by: Slice | None = None,
) -> Report:
    """Every figure, but those that would tell others' verdicts on what the viewer has not judged.

    Raises: as ``figures.report``.
    """
    in_order(since, until)
    found = snapshot(sql, viewer, since=since, until=until)
    return report_seen(sql, viewer, settings, found, report_of(found, since=since, until=until, by=by))


def report_seen(sql: Database, viewer: Viewer, settings: Settings, found: Snapshot, made: Report) -> Report:
    """The same of a report at hand, and the snapshot that it is of.

    Of one slice that is hidden the rest must not tell it: the smallest others go with it.
    """
    kept = unjudged(sql, viewer, settings, {one.id for one in found.advice})
    parts = {"": found, **parts_of(found, made.by)} if kept else {}
    hidden: set[tuple[str, str]] = set()
    for metric in TELLING if kept else ():
        ids = {key: _about(rows_of(metric, part)) for key, part in parts.items()}
        gone = [key for key, about in ids.items() if _tells(about, kept)]
        rest = sorted((key for key in ids if key and key not in gone), key=lambda key: (len(ids[key]), key))
        while rest and 0 < len(frozenset().union(*(ids[key] for key in gone if key))) < FEWEST:
            gone.append(rest.pop(0))
        hidden |= {(metric, key) for key in gone}
    figures = tuple(_hidden(one) if (one.metric, one.slice) in hidden else one for one in made.figures)
    return made.model_copy(update={"figures": figures})


def seen_figure(
    sql: Database, viewer: Viewer, settings: Settings, metric: str, rows: Sequence[Row], key: str = ""
) -> Figure:
    """One figure of its rows, hidden where it would tell too much."""
    about, made = _about(rows), figure_of(metric, rows, key)
    tells = metric in TELLING and _tells(about, unjudged(sql, viewer, settings, about))
    return _hidden(made) if tells else made


def _about(rows: Sequence[Row]) -> frozenset[str]:
    return frozenset(row.suggestion_id for row in rows)


def _tells(about: frozenset[str], kept: frozenset[str]) -> bool:
    return len(about) < FEWEST and not about.isdisjoint(kept)


def _hidden(figure: Figure) -> Figure:
    return Figure(
        metric=figure.metric, slice=figure.slice, value=None, count=0, of=0, more={KEPT: 1.0}, small=True
    )


def seen_exemplars(
    sql: Database, viewer: Viewer, settings: Settings, found: Sequence[Exemplar]
) -> list[Exemplar]:
    """Exemplars without those that are others' rewrites of what the viewer has not judged."""
    hidden = unjudged(sql, viewer, settings, {one.suggestion_id for one in found})
    return [one for one in found if one.suggestion_id not in hidden]


def seen_advice(sql: Database, viewer: Viewer, settings: Settings, one: Suggestion) -> Suggestion:
    """A suggestion without the drafts that went for what others said of what the viewer has not judged.

    How many went stays in ``refused``. Whoever asked for what was judged and reviews nothing there sees it.
    """
    if not settings.review_blind or not one.dropped_claims:
        return one
    named = [frozenset(_NAMED.findall(draft.reason)) for draft in one.dropped_claims]
    kept_from = _kept_from(sql, viewer, settings, frozenset().union(*named, one.shaped_by))
    shown = tuple(
        draft
        for draft, ids in zip(one.dropped_claims, named, strict=True)
        if not ((ids or (kept_from if draft.cause == "refused" else frozenset())) & kept_from)
    )
    return one.model_copy(update={"dropped_claims": shown})


def _kept_from(sql: Database, viewer: Viewer, settings: Settings, ids: Collection[str]) -> frozenset[str]:
    """Those of these annotations that are kept from the viewer; such as nobody knows, too."""
    advice = tables.suggestions
    query = sa.select(
        annotations.c.id,
        annotations.c.suggestion_id,
        sa.and_(sa.not_(reviewable(viewer)), advice.c.body["user"].as_string() == viewer.user).label("asked"),
    ).join(advice, advice.c.id == annotations.c.suggestion_id)
    with sql.read() as connection:
        known = [
            row
            for some in batched(sorted(set(ids)), _AT_ONCE)
            for row in connection.execute(query.where(annotations.c.id.in_(some)))
        ]
    hidden = unjudged(sql, viewer, settings, {row.suggestion_id for row in known})
    ids = {one for one in ids if not one.startswith("g")}  # a rep's own signal is nobody's verdict
    return frozenset(ids) - {row.id for row in known if row.asked or row.suggestion_id not in hidden}
