"""Blind reviewing: what others said of a suggestion is kept from a reviewer who has not judged it."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from yiju.sandbox.exemplars import Exemplar
from yiju.sandbox.kpi.rows import Row
from yiju.settings import Settings
from yiju.store.database import Database, batched
from yiju.store.review_tables import annotations
from yiju.store.types import Viewer

TELLING = frozenset({"acceptance", "reasons", "override", "edit_distance"})
"""Figures whose rows tell what was said of a suggestion."""
_AT_ONCE = 500


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


def seen_exemplars(
    sql: Database, viewer: Viewer, settings: Settings, found: Sequence[Exemplar]
) -> list[Exemplar]:
    """Exemplars without those that are others' rewrites of what the viewer has not judged."""
    hidden = unjudged(sql, viewer, settings, {one.suggestion_id for one in found})
    return [one for one in found if one.suggestion_id not in hidden]
