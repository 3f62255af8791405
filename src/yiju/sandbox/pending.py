"""What awaits a viewer's review, read from the store within bounds."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from yiju.copilot.shingles import Shingles
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.features import Features, features_of
from yiju.sandbox.moments import utc
from yiju.sandbox.novelty import novelty
from yiju.sandbox.types import Annotation
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import readable, reviewable
from yiju.store.database import Database
from yiju.store.review_tables import annotations, assignments
from yiju.store.types import Viewer

WINDOW = 300
"""So many of the newest that await review are looked at, beside those assigned to the viewer."""
_PAGES = 5
"""Windows read at most to find them, where many were judged claim by claim."""
LOOK_BACK = 100
"""Reviewed suggestions of one unit and kind that novelty compares with, the newest."""

_suggestions = tables.suggestions
_BODY = sa.cast(_suggestions.c.body, sa.Text).label("body")


def finished_by(found: Iterable[Annotation], claims: Collection[str]) -> frozenset[str]:
    """The reviewers who judged a suggestion as a whole, or every one of its claims that can be judged."""
    judged: dict[str, set[str]] = defaultdict(set)
    for one in found:
        judged[one.author].add(one.claim_id)
    every = frozenset(claims)
    return frozenset(author for author, of in judged.items() if "" in of or (every and every <= of))


class Candidate:
    """A candidate with what was said of it."""

    def __init__(self, row: Any, said: Sequence[Annotation]) -> None:
        self.id, self.unit, self.customer, self.kind = row.id, row.unit, row.customer, row.kind
        self.created_at = utc(row.created_at)
        self.features: Features = features_of(row.body)
        self.said = said
        self.finished = finished_by(said, self.features.claims)


def awaiting(viewer: Viewer, settings: Settings, *, anyone: bool = False) -> sa.ColumnElement[bool]:
    """Advice that the viewer has not judged as a whole, nor enough others.

    Args:
        anyone: what the viewer has judged, too, where others are still wanted.
    """
    whole = sa.and_(annotations.c.suggestion_id == _suggestions.c.id, annotations.c.claim_id == "")
    authors = sa.select(sa.func.count(annotations.c.author.distinct())).where(whole).scalar_subquery()
    own = sa.select(annotations.c.seq).where(whole, annotations.c.author == viewer.user)
    open_yet = sa.and_(
        reviewable(viewer), _suggestions.c.purpose == "advice", authors < settings.reviews_per_item
    )
    return open_yet if anyone else sa.and_(open_yet, ~own.exists())


def candidates(
    sql: Database,
    viewer: Viewer,
    settings: Settings,
    wanted: sa.ColumnElement[bool],
    *,
    anyone: bool = False,
) -> dict[str, Candidate]:
    """The newest ``WINDOW`` of these that the viewer has not finished, nor enough others; by id.

    Args:
        wanted: contains ``awaiting``. anyone: as there.
    """
    newest = (_suggestions.c.created_at.desc(), _suggestions.c.id)
    columns = [c for c in _suggestions.c if c.name not in {"body", "purpose"}]
    found: dict[str, Candidate] = {}
    for page in range(_PAGES):
        # Ids first: bodies are long, and a database that sorts them carries them along.
        ids = sa.select(_suggestions.c.id).where(wanted).order_by(*newest).limit(WINDOW).offset(page * WINDOW)
        with sql.read() as connection:
            query = sa.select(*columns, _BODY).where(_suggestions.c.id.in_(connection.scalars(ids).all()))
            rows = connection.execute(query).all()
        said: dict[str, list[Annotation]] = defaultdict(list)
        for one in all_annotations(sql, viewer, suggestion_ids=[row.id for row in rows]) if rows else ():
            said[one.suggestion_id].append(one)
        for row in rows:
            made = Candidate(row, said[row.id])
            theirs = anyone or viewer.user not in made.finished
            if theirs and len(made.finished) < settings.reviews_per_item:
                found[made.id] = made
        if len(rows) < WINDOW or len(found) >= WINDOW:
            break
    return found


def novelties(sql: Database, viewer: Viewer, found: Mapping[str, Candidate]) -> dict[str, float]:
    """Of each candidate, how unlike it is to the newest reviewed ones of its unit and kind, in [0, 1]."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one, row in found.items():
        groups[row.unit, row.kind].append(one)
    made: dict[str, float] = {}
    for (unit, kind), ids in groups.items():
        seen = _reviewed(sql, viewer, unit, kind)
        others = [shingles for one, shingles in seen.items() if one not in found]
        made.update(zip(ids, novelty([found[one].features.shingles for one in ids], others), strict=True))
    return made


def _reviewed(sql: Database, viewer: Viewer, unit: str, kind: str) -> dict[str, Shingles]:
    judged = sa.select(annotations.c.seq).where(annotations.c.suggestion_id == _suggestions.c.id)
    wanted = sa.select(_suggestions.c.id).where(
        reviewable(viewer),
        _suggestions.c.purpose == "advice",
        _suggestions.c.unit == unit,
        _suggestions.c.kind == kind,
        judged.exists(),
    )
    wanted = wanted.order_by(_suggestions.c.created_at.desc(), _suggestions.c.id).limit(LOOK_BACK)
    with sql.read() as connection:
        ids = connection.scalars(wanted).all()
        rows = connection.execute(sa.select(_suggestions.c.id, _BODY).where(_suggestions.c.id.in_(ids)))
        return {row.id: features_of(row.body).shingles for row in rows}


def tiers_of(sql: Database, viewer: Viewer) -> dict[tuple[str, str], str]:
    """Tier of the viewer's customers that have one, by unit and name."""
    customers = tables.customers
    query = sa.select(customers.c.unit, customers.c.name, customers.c.tier)
    query = query.where(readable(viewer, customers), customers.c.tier != "")
    with sql.read() as connection:
        return {(row.unit, row.name): row.tier for row in connection.execute(query)}


def assigned_to(sql: Database, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Reviewers of each of these suggestions, by name; the caller may review them."""
    made: dict[str, list[str]] = defaultdict(list)
    query = sa.select(assignments).where(assignments.c.suggestion_id.in_(sorted(ids)))
    with sql.read() as connection:
        for row in connection.execute(query.order_by(assignments.c.reviewer)):
            made[row.suggestion_id].append(row.reviewer)
    return {one: tuple(names) for one, names in made.items()}
