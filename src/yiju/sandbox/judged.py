"""Verdicts that teach: uncontested or settled, on claims of advice, beside what the claim was."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.copilot.taste import Occasion, Point
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.situations import Situation, occasion_of, points_of, situation_of
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, Ruling
from yiju.store import tables
from yiju.store.access import reviewable
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT, FORGOTTEN
from yiju.store.types import Suggestion, Viewer

MOST = 300
"""Newest judged suggestions of a unit that are learned from."""

_suggestions = tables.suggestions


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim and the verdict that stands on it.

    Attributes:
        annotation: id of the verdict that decides: the adjudicator's, else the last one.
        as_of: the day that the suggestion was made for.
        reasons, comment: of all who gave the verdict; words that were erased are none.
        rewrite: how it should read, for an edit; empty where erased.
    """

    annotation: str
    suggestion_id: str
    claim_id: str
    unit: str
    customer: str
    author: str
    at: dt.datetime
    as_of: dt.date | None
    verdict: Ruling
    reasons: frozenset[str]
    rewrite: str
    comment: str
    point: Point
    situation: Situation


def inside(unit: str, user: str = "") -> Viewer:
    """Whoever reviews in one unit alone: what is drawn from another unit's material too is none of it."""
    return Viewer(user=user, roles=frozenset({"director"}), units=frozenset({unit}))


def judged_in(sql: Database, unit: str) -> list[Judged]:
    """Every verdict that teaches in a unit, in order.

    It is one on a claim of advice that nobody contests or that was settled; not on a replay; not on a claim
    that lost its words with a document; and only of suggestions that are made of this unit's material alone.
    """
    viewer = inside(unit)
    found: dict[str, list[Annotation]] = defaultdict(list)
    for one in all_annotations(sql, viewer):
        found[one.suggestion_id].append(one)
    newest = sorted(found, key=lambda one: found[one][-1].seq)[-MOST:]
    query = sa.select(_suggestions.c.body).where(
        reviewable(viewer), _suggestions.c.purpose == "advice", _suggestions.c.id.in_(newest)
    )
    with sql.read() as connection:
        bodies = connection.scalars(query).all()
    suggestions = {one.id: one for one in map(Suggestion.model_validate, bodies)}
    return [
        judged for one in newest if one in suggestions for judged in _judged(suggestions[one], found[one])
    ]


def _judged(suggestion: Suggestion, found: list[Annotation]) -> list[Judged]:
    standing = {one.claim_id: one for one in standings(found) if not one.contested}
    by_id = {one.id: one for one in found}
    occasion = occasion_of(suggestion)
    return [
        _one(suggestion, standing[claim.id], by_id, point, occasion)
        for claim, point in points_of(suggestion)
        if claim.id in standing and FORGOTTEN not in claim.flags
    ]


def _one(
    suggestion: Suggestion,
    standing: Standing,
    by_id: dict[str, Annotation],
    point: Point,
    occasion: Occasion,
) -> Judged:
    ids = [standing.settled_by] if standing.settled_by else standing.annotations
    deciding = [by_id[one] for one in ids]
    with_words = [one for one in deciding if one.rewrite] or deciding
    assert standing.verdict is not None
    return Judged(
        annotation=with_words[-1].id,
        suggestion_id=suggestion.id,
        claim_id=standing.claim_id,
        unit=suggestion.unit,
        customer=suggestion.customer,
        author=with_words[-1].author,
        at=with_words[-1].at,
        as_of=occasion.as_of,
        verdict=standing.verdict,
        reasons=frozenset(reason for one in deciding for reason in one.reasons),
        rewrite="" if standing.rewrite == ERASED_TEXT else standing.rewrite,
        comment="\n".join(one.comment for one in deciding if one.comment not in {"", ERASED_TEXT}),
        point=point,
        situation=situation_of(point, occasion),
    )
