"""What awaits review, what matters most first, with the reasons."""

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import sqlalchemy as sa

from yiju.sandbox.pending import Candidate, assigned_to, awaiting, candidates, novelties, tiers_of
from yiju.sandbox.standing import standings
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.review_tables import assignments
from yiju.store.types import Frozen, Viewer

WEIGHTS = {"risk": 0.4, "disagreement": 0.2, "novelty": 0.2, "tier": 0.1, "age": 0.1}
"""Of each part of the priority, all in [0, 1]."""
_TIERS = {"A": 1.0, "B": 0.6, "C": 0.3}
_UNTIERED = 0.3
_OLD = dt.timedelta(days=7)
"""Waiting longer counts no more."""
_NOVEL, _RISKY = 0.7, 0.6
"""From here on an item is filed under 新场景, 高风险."""

Group = Literal["risk", "disagreement", "novelty", "rest"]
GROUPS: dict[Group, str] = {"risk": "高风险", "disagreement": "有分歧", "novelty": "新场景", "rest": "其余"}

_suggestions = tables.suggestions


class Item(Frozen):
    """A suggestion that awaits the viewer's review.

    Attributes:
        subject: the scene, goal or question asked for.
        requester: who asked for it; ``created_at`` is UTC.
        priority: in [0, 1]; ``parts`` by name (``WEIGHTS``), each in [0, 1]; ``reasons`` in Chinese.
        group: where a page files it.
        done, wanted: reviewers who have judged it whole or claim by claim, and how many are wanted.
        assigned: to whom; ``mine``: to the viewer, too.
        claims, judged: how many claims can be judged, and how many of them the viewer has judged.
    """

    id: str
    unit: str
    customer: str
    kind: str
    subject: str
    requester: str
    created_at: dt.datetime
    mode: str
    prompts: tuple[str, ...]
    tier: str
    priority: float
    parts: dict[str, float]
    reasons: tuple[str, ...]
    group: Group
    done: int
    wanted: int
    assigned: tuple[str, ...]
    mine: bool
    claims: int
    judged: int


def queue(
    sql: Database,
    viewer: Viewer,
    settings: Settings,
    *,
    customer: str | None = None,
    kind: str | None = None,
    mine: bool = False,
    limit: int | None = None,
    now: dt.datetime | None = None,
) -> list[Item]:
    """What the viewer may review and has not, nor enough others: assigned to them first, then by priority.

    Of what is not assigned to them, the newest ``pending.WINDOW``; ``waiting`` counts all. Where reviews
    are blind, what others said weighs nothing before the viewer has spoken.

    Args:
        customer, kind: only these. mine: only what is assigned to the viewer.
    """
    now = now or dt.datetime.now(dt.UTC)
    wanted = awaiting(viewer, settings)
    if customer is not None:
        wanted = sa.and_(wanted, _suggestions.c.customer == customer)
    if kind is not None:
        wanted = sa.and_(wanted, _suggestions.c.kind == kind)
    given = sa.select(assignments.c.suggestion_id).where(assignments.c.reviewer == viewer.user)
    found = candidates(sql, viewer, settings, sa.and_(wanted, _suggestions.c.id.in_(given)))
    if not mine:
        rest = candidates(sql, viewer, settings, sa.and_(wanted, _suggestions.c.id.not_in(given)))
        found = {**found, **rest}
    items = _items(sql, viewer, settings, found, now)
    items.sort(key=lambda item: (not item.mine, -item.priority, item.created_at, item.id))
    return items[:limit]


def to_share(
    sql: Database, viewer: Viewer, settings: Settings, unit: str
) -> list[tuple[Item, frozenset[str]]]:
    """What awaits anybody's review in a unit, by priority, with those who are done with it: the newest."""
    wanted = sa.and_(awaiting(viewer, settings, anyone=True), _suggestions.c.unit == unit)
    found = candidates(sql, viewer, settings, wanted, anyone=True)
    items = _items(sql, viewer, settings, found, dt.datetime.now(dt.UTC))
    items.sort(key=lambda item: (-item.priority, item.created_at, item.id))
    return [(item, found[item.id].finished) for item in items]


def waiting(sql: Database, viewer: Viewer, settings: Settings) -> int:
    """How many suggestions await the viewer's verdict as a whole, all of them."""
    query = sa.select(sa.func.count()).select_from(_suggestions).where(awaiting(viewer, settings))
    with sql.read() as connection:
        return int(connection.execute(query).scalar_one())


def _items(
    sql: Database, viewer: Viewer, settings: Settings, found: Mapping[str, Candidate], now: dt.datetime
) -> list[Item]:
    new = novelties(sql, viewer, found)
    tiers, assigned = tiers_of(sql, viewer), assigned_to(sql, found)
    return [
        _item(viewer, settings, row, new[one], tiers, assigned.get(one, ()), now)
        for one, row in found.items()
    ]


def _item(
    viewer: Viewer,
    settings: Settings,
    row: Candidate,
    new: float,
    tiers: Mapping[tuple[str, str], str],
    assigned: tuple[str, ...],
    now: dt.datetime,
) -> Item:
    features = row.features
    own = {one.claim_id for one in row.said if one.author == viewer.user}
    split = 0.0 if settings.review_blind and not own else _disagreement(row)
    tier = tiers.get((row.unit, row.customer), "")
    age = now - row.created_at
    parts = {
        "risk": features.risk.score,
        "disagreement": split,
        "novelty": new,
        "tier": _TIERS.get(tier, _UNTIERED),
        "age": min(1.0, max(0.0, age / _OLD)),
    }
    reasons = list(features.risk.reasons)
    if split:
        reasons.insert(0, "评审有分歧")
    if new >= _NOVEL:
        reasons.append("与评过的都不像")
    if tier:
        reasons.append(f"{tier} 级客户")
    if age.days >= 2:
        reasons.append(f"已等 {age.days} 天")
    group: Group = "rest"
    if split:
        group = "disagreement"
    elif parts["risk"] >= _RISKY:
        group = "risk"
    elif new >= _NOVEL:
        group = "novelty"
    return Item(
        id=row.id,
        unit=row.unit,
        customer=row.customer,
        kind=row.kind,
        subject=features.subject,
        requester=features.user,
        created_at=row.created_at,
        mode=features.mode,
        prompts=features.prompts,
        tier=tier,
        priority=round(sum(WEIGHTS[name] * value for name, value in parts.items()), 4),
        parts=parts,
        reasons=tuple(reasons),
        group=group,
        done=len(row.finished),
        wanted=settings.reviews_per_item,
        assigned=assigned,
        mine=viewer.user in assigned,
        claims=len(features.claims),
        judged=len(own & features.claims),
    )


def _disagreement(row: Candidate) -> float:
    """Of the most contested thing in it: 0 where all agree, 1 where reviewers are split evenly."""
    open_yet = {"", *row.features.claims}
    split = [one for one in standings(row.said) if one.contested and one.claim_id in open_yet]
    return max((min(1.0, 2 * (1 - one.agreement)) for one in split), default=0.0)
