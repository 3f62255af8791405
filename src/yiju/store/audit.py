"""The audit log: append-only, each entry sealed with the hash of the one before.

``hash = sha256(canonical JSON of [seq, at, actor, action, subject, details, previous])``. Changing,
removing or reordering an entry breaks every hash after it; the database's triggers refuse it besides.
What a chain cannot show is a log cut off at its end: keep ``head()`` elsewhere to prove that.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.database import Database

_FIRST = "0" * 64
_APPEND_LOCK = 0x59494A57


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. ``at`` is UTC in ISO form."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
    previous: str
    hash: str


def append(
    connection: sa.Connection, actor: str, action: str, subject: str, details: dict[str, Any] | None = None
) -> Entry:
    """Add an entry inside the caller's write transaction: it stands or falls with what it tells of."""
    hold(connection)
    last = connection.execute(_newest()).one_or_none()
    seq, previous = (last.seq + 1, last.hash) if last else (1, _FIRST)
    at = dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
    # As JSON gives it back, so that reading it again hashes the same.
    kept = json.loads(json.dumps(details or {}, ensure_ascii=False, default=str))
    entry = Entry(seq, at, actor, action, subject, kept, previous, "")
    sealed = _seal(entry)
    values = {name: getattr(entry, name) for name in tables.audit.c.keys()}  # noqa: SIM118
    connection.execute(sa.insert(tables.audit).values(**{**values, "hash": sealed}))
    return Entry(seq, at, actor, action, subject, kept, previous, sealed)


def hold(connection: sa.Connection) -> None:
    """Keep every other audited transaction waiting until this one ends; it then sees what this one did."""
    if connection.dialect.name != "sqlite":  # there a write transaction is alone already
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _APPEND_LOCK})


def details_of(
    connection: sa.Connection,
    action: str,
    *,
    subjects: Collection[str] | None = None,
    since: dt.datetime | None = None,
    after: int = 0,
) -> list[tuple[dt.datetime, dict[str, Any]]]:
    """When an action happened and what was told of it, in order.

    Args:
        subjects: only to these; None for any.
        since: from this moment on; after: only in entries after this one.
    """
    log = tables.audit
    query = sa.select(log.c.at, log.c.details).where(log.c.action == action, log.c.seq > after)
    query = query.order_by(log.c.seq)
    if subjects is not None:
        query = query.where(log.c.subject.in_(sorted(subjects)))
    if since is not None:
        query = query.where(log.c.at >= since.astimezone(dt.UTC).isoformat(timespec="microseconds"))
    return [(dt.datetime.fromisoformat(row.at), row.details) for row in connection.execute(query)]


def entries(sql: Database, *, after: int = 0, limit: int = 1000) -> list[Entry]:
    """Entries in order, from the one after ``after``."""
    query = sa.select(tables.audit).where(tables.audit.c.seq > after).order_by(tables.audit.c.seq)
    with sql.read() as connection:
        return [Entry(**row._mapping) for row in connection.execute(query.limit(limit))]


def head(sql: Database) -> tuple[int, str]:
    """Number and hash of the newest entry; ``(0, "0…0")`` for an empty log."""
    with sql.read() as connection:
        last = connection.execute(_newest()).one_or_none()
    return (last.seq, last.hash) if last else (0, _FIRST)


def verify_chain(sql: Database) -> list[str]:
    """Check the whole log.

    Returns:
        What is wrong, one line an entry; empty if the chain holds.
    """
    problems: list[str] = []
    seq, previous = 0, _FIRST
    while batch := entries(sql, after=seq):
        for entry in batch:
            if entry.seq != seq + 1:
                problems.append(f"第 {seq + 1} 条缺失（下一条是第 {entry.seq} 条）")
            elif entry.previous != previous:
                problems.append(f"第 {entry.seq} 条与前一条接不上")
            if _seal(entry) != entry.hash:
                problems.append(f"第 {entry.seq} 条内容被改动过")
            seq, previous = entry.seq, entry.hash
    return problems


def _newest() -> sa.Select[tuple[int, str]]:
    return sa.select(tables.audit.c.seq, tables.audit.c.hash).order_by(tables.audit.c.seq.desc()).limit(1)


def _seal(entry: Entry) -> str:
    told = [
        entry.seq,
        entry.at,
        entry.actor,
        entry.action,
        entry.subject,
        entry.details,
        entry.previous,
    ]
    canonical = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
