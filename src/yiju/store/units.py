"""The units that a viewer is in: teams, and the boundary of what their members see."""

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import readable, visible_units
from yiju.store.database import Database
from yiju.store.types import Frozen, Viewer


class UnitInUse(Frozen):
    """A unit: how many customers it has, and who is registered in it, by name."""

    name: str
    customers: int
    members: tuple[str, ...]


def list_units(sql: Database, viewer: Viewer) -> list[UnitInUse]:
    """The viewer's own, by name."""
    own, customers = tables.user_units, tables.customers
    names = sorted(visible_units(viewer))
    count = sa.select(customers.c.unit, sa.func.count().label("many")).where(readable(viewer, customers))
    with sql.read() as connection:
        many = {row.unit: row.many for row in connection.execute(count.group_by(customers.c.unit))}
        members = connection.execute(sa.select(own.c.unit, own.c.user).where(own.c.unit.in_(names))).all()
    return [
        UnitInUse(
            name=name,
            customers=many.get(name, 0),
            members=tuple(sorted(row.user for row in members if row.unit == name)),
        )
        for name in names
    ]
