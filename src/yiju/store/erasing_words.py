"""What people wrote about advice, without what it repeats of forgotten documents.

Verdicts stay, their words go: a rewrite or a comment on a claim that lost its words, and any that quotes the
forgotten text.
"""

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.erasing import ERASED_TEXT, FORGOTTEN, Gone, quoting
from yiju.store.review_tables import (
    annotation_words,
    annotations,
    customer_issues,
    exemplar_states,
    replays,
    signal_words,
    signals,
    trials,
)
from yiju.store.types import Suggestion


def erase_words(connection: sa.Connection, unit: str, suggestions: Sequence[Suggestion], gone: Gone) -> int:
    """Take away what people wrote about suggestions of the documents' unit, where it tells of them.

    Args:
        suggestions: those made from the documents, as they are after their own erasing.

    Returns:
        How many texts were erased.
    """
    inside = _suggestions_of(unit, suggestions)
    lost = {
        (suggestion.id, claim.id)
        for suggestion in suggestions
        for section in suggestion.sections
        for claim in section.claims
        if FORGOTTEN in claim.flags
    }
    # What is said of the whole may be said of any claim in it.
    lost |= {(suggestion_id, "") for suggestion_id, _claim in lost}
    repeats = quoting(suggestions, gone)

    def kept(row: sa.Row[Any], text: str) -> str:
        on_lost = (row.suggestion_id, row.claim_id) in lost
        return ERASED_TEXT if text and (on_lost or repeats(text)) else text

    count = 0
    where = annotations.c.suggestion_id.in_(inside)
    joined = sa.select(annotation_words, annotations.c.suggestion_id, annotations.c.claim_id)
    for row in connection.execute(joined.join(annotations).where(where)).all():
        changes = {"rewrite": kept(row, row.rewrite), "comment": kept(row, row.comment)}
        this = annotation_words.c.annotation_id == row.annotation_id
        count += _write(connection, annotation_words, this, row, changes)
        if changes["rewrite"] != row.rewrite:
            count += _published(connection, row.annotation_id)
    joined = sa.select(signal_words, signals.c.suggestion_id, signals.c.claim_id)
    for row in connection.execute(joined.join(signals).where(signals.c.suggestion_id.in_(inside))).all():
        this = signal_words.c.signal_id == row.signal_id
        count += _write(connection, signal_words, this, row, {"comment": kept(row, row.comment)})
    issues = sa.or_(customer_issues.c.unit == unit, customer_issues.c.suggestion_id.in_(inside))
    for row in connection.execute(sa.select(customer_issues).where(issues)).all():
        this = customer_issues.c.id == row.id
        count += _write(connection, customer_issues, this, row, {"title": kept(row, row.title)})
    return count + _elsewhere(connection, unit, inside, repeats)


def _suggestions_of(unit: str, touched: Sequence[Suggestion]) -> sa.Select[tuple[str]]:
    """Ids of the suggestions of a unit, of those made from its material too, and of these."""
    drawn, own = tables.suggestion_units, tables.suggestions
    return sa.select(own.c.id).where(
        sa.or_(
            own.c.unit == unit,
            own.c.id.in_(sa.select(drawn.c.suggestion_id).where(drawn.c.unit == unit)),
            own.c.id.in_([one.id for one in touched]),
        )
    )


def _elsewhere(
    connection: sa.Connection, unit: str, inside: sa.Select[tuple[str]], repeats: Callable[[str], bool]
) -> int:
    """Assumptions typed for replays and trials, what a replay failed at, published exemplars."""
    count = 0
    for row in connection.execute(sa.select(replays).where(replays.c.suggestion_id.in_(inside))).all():
        changes = {name: without_words(getattr(row, name), repeats) for name in ("changes", "error")}
        count += _write(connection, replays, replays.c.id == row.id, row, changes)
    for row in connection.execute(sa.select(trials).where(trials.c.unit == unit)).all():
        changes = {"changes": without_words(row.changes, repeats)}
        count += _write(connection, trials, trials.c.id == row.id, row, changes)
    states = sa.select(exemplar_states).join(annotations).where(annotations.c.suggestion_id.in_(inside))
    for row in connection.execute(states).all():
        if row.text and repeats(row.text):
            where = exemplar_states.c.seq == row.seq
            count += _write(connection, exemplar_states, where, row, {"text": ERASED_TEXT})
    return count


def _published(connection: sa.Connection, annotation_id: str) -> int:
    where = sa.and_(exemplar_states.c.annotation_id == annotation_id, exemplar_states.c.text != "")
    values = {"text": ERASED_TEXT}
    return connection.execute(sa.update(exemplar_states).where(where).values(**values)).rowcount


def without_words(value: Any, repeats: Callable[[str], bool]) -> Any:
    """A JSON value with every text in it that repeats what was forgotten replaced."""
    if isinstance(value, str):
        return ERASED_TEXT if repeats(value) else value
    if isinstance(value, list):
        return [without_words(one, repeats) for one in value]
    if isinstance(value, dict):
        return {key: without_words(one, repeats) for key, one in value.items()}
    return value


def _write(
    connection: sa.Connection,
    table: sa.Table,
    where: sa.ColumnElement[bool],
    row: sa.Row[Any],
    changes: dict[str, Any],
) -> int:
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    if not changed:
        return 0
    connection.execute(sa.update(table).where(where).values(**changed))
    return 1
