"""Several sources: which are due, how far one was read, and all of them, one after the other."""

import datetime as dt
import threading
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from yiju.ingest.index import Progress
from yiju.store.clock import now
from yiju.store.days import CHINA
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.sync.config import SourceConfig
from yiju.sync.listing import left_alone_until, next_run, utc
from yiju.sync.run import Ran, preview, run_source
from yiju.sync.state import PENDING

WAITING = "waiting"
_S, _I = sync_sources.c, sync_items.c


def run_all(
    store: Store,
    configs: Iterable[SourceConfig],
    stop: threading.Event,
    *,
    dry_run: bool = False,
    anyway: bool = False,
    again: bool = False,
    progress: Progress | None = None,
) -> list[Ran]:
    """Read these sources.

    Args:
        dry_run: look what would be read, and do nothing.
        anyway: also those that are to be left alone for a while.
        again: also what was given up of them.
    """
    found: list[Ran] = []
    for one in configs:
        if stop.is_set():
            break
        waiting = None if anyway or dry_run else _waiting(store, one)
        if waiting is not None:
            found.append(waiting)
        else:
            found.append(
                preview(store, one, stop)
                if dry_run
                else run_source(store, one, stop, progress=progress, again=again)
            )
    return found


def due(store: Store, configs: Iterable[SourceConfig]) -> list[SourceConfig]:
    """Those whose moment has come, and that nobody reads now; longest waiting first."""
    with store.sql.read() as connection:
        moment = now(connection)
        rows = {row.name: row for row in connection.execute(sa.select(sync_sources))}
    found: list[tuple[dt.datetime, SourceConfig]] = []
    for one in configs:
        row: Any = rows.get(one.name)
        when = next_run(one, row, moment)
        read = row is not None and row.owner and row.until is not None and utc(row.until) > moment
        if when is not None and when <= moment and not read:
            since = (
                utc(row.ended_at)
                if row is not None and row.ended_at
                else dt.datetime.min.replace(tzinfo=dt.UTC)
            )
            found.append((since, one))
    return [one for _, one in sorted(found, key=lambda each: each[0])]


def reached(store: Store, name: str) -> tuple[str, int]:
    """How far a source was read, its cursor and its settled items: another value once it has got on."""
    settled = sa.select(sa.func.count()).where(_I.source == name, _I.outcome != PENDING)
    with store.sql.read() as connection:
        cursor = connection.scalar(sa.select(_S.cursor).where(_S.name == name)) or ""
        return str(cursor), int(connection.scalar(settled) or 0)


def _waiting(store: Store, config: SourceConfig) -> Ran | None:
    """Where it is to be left alone: until when, and why."""
    with store.sql.read() as connection:
        row = connection.execute(sa.select(sync_sources).where(_S.name == config.name)).one_or_none()
        until = left_alone_until(config, row)
        if row is None or until is None or until <= now(connection):
            return None
    said = f"上次没读成，{until.astimezone(CHINA):%Y-%m-%d %H:%M:%S} 以后再试"
    return Ran(config.name, WAITING, said, last_failure=row.reason)
