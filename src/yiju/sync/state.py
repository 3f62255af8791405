"""What is remembered of a source between runs: how far it was read, and what became of each of its items."""

import contextlib
import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from yiju.store.clock import now
from yiju.store.database import Database, batched, insert_ignore
from yiju.store.sync_forgetting import FORGOTTEN, forgotten_keys, without_forgotten
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.sync.base import Item
from yiju.sync.config import SourceConfig
from yiju.sync.kept import as_json, from_json
from yiju.sync.lease import Lease
from yiju.sync.originals import key_sha256

MOST_ATTEMPTS = 5
"""Times that one version of an item is tried."""
PENDING, READ, SKIPPED, FAILED, GIVEN_UP = ("pending", "read", "skipped", "failed", "given_up")
_AT_ONCE = 400
_MOST_REASON = 500
_S, _I = sync_sources.c, sync_items.c


class Lost(Exception):
    """Another process has the source now."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an item."""

    version: str
    outcome: str
    reason: str
    attempts: int
    original: str
    sha256: str
    gone: bool
    item: Item | None

    def settled(self, version: str) -> bool:
        """Whether nothing is to be done for this version of it."""
        if self.outcome == FORGOTTEN:
            return True
        return self.version == version and not self.gone and self.outcome in {READ, SKIPPED, GIVEN_UP}


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an item. ``sha256`` of its bytes; empty where they could not be got."""

    item: Item
    original: str
    place: str
    outcome: str = PENDING
    reason: str = ""
    attempts: int = 0
    sha256: str = ""


class State:
    """Of one source. What is written is written only while its lease is held; without one, nothing is."""

    def __init__(self, sql: Database, config: SourceConfig, unit: str, lease: Lease | None) -> None:
        self._sql, self._name, self._lease = sql, config.name, lease
        self._kind, self._unit, self._print = config.kind, unit, config.fingerprint()
        self._thing = config.thing

    def begin(self) -> tuple[str, dt.datetime]:
        """Note that a run has begun. Returns the cursor to go on from, and the moment. Raises Lost."""
        with self._writing() as connection:
            moment = now(connection)
            cursor = self._cursor(connection)
            values = {"kind": self._kind, "unit": self._unit, "begun_at": moment}
            mine = sa.update(sync_sources).where(_S.name == self._name)
            connection.execute(mine.values(**values))
            of = f"{self._print}:"  # which entry was begun, should nothing come of it
            connection.execute(mine.where(~_S.cursor.startswith(of)).values(cursor=of))
        return cursor, moment

    def cursor(self) -> str:
        """Where the next run goes on."""
        with self._sql.read() as connection:
            return self._cursor(connection)

    def _cursor(self, connection: sa.Connection) -> str:
        kept = str(connection.scalar(sa.select(_S.cursor).where(_S.name == self._name)) or "")
        of, _, cursor = kept.partition(":")
        return cursor if of == self._print else ""  # of other addresses it means nothing here

    def end(
        self, outcome: str, reason: str, counts: Mapping[str, int], strikes: int, pause: float | None
    ) -> None:
        """Note how a run ended. ``pause``: seconds for which the source is left alone. Raises Lost."""
        with self._writing() as connection:
            moment = now(connection)
            values: dict[str, Any] = {
                "ended_at": moment,
                "outcome": outcome,
                "reason": reason[:_MOST_REASON],
                "counts": dict(counts),
                "strikes": strikes,
                "not_before": None if pause is None else moment + dt.timedelta(seconds=pause),
            }
            connection.execute(sa.update(sync_sources).where(_S.name == self._name).values(**values))

    def strikes(self) -> int:
        """Runs in a row that it failed."""
        with self._sql.read() as connection:
            return int(connection.scalar(sa.select(_S.strikes).where(_S.name == self._name)) or 0)

    def known(self, keys: Iterable[str]) -> dict[str, Known]:
        """What is remembered of these keys."""
        wanted = {key_sha256(key): key for key in keys}
        found: dict[str, Known] = {}
        with self._sql.read() as connection:
            for some in batched(wanted, _AT_ONCE):
                query = sa.select(sync_items).where(_I.source == self._name, _I.key_sha256.in_(some))
                found |= {wanted[row.key_sha256]: _known(row) for row in connection.execute(query)}
        return found

    def forgotten_keys(self) -> list[str]:
        """The hashes of the keys of what was forgotten of it."""
        with self._sql.read() as connection:
            return forgotten_keys(connection, self._name)

    def to_try_again(self, limit: int) -> list[Item]:
        """Items that failed and are not given up, or that a killed run left; those tried least first."""
        failed = sa.and_(_I.source == self._name, _I.outcome.in_((FAILED, PENDING)), ~_I.gone)
        query = sa.select(sync_items).where(failed).order_by(_I.attempts, _I.seen_at, _I.key_sha256)
        with self._sql.read() as connection:
            rows = [_known(row) for row in connection.execute(query.limit(limit))]
        return [row.item for row in rows if row.item is not None]

    def once_more(self) -> None:
        """What was given up is tried once more, with what failed. Raises Lost."""
        with self._writing() as connection:
            which = sa.and_(_I.source == self._name, _I.outcome == GIVEN_UP, ~_I.gone)
            again = {"outcome": FAILED, "attempts": MOST_ATTEMPTS - 1}
            connection.execute(sa.update(sync_items).where(which).values(**again))

    def prepare(self, results: Sequence[Result], at: dt.datetime) -> None:
        """Note what is about to be read: whoever forgets it meanwhile finds it here. Raises Lost."""
        with self._writing() as connection:
            for one in results:
                self._put(connection, one, {"outcome": PENDING, "seen_at": at})

    def settle(self, results: Sequence[Result], cursor: str | None, at: dt.datetime) -> None:
        """Note what became of items, and that all before the cursor is dealt with: both or none.

        Raises:
            Lost: another process has the source.
        """
        with self._writing() as connection:
            for one in results:
                values = {
                    "version": one.item.version,
                    "outcome": one.outcome,
                    "reason": one.reason[:_MOST_REASON],
                    "attempts": one.attempts,
                    "sha256": one.sha256,
                    "gone": False,
                    "seen_at": at,
                }
                self._put(connection, one, values)
            if cursor is not None:
                kept = without_forgotten(cursor, forgotten_keys(connection, self._name))
                told = f"{self._print}:{kept}"
                connection.execute(sa.update(sync_sources).where(_S.name == self._name).values(cursor=told))

    def seen(self, keys: Iterable[str], at: dt.datetime) -> None:
        """Note that these are still there. Raises Lost."""
        self._mark(keys, {"seen_at": at})

    def gone(self, keys: Collection[str]) -> int:
        """Note that the source has these no longer; how many it had until now. Raises Lost."""
        return self._mark(keys, {"gone": True}, ~_I.gone)

    def unseen(self, since: dt.datetime) -> int:
        """All that was not seen since a moment is gone; how many were there until now. Raises Lost."""
        with self._writing() as connection:
            which = sa.and_(_I.source == self._name, _I.seen_at < since, ~_I.gone, _I.outcome != FORGOTTEN)
            return connection.execute(sa.update(sync_items).where(which).values(gone=True)).rowcount

    def moved(self) -> list[tuple[str, str, str, Item]]:
        """Originals of gone items whose very bytes another item has: one of those, however many there are.

        Returns:
            The hash of the gone one's key, its original, the other's original, and the other.
        """
        there = sync_items.alias()
        mine = sa.and_(_I.source == self._name, ~_I.gone, _I.outcome == READ, _I.sha256 != "")
        one = sa.select(_I.sha256, sa.func.min(_I.key_sha256).label("key")).where(mine)
        kept = one.group_by(_I.sha256).subquery()
        gone = sa.and_(_I.source == self._name, _I.gone, _I.original != "")
        query = (
            sa.select(_I.key_sha256, _I.original, there.c.original, there.c.item)
            .join(kept, kept.c.sha256 == _I.sha256)
            .join(there, sa.and_(there.c.source == _I.source, there.c.key_sha256 == kept.c.key))
            .where(gone)
        )
        with self._sql.read() as connection:
            found = [(row[0], row[1], row[2], from_json(row[3])) for row in connection.execute(query)]
        return [(key, old, new, item) for key, old, new, item in found if item is not None]

    def rehomed(self, keys: Collection[str]) -> None:
        """Note that gone items, by the hashes of their keys, keep no original any more. Raises Lost."""
        for some in batched(keys, _AT_ONCE):
            with self._writing() as connection:
                which = sa.and_(_I.source == self._name, _I.key_sha256.in_(some), _I.gone)
                connection.execute(sa.update(sync_items).where(which).values(original=""))

    def _mark(self, keys: Iterable[str], values: dict[str, Any], *where: sa.ColumnElement[bool]) -> int:
        count = 0
        for some in batched(map(key_sha256, keys), _AT_ONCE):
            with self._writing() as connection:
                which = sa.and_(_I.source == self._name, _I.key_sha256.in_(some), *where)
                count += connection.execute(sa.update(sync_items).where(which).values(**values)).rowcount
        return count

    def _put(self, connection: sa.Connection, one: Result, values: Mapping[str, Any]) -> None:
        """Not over what was forgotten: it stays forgotten."""
        key = {"source": self._name, "key_sha256": key_sha256(one.item.key)}
        place = {
            "item": as_json(one.item, self._thing(one.item.key)),
            "original": one.original,
            "place": one.place,
        }
        new = {"version": "", "reason": "", "attempts": 0, "sha256": "", "gone": False}
        insert_ignore(connection, sync_items, [{**new, **key, **place, **values}])
        which = sa.and_(_I.source == self._name, _I.key_sha256 == key["key_sha256"], _I.outcome != FORGOTTEN)
        connection.execute(sa.update(sync_items).where(which).values(**place, **values))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._sql.write() as connection:
            if self._lease is None or not self._lease.still(connection):
                raise Lost
            yield connection


def _known(row: sa.Row[Any]) -> Known:
    item = from_json(row.item)
    return Known(row.version, row.outcome, row.reason, row.attempts, row.original, row.sha256, row.gone, item)
