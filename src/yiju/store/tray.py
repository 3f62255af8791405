"""Rows of the tray: documents of nobody known. Read by the admins of their unit alone."""

import datetime as dt
import hashlib
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from yiju.errors import Forbidden, NotFound
from yiju.store.access import cleared_units
from yiju.store.database import Database, insert_ignore
from yiju.store.tray_tables import tray, tray_settled
from yiju.store.types import Frozen, Kind, Viewer
from yiju.store.users import ensure_unit

WHAT = "处理未归属资料"
MOVED, DISMISSED = "moved", "dismissed"
"""What a person settled of bytes: they are another unit's, or nobody's."""


class Settled(Frozen):
    """What a person settled of bytes in a unit. ``parser``: the reader that had read them."""

    outcome: str
    by: str
    at: dt.datetime
    parser: str


class Held(Frozen):
    """A document in the tray, without its text. ``restricted``: a rule wants it so."""

    id: str
    unit: str
    source_key: str
    sha256: str
    title: str
    kind: Kind
    date: dt.date | None
    kind_given: Kind | None
    date_given: dt.date | None
    parser: str
    paragraphs: int
    restricted: bool
    taken_at: dt.datetime
    taken_by: str


def hold(connection: sa.Connection, row: dict[str, Any]) -> Held:
    """Put a document into the tray; an older one at its place, or one of the same bytes, makes way.

    Args:
        row: columns of ``tray`` but ``id`` and ``taken_at``.
    """
    ensure_unit(connection, row["unit"])
    here = sa.or_(tray.c.source_key == row["source_key"], tray.c.sha256 == row["sha256"])
    connection.execute(sa.delete(tray).where(tray.c.unit == row["unit"], here))
    full = row | {
        "id": held_id(row["unit"], row["source_key"], row["sha256"]),
        "taken_at": dt.datetime.now(dt.UTC),
    }
    connection.execute(sa.insert(tray).values(**full))
    return _held(full)


def held_id(unit: str, source_key: str, sha256: str) -> str:
    """Of these bytes at this place, waiting in this unit's tray."""
    key = f"{unit}\0{source_key}\0{sha256}"
    return "h" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12]


def held_bytes(connection: sa.Connection, units: Collection[str], sha256: str) -> Held | None:
    """The document of these bytes in the tray of one of these units."""
    same = sa.select(tray).where(tray.c.unit.in_(sorted(units)), tray.c.sha256 == sha256)
    row = connection.execute(same.order_by(tray.c.unit)).first()
    return None if row is None else _held(row._mapping)


def make_way(
    connection: sa.Connection,
    units: Collection[str],
    places: Collection[str],
    sha256: str,
    *,
    everywhere: bool = False,
) -> list[tuple[str, str]]:
    """Take out of the trays of these units what has become a document: these bytes, or what lay there.

    Args:
        everywhere: what lay at these places goes from every unit's tray.

    Returns:
        The id and the unit of what went.
    """
    mine, here = tray.c.unit.in_(sorted(units)), tray.c.source_key.in_(sorted(set(places)))
    gone = sa.or_(sa.and_(mine, sa.or_(here, tray.c.sha256 == sha256)), here if everywhere else sa.false())
    query = sa.select(tray.c.id, tray.c.unit).where(gone).order_by(tray.c.id)
    went = [(row.id, row.unit) for row in connection.execute(query)]
    if went:
        connection.execute(sa.delete(tray).where(tray.c.id.in_([held for held, _unit in went])))
    return went


def list_held(sql: Database, viewer: Viewer, ids: Collection[str] | None = None) -> list[Held]:
    """What the viewer may clear, oldest first.

    Raises:
        Forbidden: the viewer is an admin of no unit; whether anything waits is not told.
        NotFound: one of these ids is not there, or not theirs.
    """
    units = require_clearing(viewer)
    query = sa.select(*(c for c in tray.c if c.name != "reading")).where(tray.c.unit.in_(sorted(units)))
    if ids is not None:
        query = query.where(tray.c.id.in_(sorted(ids)))
    with sql.read() as connection:
        rows = connection.execute(query.order_by(tray.c.taken_at, tray.c.source_key)).all()
    found = [_held(row._mapping) for row in rows]
    missing = set(ids or ()) - {one.id for one in found}
    if missing:
        raise unknown(sorted(missing)[0])
    return found


