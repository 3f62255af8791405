"""Who is to review what: by name, or shared out fairly among a unit's directors."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa

from yiju.errors import Forbidden, NotFound
from yiju.sandbox.queue import to_share
from yiju.settings import Settings
from yiju.store import audit, tables
from yiju.store.access import may_review, readable_suggestions, reviewable, viewer_for
from yiju.store.database import Database, insert_ignore
from yiju.store.review_tables import annotations, assignments
from yiju.store.types import Viewer
from yiju.store.users import list_users

_suggestions = tables.suggestions


def assign(sql: Database, viewer: Viewer, suggestion_id: str, reviewer: str) -> bool:
    """Ask someone to review a suggestion. Audited.

    Returns:
        False where that stood already.

    Raises:
        NotFound: no such suggestion for this viewer, or nobody of this name may review it.
        Forbidden: the viewer may not review it themself.
    """
    _check(sql, viewer, suggestion_id)
    if not _may_review(sql, viewer, reviewer, suggestion_id):
        raise NotFound(f"本单元没有可以评审它的人：{reviewer}", hint="要分给本单元的主管或管理员。")
    return _give(sql, viewer, {suggestion_id: [reviewer]}) == 1


def unassign(sql: Database, viewer: Viewer, suggestion_id: str, reviewer: str) -> bool:
    """Take that back. Audited.

    Returns:
        False where it was not assigned to them.

    Raises:
        NotFound: no such suggestion for this viewer.
        Forbidden: the viewer may not review it themself.
    """
    _check(sql, viewer, suggestion_id)
    with sql.write() as connection:
        audit.hold(connection)
        gone = connection.execute(
            sa.delete(assignments).where(
                assignments.c.suggestion_id == suggestion_id, assignments.c.reviewer == reviewer
            )
        )
        if gone.rowcount:
            audit.append(connection, viewer.user, "review.unassigned", suggestion_id, {"reviewer": reviewer})
        return bool(gone.rowcount)


def share_out(sql: Database, viewer: Viewer, settings: Settings, unit: str) -> dict[str, list[str]]:
    """Give what awaits review in a unit, the most urgent first, each to whoever has least to do. Audited.

    Directors only, or admins where the unit has no director; nobody gets what they asked for themself while
    another can take it, nor what they have judged. Whoever has judged it counts as one of those wanted.

    Returns:
        Suggestion → the reviewers it was newly given to.

    Raises:
        NotFound: the viewer may not know of this unit.
        Forbidden: the viewer may not review in it.
    """
    if unit not in viewer.units or "customer" in viewer.roles:
        raise NotFound(f"没有这个单元：{unit}")
    if not may_review(viewer, unit):
        raise Forbidden("没有分派评审的权限。", hint="请本单元的主管或管理员来分派。")
    people = {one.user: one for one in list_users(sql) if may_review(one, unit)}
    directors = {name: one for name, one in people.items() if "director" in one.roles}
    people = directors or people
    if not people:
        raise NotFound(f"单元 {unit} 没有登记主管或管理员。", hint="用 yiju users add 登记。")
    load = Counter(_to_do(sql, unit))
    given: dict[str, list[str]] = {}
    for item, done in to_share(sql, viewer, settings, unit):
        able = _able(sql, people, item.id)
        taken = {*item.assigned, *done}
        while len(taken) < item.wanted:
            free = [name for name in able if name not in taken]
            if not free:
                break
            others = [name for name in free if name != item.requester] or free
            chosen = min(others, key=lambda name: (load[name], name))
            load[chosen] += 1
            taken.add(chosen)
            given.setdefault(item.id, []).append(chosen)
    _give(sql, viewer, given)
    return given


def _give(sql: Database, viewer: Viewer, given: Mapping[str, list[str]]) -> int:
    """Keep assignments; returns how many are new."""
    made = 0
    with sql.write() as connection:
        audit.hold(connection)
        held = {
            (row.suggestion_id, row.reviewer)
            for row in connection.execute(
                sa.select(assignments).where(assignments.c.suggestion_id.in_(sorted(given)))
            )
        }
        now = dt.datetime.now(dt.UTC)
        for one, names in given.items():
            for name in names:
                if (one, name) in held:
                    continue
                row = {"suggestion_id": one, "reviewer": name, "by": viewer.user, "at": now}
                insert_ignore(connection, assignments, [row])
                audit.append(connection, viewer.user, "review.assigned", one, {"reviewer": name})
                made += 1
    return made


def _check(sql: Database, viewer: Viewer, suggestion_id: str) -> None:
    query = sa.select(_suggestions.c.unit).where(
        readable_suggestions(viewer), _suggestions.c.id == suggestion_id
    )
    with sql.read() as connection:
        unit = connection.scalar(query)
    if unit is None:
        raise NotFound(f"没有这条建议：{suggestion_id}")
    if not may_review(viewer, unit):
        raise Forbidden("没有分派评审的权限。", hint="请本单元的主管或管理员来分派。")


def _may_review(sql: Database, viewer: Viewer, reviewer: str, suggestion_id: str) -> bool:
    """Whether someone may; the local user, who is registered nowhere, may take a task themself."""
    try:
        who = viewer if reviewer == viewer.user else viewer_for(sql, reviewer)
    except NotFound:
        return False
    return suggestion_id in _able_to(sql, who, suggestion_id)


def _able(sql: Database, people: Mapping[str, Viewer], suggestion_id: str) -> list[str]:
    return [name for name, who in people.items() if _able_to(sql, who, suggestion_id)]


def _able_to(sql: Database, who: Viewer, suggestion_id: str) -> set[str]:
    query = sa.select(_suggestions.c.id).where(reviewable(who), _suggestions.c.id == suggestion_id)
    with sql.read() as connection:
        return set(connection.scalars(query))


def _to_do(sql: Database, unit: str) -> dict[str, int]:
    """How much each reviewer has been given in a unit and not judged as a whole."""
    judged = sa.select(annotations.c.seq).where(
        annotations.c.suggestion_id == assignments.c.suggestion_id,
        annotations.c.author == assignments.c.reviewer,
        annotations.c.claim_id == "",
    )
    query = (
        sa.select(assignments.c.reviewer, sa.func.count())
        .join(_suggestions, _suggestions.c.id == assignments.c.suggestion_id)
        .where(_suggestions.c.unit == unit, _suggestions.c.purpose == "advice", ~judged.exists())
        .group_by(assignments.c.reviewer)
    )
    with sql.read() as connection:
        return {row[0]: int(row[1]) for row in connection.execute(query)}
