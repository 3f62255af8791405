"""Exemplars: rewrites that stand, used for drafts of their own unit; others see what is published, masked."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from yiju.sandbox.edits import Edits
from yiju.sandbox.judged import JudgedClaim, judged_in
from yiju.sandbox.lesson import lesson_of, orders_a_machine
from yiju.sandbox.lessons import edits_from
from yiju.sandbox.published import State, of_units, published_elsewhere, states_of
from yiju.sandbox.situations import told
from yiju.sandbox.slots import printed
from yiju.store import tables
from yiju.store.access import may_review, reviewable, reviewed_units, visible_units
from yiju.store.database import Database
from yiju.store.types import Frozen, Suggestion, Viewer

LOOKED_AT = 500
"""Newest suggestions in which uses of an exemplar are counted."""
_suggestions = tables.suggestions


class Exemplar(Frozen):
    """A rewrite that stands, as those who review its unit see it.

    Attributes:
        id: of its annotation.
        frame: what is learned of it, with marks for the evidence's words; empty where nothing is, and
            ``untaught`` says in Chinese why (not of a withdrawn one).
        struck: clauses that are left out everywhere because it and another rewrite struck them.
        situation: what it is for, for people: kind, scene, section, role, sort.
        used: how many of the ``LOOKED_AT`` newest suggestions it shaped.
        publication: its id for other units, where it is published.
    """

    id: str
    suggestion_id: str
    claim_id: str
    unit: str
    customer: str
    author: str
    at: dt.datetime
    original: str
    rewrite: str
    frame: str
    untaught: str
    struck: tuple[str, ...]
    situation: dict[str, str]
    used: int
    withdrawn: bool
    publication: str


class Published(Frozen):
    """A rewrite of another unit, as everybody may see it: masked, without customer, author or annotation."""

    id: str
    original: str
    rewrite: str
    situation: dict[str, str]


def list_exemplars(sql: Database, viewer: Viewer) -> list[Exemplar]:
    """The exemplars of every unit that the viewer reviews, the newest first; withdrawn ones too."""
    found: list[Exemplar] = []
    used = _used(sql, viewer)
    for unit in sorted(reviewed_units(viewer)):
        with sql.read() as connection:
            states = states_of(connection, of_units([unit]))
        judged = judged_in(sql, unit)
        edits = _edits(sql, unit, judged, states)
        found += [
            _exemplar(one, states.get(one.annotation, State()), used, edits) for one in judged if teaches(one)
        ]
    return sorted(found, key=lambda one: (one.at, one.id), reverse=True)


def list_published(sql: Database, viewer: Viewer) -> list[Published]:
    """What other units published, for members of any unit; nothing of the viewer's own."""
    own = visible_units(viewer)
    return [
        Published(
            id=lesson.id,
            original=printed(lesson.before),
            rewrite=printed(lesson.after),
            situation=told(lesson.situation),
        )
        for lesson in (published_elsewhere(sql, own) if own else ())
    ]


def teaching_of(sql: Database, viewer: Viewer, suggestion: Suggestion) -> frozenset[str]:
    """Ids of the annotations of one suggestion that later drafts learn from, as ``list_exemplars`` tells."""
    if not may_review(viewer, suggestion.unit):
        return frozenset()
    found = [one for one in judged_in(sql, suggestion.unit, only=[suggestion.id]) if teaches(one)]
    if not found:
        return frozenset()
    with sql.read() as connection:
        states = states_of(connection, of_units([suggestion.unit]))
    edits = _edits(sql, suggestion.unit, judged_in(sql, suggestion.unit), states)
    return frozenset(
        one.annotation
        for one in found
        if not states.get(one.annotation, State()).withdrawn
        and (not edits.untaught(lesson_of(one)) or edits.struck_by(one.annotation))
    )


def _edits(sql: Database, unit: str, judged: Sequence[JudgedClaim], states: Mapping[str, State]) -> Edits:
    """What a unit's rewrites teach, those of other units, too."""
    gone = {one for one, state in states.items() if state.withdrawn}
    kept = [one for one in judged if one.annotation not in gone]
    return edits_from(kept, published_elsewhere(sql, [unit]))


def teaches(one: JudgedClaim) -> bool:
    """Whether a verdict is a rewrite that others may follow."""
    return one.verdict == "edit" and bool(one.rewrite) and not orders_a_machine(one.rewrite)


def _exemplar(one: JudgedClaim, state: State, used: Counter[str], edits: Edits) -> Exemplar:
    lesson = lesson_of(one)
    untaught = "" if state.withdrawn else edits.untaught(lesson)
    return Exemplar(
        id=one.annotation,
        suggestion_id=one.suggestion_id,
        claim_id=one.claim_id,
        unit=one.unit,
        customer=one.customer,
        author=one.author,
        at=one.at,
        original=one.point.text,
        rewrite=one.rewrite,
        frame="" if untaught or state.withdrawn else printed(lesson.after),
        untaught=untaught,
        struck=() if state.withdrawn else edits.struck_by(lesson.id),
        situation=told(one.situation),
        used=used[one.annotation],
        withdrawn=state.withdrawn,
        publication=state.id,
    )


def _used(sql: Database, viewer: Viewer) -> Counter[str]:
    """Annotation id → how many of the newest suggestions that the viewer reviews it shaped."""
    query = (
        sa.select(_suggestions.c.body["shaped_by"])
        .where(reviewable(viewer), _suggestions.c.purpose == "advice")
        .order_by(_suggestions.c.created_at.desc(), _suggestions.c.id)
        .limit(LOOKED_AT)
    )
    with sql.read() as connection:
        shaped: list[Collection[str] | None] = list(connection.scalars(query))
    return Counter(one for ids in shaped for one in ids or ())