def reading_bytes(connection: sa.Connection, viewer: Viewer, held_id: str) -> bytes:
    """All that was read of a document in the tray. Raises as ``list_held``."""
    units = require_clearing(viewer)
    query = sa.select(tray.c.reading).where(tray.c.id == held_id, tray.c.unit.in_(sorted(units)))
    found: bytes | None = connection.scalar(query)
    if found is None:
        raise unknown(held_id)
    return found


def remove(connection: sa.Connection, held_id: str) -> bool:
    """Take one out. Returns whether it was there: another admin may have been first."""
    return bool(connection.execute(sa.delete(tray).where(tray.c.id == held_id)).rowcount)


def remember(
    connection: sa.Connection, unit: str, sha256: str, *, key: str, parser: str, outcome: str, by: str
) -> None:
    """Note that these bytes do not come (back) into this unit by themselves.

    Args:
        key: where they lay; kept as a hash, for a path may name people and outlives what lay there.
    """
    row = {"unit": unit, "sha256": sha256, "parser": parser, "outcome": outcome, "by": by}
    row["key_sha256"] = key_hash(key)
    connection.execute(
        sa.delete(tray_settled).where(tray_settled.c.unit == unit, tray_settled.c.sha256 == sha256)
    )
    insert_ignore(connection, tray_settled, [row | {"at": dt.datetime.now(dt.UTC)}])


def forgive(connection: sa.Connection, unit: str, sha256: str) -> None:
    """Somebody said whose these bytes are: they may come into this unit."""
    connection.execute(
        sa.delete(tray_settled).where(tray_settled.c.unit == unit, tray_settled.c.sha256 == sha256)
    )


def settled(connection: sa.Connection, unit: str, sha256: str) -> Settled | None:
    """What a person settled of these bytes in this unit, and who did; None where nobody has."""
    where = sa.and_(tray_settled.c.unit == unit, tray_settled.c.sha256 == sha256)
    row = connection.execute(sa.select(tray_settled).where(where)).first()
    return (
        None if row is None else Settled(outcome=row.outcome, by=row.by, at=_zoned(row.at), parser=row.parser)
    )


def settled_outcome(connection: sa.Connection, unit: str, sha256: str) -> str:
    """``MOVED`` or ``DISMISSED``, where a person settled these bytes in this unit; else empty."""
    found = settled(connection, unit, sha256)
    return found.outcome if found else ""


def was_moved(connection: sa.Connection, unit: str, source_key: str) -> bool:
    """Whether what lay at this place was moved out of the unit by a person."""
    moved = sa.and_(
        *(tray_settled.c.unit == unit, tray_settled.c.key_sha256 == key_hash(source_key)),
        tray_settled.c.outcome == MOVED,
    )
    return connection.execute(sa.select(tray_settled.c.sha256).where(moved).limit(1)).first() is not None


def key_hash(key: str) -> str:
    """Of a place, in hex."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def require_clearing(viewer: Viewer) -> frozenset[str]:
    """The units whose tray the viewer clears. Raises Forbidden where there are none."""
    units = cleared_units(viewer)
    if not units:
        raise Forbidden(f"没有{WHAT}的权限。", hint="要有管理员角色，并至少属于一个单元。")
    return units


def unknown(held_id: str) -> NotFound:
    """What is said of an id that is not there, or not the viewer's to know."""
    return NotFound(f"没有这份未归属资料：{held_id}", hint="用 yiju tray list 查看。")


def _held(row: Any) -> Held:
    fields = {name: row[name] for name in Held.model_fields}
    return Held.model_validate(fields | {"taken_at": _zoned(row["taken_at"])})


def _zoned(at: dt.datetime) -> dt.datetime:
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
