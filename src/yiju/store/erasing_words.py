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
    all_ids = sa.select(tables.suggestions.c.id).where(
        sa.or_(
            tables.suggestions.c.unit == unit, tables.suggestions.c.id.in_([one.id for one in suggestions])
        )
    )
    lost = {
        (suggestion.id, claim.id)
        for suggestion in suggestions
        for section in suggestion.sections
        for claim in section.claims
        if FORGOTTEN in claim.flags
    }
    repeats = quoting(suggestions, gone)
    of = annotations.c.suggestion_id.in_(all_ids)
    joined = sa.select(annotation_words, annotations.c.suggestion_id, annotations.c.claim_id)
    count = 0
    for row in connection.execute(joined.join(annotations).where(of)).all():
        on_lost = (row.suggestion_id, row.claim_id) in lost
        # A rewrite of the whole may say anything that its claims said.
        whole = not row.claim_id and any(one == row.suggestion_id for one, _claim in lost)
        changes = {
            "rewrite": ERASED_TEXT
            if row.rewrite and (on_lost or whole or repeats(row.rewrite))
            else row.rewrite,
            "comment": ERASED_TEXT if row.comment and (on_lost or repeats(row.comment)) else row.comment,
        }
        where = annotation_words.c.annotation_id == row.annotation_id
        count += _write(connection, annotation_words, where, row, changes)
        if changes["rewrite"] != row.rewrite:
            count += _published(connection, row.annotation_id)
    for row in connection.execute(
        sa.select(signal_words, signals.c.suggestion_id, signals.c.claim_id)
        .join(signals)
        .where(signals.c.suggestion_id.in_(all_ids))
    ).all():
        on_lost = (row.suggestion_id, row.claim_id) in lost
        changes = {
            "comment": ERASED_TEXT if row.comment and (on_lost or repeats(row.comment)) else row.comment
        }
        count += _write(connection, signal_words, signal_words.c.signal_id == row.signal_id, row, changes)
    return count + _elsewhere(connection, unit, lost, repeats)


def _elsewhere(
    connection: sa.Connection, unit: str, lost: set[tuple[str, str]], repeats: Callable[[str], bool]
) -> int:
    """Titles of issues, assumptions typed for replays and trials, published exemplars: those of this unit."""
    count = 0
    inside = sa.select(tables.suggestions.c.id).where(tables.suggestions.c.unit == unit)
    for row in connection.execute(sa.select(customer_issues).where(customer_issues.c.unit == unit)).all():
        if (row.suggestion_id, row.claim_id) in lost or repeats(row.title):
            where = customer_issues.c.id == row.id
            count += _write(connection, customer_issues, where, row, {"title": ERASED_TEXT})
    for table, ours in ((replays, replays.c.suggestion_id.in_(inside)), (trials, trials.c.unit == unit)):
        for row in connection.execute(sa.select(table).where(ours)).all():
            changes = {"changes": _without(row.changes, repeats)}
            count += _write(connection, table, table.c.id == row.id, row, changes)
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


def _without(value: Any, repeats: Callable[[str], bool]) -> Any:
    if isinstance(value, str):
        return ERASED_TEXT if repeats(value) else value
    if isinstance(value, list):
        return [_without(one, repeats) for one in value]
    if isinstance(value, dict):
        return {key: _without(one, repeats) for key, one in value.items()}
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
