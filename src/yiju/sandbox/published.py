"""The states of exemplars: withdrawn ones are used by nobody, published ones by other units, masked."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.sandbox.annotations import all_annotations
from yiju.sandbox.judged import head_of
from yiju.sandbox.lesson import Lesson, orders_a_machine
from yiju.sandbox.masking import read_text
from yiju.sandbox.situations import Situation
from yiju.sandbox.slots import own_words
from yiju.sandbox.standing import standings
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.erasing import ERASED_TEXT
from yiju.store.review_tables import annotations, exemplar_states

PUBLISHED, UNPUBLISHED, WITHDRAWN, RESTORED = "published", "unpublished", "withdrawn", "restored"
_suggestions = tables.suggestions


@dataclass(frozen=True, slots=True)
class State:
    """How an exemplar stands.

    Attributes:
        publication: its number where it is published, else 0; ``text``: what other units see.
        by: who published it.
    """

    withdrawn: bool = False
    publication: int = 0
    text: str = ""
    by: str = ""

    @property
    def id(self) -> str:
        """What other units may know it by."""
        return f"p{self.publication}" if self.publication else ""


def states_of(connection: sa.Connection, where: sa.ColumnElement[bool]) -> dict[str, State]:
    """Annotation id → state, of those that ever changed theirs."""
    states: dict[str, State] = defaultdict(State)
    query = sa.select(exemplar_states).where(where).order_by(exemplar_states.c.seq)
    for row in connection.execute(query):
        was = states[row.annotation_id]
        if row.state == PUBLISHED:
            states[row.annotation_id] = State(was.withdrawn, row.seq, row.text, row.by)
        elif row.state == UNPUBLISHED:
            states[row.annotation_id] = State(was.withdrawn)
        else:
            kept = was if row.state == RESTORED else State()  # what is withdrawn is published no more
            states[row.annotation_id] = State(row.state == WITHDRAWN, kept.publication, kept.text, kept.by)
    return dict(states)


def of_units(units: Collection[str]) -> sa.ColumnElement[bool]:
    """The predicate over states: of annotations on suggestions of these units."""
    ours = sa.select(annotations.c.id).join(
        _suggestions, _suggestions.c.id == annotations.c.suggestion_id
    ).where(_suggestions.c.unit.in_(sorted(units)))  # fmt: skip
    return exemplar_states.c.annotation_id.in_(ours)


def of_annotations(ids: Collection[str]) -> sa.ColumnElement[bool]:
    """The predicate over states: of these annotations."""
    return exemplar_states.c.annotation_id.in_(sorted(ids))


def withdrawn_in(sql: Database, unit: str) -> frozenset[str]:
    """Ids of a unit's annotations that nobody shall learn from."""
    with sql.read() as connection:
        states = states_of(connection, of_units([unit]))
    return frozenset(one for one, state in states.items() if state.withdrawn)


def published_elsewhere(sql: Database, own: Collection[str]) -> list[Lesson]:
    """What units beside one's own published: their masked words and nothing else of them.

    A publication whose annotation was corrected, is contested or lost its words since, teaches nobody.
    """
    with sql.read() as connection:
        states = states_of(connection, _elsewhere(own))
        public = {one: state for one, state in states.items() if state.publication and not state.withdrawn}
        places = (
            sa.select(annotations.c.suggestion_id, _suggestions.c.unit)
            .join(_suggestions, _suggestions.c.id == annotations.c.suggestion_id)
            .where(annotations.c.id.in_(sorted(public)))
        )
        homes: dict[str, set[str]] = defaultdict(set)
        for row in connection.execute(places) if public else ():
            homes[row.unit].add(row.suggestion_id)
    standing = {
        one
        for other, ids in homes.items()
        for found in standings(all_annotations(sql, head_of(other), suggestion_ids=ids))
        if found.verdict == "edit" and found.rewrite not in {"", ERASED_TEXT}
        for one in found.annotations
    }
    lessons = [_lesson(state) for one, state in sorted(public.items()) if one in standing]
    return [lesson for lesson in lessons if lesson is not None]


def _elsewhere(own: Collection[str]) -> sa.ColumnElement[bool]:
    theirs = sa.select(annotations.c.id).join(
        _suggestions, _suggestions.c.id == annotations.c.suggestion_id
    ).where(_suggestions.c.unit.not_in(sorted(own)))  # fmt: skip
    return exemplar_states.c.annotation_id.in_(theirs)


def _lesson(state: State) -> Lesson | None:
    kept = read_text(state.text)
    if kept is None:
        return None
    before, after, told = kept
    if orders_a_machine(own_words(before)) or orders_a_machine(own_words(after)):
        return None
    situation = Situation(
        kind=told.get("kind", ""),
        scene=told.get("scene", ""),
        section=told.get("section", ""),
        nature=told.get("nature", ""),
        role=told.get("role", ""),
        sort=told.get("sort", ""),
        person="",
        stage=frozenset(),
        topics=frozenset(),
    )
    return Lesson(state.id, situation, before, after, "")
