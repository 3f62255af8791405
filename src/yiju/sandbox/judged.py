"""Verdicts that teach: uncontested or settled, on claims of advice, beside what the claim was."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, MutableMapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from yiju.copilot.taste import Occasion, Point
from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.situations import Situation, occasion_of, points_of, situation_of
from yiju.sandbox.standing import Standing, standings
from yiju.sandbox.types import Annotation, Ruling
from yiju.store import tables
from yiju.store.access import reviewable
from yiju.store.database import Database, batched
from yiju.store.erasing import ERASED_TEXT, is_erased
from yiju.store.review_tables import annotations
from yiju.store.types import Suggestion, Viewer

MOST = 300
"""Newest judged suggestions of a unit that are learned from."""

_suggestions = tables.suggestions


@dataclass(frozen=True, slots=True)
class JudgedClaim:
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


@dataclass(frozen=True, slots=True)
class Read:
    """A suggestion as its verdicts are looked at: claim id → point; forgotten claims are left out."""

    unit: str
    customer: str
    occasion: Occasion
    points: dict[str, Point]
    _situations: dict[str, Situation] = field(default_factory=dict)

    def situation(self, claim_id: str) -> Situation:
        """Of a claim's point; of those that were judged alone, for there are many."""
        if claim_id not in self._situations:
            self._situations[claim_id] = situation_of(self.points[claim_id], self.occasion)
        return self._situations[claim_id]


def head_of(unit: str) -> Viewer:
    """Whoever reviews in one unit alone: what is drawn from another unit's material too is none of it."""
    return Viewer(user="", roles=frozenset({"director"}), units=frozenset({unit}))


def judged_in(
    sql: Database,
    unit: str,
    *,
    only: Collection[str] | None = None,
    read: MutableMapping[str, Read] | None = None,
) -> list[JudgedClaim]:
    """Every verdict that teaches in a unit, in order: of its ``MOST`` newest judged suggestions.

    It is one on a claim of advice that nobody contests or that was settled; not on a replay; not on a claim
    that lost its words with a document; and only of suggestions that are made of this unit's material alone.

    Args:
        only: these suggestions instead.
        read: what was read before, added to; the caller forgets it where a body may have changed.
    """
    viewer = head_of(unit)
    newest = _newest(sql, viewer) if only is None else sorted(only)
    found: dict[str, list[Annotation]] = defaultdict(list)
    for one in all_annotations(sql, viewer, suggestion_ids=newest):
        found[one.suggestion_id].append(one)
    known = {} if read is None else read
    read_suggestions(sql, viewer, [one for one in found if one not in known], known)
    return [
        judged
        for one in newest
        if one in found and one in known
        for judged in _judged(one, known[one], found[one])
    ]


def _newest(sql: Database, viewer: Viewer) -> list[str]:
    """The suggestions judged last, in the order of their last annotations."""
    own = annotations.join(_suggestions, _suggestions.c.id == annotations.c.suggestion_id)
    last = sa.func.max(annotations.c.seq)
    query = (
        sa.select(annotations.c.suggestion_id)
        .select_from(own)
        .where(reviewable(viewer), _suggestions.c.purpose == "advice")
        .group_by(annotations.c.suggestion_id)
        .order_by(last.desc())
        .limit(MOST)
    )
    with sql.read() as connection:
        return list(reversed(connection.scalars(query).all()))


def read_suggestions(
    sql: Database, viewer: Viewer, ids: Sequence[str], known: MutableMapping[str, Read]
) -> None:
    """Add those of these suggestions that the viewer may review to what is known."""
    for some in batched(sorted(ids), 100):
        query = sa.select(_suggestions.c.body).where(
            reviewable(viewer), _suggestions.c.purpose == "advice", _suggestions.c.id.in_(some)
        )
        with sql.read() as connection:
            bodies = connection.scalars(query).all()
        for suggestion in map(Suggestion.model_validate, bodies):
            points = {c.id: point for c, point in points_of(suggestion) if not is_erased(c)}
            known[suggestion.id] = Read(suggestion.unit, suggestion.customer, occasion_of(suggestion), points)


def _judged(suggestion_id: str, read: Read, found: list[Annotation]) -> list[JudgedClaim]:
    standing = {one.claim_id: one for one in standings(found) if not one.contested}
    by_id = {one.id: one for one in found}
    return [
        _one(suggestion_id, read, standing[claim_id], by_id)
        for claim_id in read.points
        if claim_id in standing
    ]


def _one(suggestion_id: str, read: Read, standing: Standing, by_id: dict[str, Annotation]) -> JudgedClaim:
    ids = [standing.settled_by] if standing.settled_by else standing.annotations
    deciding = [by_id[one] for one in ids]
    with_words = [one for one in deciding if one.rewrite] or deciding
    assert standing.verdict is not None
    return JudgedClaim(
        annotation=with_words[-1].id,
        suggestion_id=suggestion_id,
        claim_id=standing.claim_id,
        unit=read.unit,
        customer=read.customer,
        author=with_words[-1].author,
        at=with_words[-1].at,
        as_of=read.occasion.as_of,
        verdict=standing.verdict,
        reasons=frozenset(reason for one in deciding for reason in one.reasons),
        rewrite="" if standing.rewrite == ERASED_TEXT else standing.rewrite,
        comment="\n".join(one.comment for one in deciding if one.comment not in {"", ERASED_TEXT}),
        point=read.points[standing.claim_id],
        situation=read.situation(standing.claim_id),
    )
