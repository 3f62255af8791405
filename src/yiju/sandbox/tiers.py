"""How much a customer matters to us: A, B, C, or not said. Reviews of the first come first."""

import sqlalchemy as sa

from yiju.errors import Forbidden, Invalid, NotFound, YijuError
from yiju.store import audit, tables
from yiju.store.access import may_review, readable
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer

TIERS = ("A", "B", "C", "")
_customers = tables.customers


class Tiered(Frozen):
    """A customer with its tier."""

    id: str
    name: str
    unit: str
    tier: str


def list_tiers(sql: Database, viewer: Viewer) -> list[Tiered]:
    """The viewer's customers, by name."""
    with sql.read() as connection:
        return _select(connection, readable(viewer, _customers))


def set_tier(sql: Database, viewer: Viewer, name: str, tier: str, *, unit: str = "") -> Tiered:
    """Set a customer's tier. Audited.

    Args:
        unit: where one name stands in several of the viewer's units.

    Raises:
        NotFound: no such customer for this viewer.
        Forbidden: the viewer is no director or admin of its unit.
        YijuError: an unknown tier, or a name in several units.
    """
    tier = tier.strip().upper()
    if tier not in TIERS:
        raise Invalid(f"tier 不认识：{tier}", hint='用 A、B、C；写 "" 表示不分级。')
    with sql.write() as connection:
        audit.hold(connection)
        wanted = sa.and_(readable(viewer, _customers), _customers.c.name == name)
        found = _select(connection, sa.and_(wanted, _customers.c.unit == unit) if unit else wanted)
        if not found:
            raise NotFound(f"没有找到客户：{name}", hint="用 yiju customers list 看有哪些客户。")
        if len(found) > 1:
            raise YijuError(f"客户 {name} 在几个单元里都有，请用 unit 说明是哪一个。")
        (customer,) = found
        if not may_review(viewer, customer.unit):
            raise Forbidden("没有给客户分级的权限。", hint="请本单元的主管或管理员来分。")
        connection.execute(sa.update(_customers).where(_customers.c.id == customer.id).values(tier=tier))
        audit.append(connection, viewer.user, "customer.tier", customer.id, {"tier": tier})
    return customer.model_copy(update={"tier": tier})


def _select(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[Tiered]:
    query = sa.select(_customers.c.id, _customers.c.name, _customers.c.unit, _customers.c.tier).where(where)
    rows = connection.execute(query.order_by(_customers.c.name, _customers.c.unit))
    return [Tiered.model_validate(dict(row._mapping)) for row in rows]
