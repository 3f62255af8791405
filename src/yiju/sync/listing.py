"""The sources as one viewer may know of them: those of their own units, and how their last runs went."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from yiju.errors import Forbidden
from yiju.store.access import LOCAL_USER, may_review, reviewed_units
from yiju.store.clock import now
from yiju.store.store import Store
from yiju.store.sync_tables import sync_items, sync_sources
from yiju.store.types import Viewer
from yiju.sync.config import SourceConfig
from yiju.sync.config_file import Configured
from yiju.sync.state import FAILED, GIVEN_UP

_S, _I = sync_sources.c, sync_items.c
_MOST = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """An item that could not be had or read."""

    name: str
    outcome: str
    reason: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A source and how it stands.

    Attributes:
        outcome: of the last run that ended; empty before the first. running: whether one goes on now.
        next_run: when the schedule reads it again; None where it is switched off.
        items: by what became of them; gone ones under ``gone`` alone.
        failures: the first of those that failed.
    """

    name: str
    kind: str
    unit: str
    customer: str
    enabled: bool
    running: bool
    outcome: str
    reason: str
    begun_at: dt.datetime | None
    ended_at: dt.datetime | None
    next_run: dt.datetime | None
    not_before: dt.datetime | None
    counts: dict[str, int]
    items: dict[str, int]
    failures: tuple[Failure, ...]

    def as_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def list_sources(store: Store, viewer: Viewer, configured: Configured | None) -> list[Listed]:
    """The sources of the units that the viewer heads, in the order of the file.

    Raises:
        Forbidden: the viewer is no director or admin of any unit.
    """
    viewer = _of_every_unit(viewer, store, configured)
    if not reviewed_units(viewer) and viewer.user != LOCAL_USER:
        raise Forbidden("没有查看来源的权限。", hint="要有主管或管理员角色，并至少属于一个单元。")
    seen = [one for one in (configured.sources if configured else ()) if may_see(store, viewer, one)]
    with store.sql.read() as connection:
        moment = now(connection)
        return [_listed(store, connection, one, moment) for one in seen]


def _of_every_unit(viewer: Viewer, store: Store, configured: Configured | None) -> Viewer:
    """The local user heads also the units that nothing was read into yet."""
    if viewer.user != LOCAL_USER or configured is None:
        return viewer
    units = {one.unit or store.settings.default_unit for one in configured.sources}
    return viewer.model_copy(update={"units": viewer.units | units})


def may_see(store: Store, viewer: Viewer, config: SourceConfig) -> bool:
    """Whether the viewer may know of a source: a director or an admin of its unit."""
    return may_review(viewer, config.unit or store.settings.default_unit)


def left_alone_until(config: SourceConfig, row: Any) -> dt.datetime | None:
    """Until when a source is left alone that failed; None of one whose entry was changed since."""
    if row is None or row.not_before is None:
        return None
    of = row.cursor.partition(":")[0]  # which entry it was; empty where nothing tells
    if of and of != config.fingerprint():
        return None
    return utc(row.not_before)


def next_run(config: SourceConfig, row: Any, moment: dt.datetime) -> dt.datetime | None:
    """When the schedule reads a source again: now, where that moment has come. None: never by itself."""
    if not config.enabled:
        return None
    waits = [moment]
    if row is not None and row.ended_at is not None:
        waits.append(utc(row.ended_at) + dt.timedelta(seconds=config.every))
    if row is not None and row.not_before is not None:
        waits = [
            moment,
            left_alone_until(config, row) or moment,
        ]  # a source that asked for a while is asked then
    return max(waits)


def utc(moment: dt.datetime) -> dt.datetime:
    """As the database gives it: SQLite's have no zone."""
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _listed(store: Store, connection: sa.Connection, one: SourceConfig, moment: dt.datetime) -> Listed:
    row: Any = connection.execute(sa.select(sync_sources).where(_S.name == one.name)).one_or_none()
    real = _I.item.cast(sa.Text) != "{}"  # what refuses bytes that were forgotten is no item
    mine = sa.and_(_I.source == one.name, real)
    what = sa.case((_I.gone, "gone"), else_=_I.outcome)
    count = sa.select(what, sa.func.count()).where(mine).group_by(what)
    failed = (
        sa.select(_I.item, _I.outcome, _I.reason, _I.attempts)
        .where(mine, _I.outcome.in_((FAILED, GIVEN_UP)), ~_I.gone)
        .order_by(_I.seen_at.desc(), _I.key_sha256)
        .limit(_MOST)
    )
    running = row is not None and bool(row.owner) and row.until is not None and utc(row.until) > moment
    return Listed(
        name=one.name,
        kind=one.kind,
        unit=one.unit or store.settings.default_unit,
        customer=one.customer,
        enabled=one.enabled,
        running=running,
        outcome=row.outcome if row else "",
        reason=row.reason if row else "",
        begun_at=utc(row.begun_at) if row and row.begun_at else None,
        ended_at=utc(row.ended_at) if row and row.ended_at else None,
        next_run=next_run(one, row, moment),
        not_before=utc(row.not_before) if row and row.not_before else None,
        counts=dict(row.counts) if row else {},
        items={str(name): int(number) for name, number in connection.execute(count)},
        failures=tuple(
            Failure(str(item.get("name", "")), outcome, reason, attempts)
            for item, outcome, reason, attempts in connection.execute(failed)
        ),
    )
