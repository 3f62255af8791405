"""Planned visits: who goes to which customer, and when. Typed, or from a CRM's rows or a calendar."""

import datetime as dt
import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from yiju.errors import Forbidden, NotFound, YijuError
from yiju.sandbox.moments import utc
from yiju.store import tables
from yiju.store.access import may_review, readable, viewer_for, visible_units
from yiju.store.bot_tables import visits
from yiju.store.database import Database
from yiju.store.types import Customer, Frozen, Viewer
from yiju.store.visits import seen

_MOST = 400


class Visit(Frozen):
    """A visit. ``at`` in UTC; ``source``: where the row is from, and its id there."""

    id: str
    customer_id: str
    customer: str
    unit: str
    user: str
    at: dt.datetime
    subject: str
    source: str


class Planned(Frozen):
    """A visit before it is kept. ``source`` is the same when the same visit is taken in again."""

    customer: Customer
    user: str
    at: dt.datetime
    subject: str
    source: str


class Kept(Frozen):
    """What became of planned visits: how many were new, changed, as before."""

    added: int = 0
    changed: int = 0
    same: int = 0


def list_visits(
    sql: Database,
    viewer: Viewer,
    *,
    user: str | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> list[Visit]:
    """The viewer's own visits to customers they may see; for a director or an admin those of their units.

    Args:
        user: only this person's.
        since, until: only from one moment up to before the other.
    """
    query = sa.select(visits, tables.customers.c.name.label("customer"), tables.customers.c.unit)
    query = query.join(tables.customers, tables.customers.c.id == visits.c.customer_id)
    query = query.where(readable(viewer, tables.customers), seen(viewer))
    if user is not None:
        query = query.where(visits.c.user == user)
    if since is not None:
        query = query.where(visits.c.at >= since.astimezone(dt.UTC))
    if until is not None:
        query = query.where(visits.c.at < until.astimezone(dt.UTC))
    with sql.read() as connection:
        rows = connection.execute(query.order_by(visits.c.at, visits.c.id)).all()
    fields = tuple(Visit.model_fields)
    return [
        Visit.model_validate({name: row._mapping[name] for name in fields} | {"at": utc(row.at)})
        for row in rows
    ]


def keep_visits(sql: Database, viewer: Viewer, planned: Iterable[Planned]) -> Kept:
    """Add these, or bring those that are known up to date. The same again changes nothing.

    Raises:
        NotFound: no such user, or no such customer for this viewer.
        Forbidden: it is somebody else's visit, and the viewer heads no unit of that customer's.
        YijuError: the user may not see the customer, or a part is too long.
    """
    rows = {(row := _row(sql, viewer, one))["id"]: row for one in planned}
    counts = {"added": 0, "changed": 0, "same": 0}
    with sql.write() as connection:
        for key, row in rows.items():
            before = connection.execute(sa.select(visits).where(visits.c.id == key)).one_or_none()
            counts[_keep(connection, row, before)] += 1
    return Kept(**counts)


def remove_visits(sql: Database, viewer: Viewer, ids: Iterable[str]) -> int:
    """Take visits off, as far as the viewer may see them. Returns how many there were."""
    wanted = set(ids)
    mine = [one.id for one in list_visits(sql, viewer) if one.id in wanted]
    with sql.write() as connection:
        return connection.execute(sa.delete(visits).where(visits.c.id.in_(mine))).rowcount


def forget_past(sql: Database, before: dt.datetime) -> int:
    """Take off everybody's visits of before a moment. Returns how many there were."""
    with sql.write() as connection:
        return connection.execute(sa.delete(visits).where(visits.c.at < before.astimezone(dt.UTC))).rowcount


def visit_id(user: str, source: str) -> str:
    """The id of a person's visit from this source."""
    return "v" + hashlib.sha256(f"{user}\0{source}".encode()).hexdigest()[:14]


def typed_source(customer: Customer, at: dt.datetime, subject: str) -> str:
    """The source of a row without an id of its own: what it says."""
    told = hashlib.sha256(f"{customer.id}\0{utc(at).isoformat()}\0{subject}".encode()).hexdigest()[:16]
    return f"row:{told}"


def _row(sql: Database, viewer: Viewer, one: Planned) -> dict[str, object]:
    if one.customer.unit not in visible_units(viewer):
        raise NotFound(f"没有找到客户“{one.customer.name}”。")
    if one.user != viewer.user and not may_review(viewer, one.customer.unit):
        raise Forbidden("只能登记自己的拜访。", hint="替别人登记请主管或管理员操作。")
    try:
        goes = viewer_for(sql, one.user)
    except NotFound:
        raise NotFound(
            f"没有这个用户：{one.user}", hint="用 --user 指明是哪位用户的拜访；用户用 yiju users add 登记。"
        ) from None
    if one.customer.unit not in visible_units(goes):
        raise YijuError(f"用户 {one.user} 看不到客户“{one.customer.name}”的资料，不能登记他的拜访。")
    if one.at.tzinfo is None:
        raise YijuError("拜访时间要带时区。")
    if max(len(one.subject), len(one.source)) > _MOST:
        raise YijuError(f"事由最多 {_MOST} 个字。")
    return {
        "id": visit_id(one.user, one.source),
        "customer_id": one.customer.id,
        "user": one.user,
        "at": one.at.astimezone(dt.UTC),
        "subject": one.subject,
        "source": one.source,
    }


def _keep(
    connection: sa.Connection, row: dict[str, object], before: sa.Row[tuple[object, ...]] | None
) -> str:
    now = dt.datetime.now(dt.UTC)
    if before is None:
        connection.execute(sa.insert(visits).values(**row, updated_at=now))
        return "added"
    known = dict(before._mapping) | {"at": utc(before.at)}
    if all(known[name] == value for name, value in row.items()):
        return "same"
    its = visits.c.id == row["id"]
    connection.execute(sa.update(visits).where(its).values(**row, updated_at=now))
    return "changed"
