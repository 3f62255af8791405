"""Adjudication: what reviewers disagree on, with every side, until somebody else settles it."""

import datetime as dt

import sqlalchemy as sa

from yiju.sandbox.annotations import all_annotations, in_force
from yiju.sandbox.features import judgeable, subject_of
from yiju.sandbox.pending import finished_by
from yiju.sandbox.standing import standings
from yiju.sandbox.types import Annotation
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.access import reviewable
from yiju.store.database import Database
from yiju.store.review_tables import annotations
from yiju.store.types import Frozen, Suggestion, Viewer
from yiju.store.users import reviewers_of

_suggestions = tables.suggestions


class Dispute(Frozen):
    """Something that reviewers disagree on and nobody has settled.

    Attributes:
        claim_id: empty for the suggestion as a whole; ``text``: the claim's words, or the headline.
        sides: the verdicts in force, in order.
        since: when the disagreement arose (UTC).
        may_settle: whether the viewer may: no party to it, or an admin where the unit has nobody else.
    """

    suggestion_id: str
    claim_id: str
    unit: str
    customer: str
    kind: str
    subject: str
    text: str
    sides: tuple[Annotation, ...]
    agreement: float
    since: dt.datetime
    may_settle: bool


def disputes(sql: Database, viewer: Viewer, settings: Settings) -> list[Dispute]:
    """What awaits an adjudicator among what the viewer may review, the longest-standing first.

    Settle one with ``add_annotation`` and ``settles=True``. Where reviews are blind, a suggestion that
    still wants reviews is kept from those who have not judged it. Of words that were erased with a document
    nobody can say who was right: they await nobody.
    """
    split = (
        sa.select(annotations.c.suggestion_id)
        .group_by(annotations.c.suggestion_id, annotations.c.claim_id)
        .having(
            sa.and_(
                sa.func.count(annotations.c.author.distinct()) > 1,
                sa.func.count(annotations.c.verdict.distinct()) > 1,
            )
        )
    )
    query = sa.select(_suggestions.c.body).where(
        reviewable(viewer), _suggestions.c.purpose == "advice", _suggestions.c.id.in_(split)
    )
    with sql.read() as connection:
        bodies = connection.scalars(query).all()
        found = {one.id: one for one in map(Suggestion.model_validate, bodies)}
        heads = {unit: reviewers_of(connection, unit) for unit in {one.unit for one in found.values()}}
    said = all_annotations(sql, viewer, suggestion_ids=found)
    by_id = {one.id: one for one in said}
    made = []
    for standing in standings(said):
        suggestion = found[standing.suggestion_id]
        awaits = standing.contested and standing.claim_id in {"", *judgeable(suggestion)}
        of_it = [one for one in said if one.suggestion_id == suggestion.id] if awaits else []
        if not of_it or (settings.review_blind and _kept_from(viewer, settings, suggestion, of_it)):
            continue
        sides = tuple(by_id[one] for one in standing.annotations)
        parties = {one.author for one in of_it if one.claim_id == standing.claim_id}
        made.append(
            Dispute(
                suggestion_id=suggestion.id,
                claim_id=standing.claim_id,
                unit=suggestion.unit,
                customer=suggestion.customer,
                kind=suggestion.kind,
                subject=subject_of(suggestion),
                text=_text(suggestion, standing.claim_id),
                sides=sides,
                agreement=standing.agreement,
                since=_since(of_it, standing.claim_id),
                may_settle=viewer.user not in parties
                or ("admin" in viewer.roles and heads[suggestion.unit] <= parties),
            )
        )
    return sorted(made, key=lambda one: (one.since, one.suggestion_id, one.claim_id))


def _kept_from(viewer: Viewer, settings: Settings, suggestion: Suggestion, said: list[Annotation]) -> bool:
    open_yet = len(finished_by(said, judgeable(suggestion))) < settings.reviews_per_item
    return open_yet and all(one.author != viewer.user for one in said)


def _since(said: list[Annotation], claim_id: str) -> dt.datetime:
    """When, of the verdicts in force on one thing, two first differed."""
    ones = [one for one in in_force(said) if one.claim_id == claim_id]
    return next(one.at for one in ones if one.verdict != ones[0].verdict)


def _text(suggestion: Suggestion, claim_id: str) -> str:
    claims = {claim.id: claim.text for section in suggestion.sections for claim in section.claims}
    return claims.get(claim_id, "") if claim_id else suggestion.headline
