"""Users, their roles and their units."""

from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import Invalid
from yiju.store import audit, tables
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Viewer

ROLES = frozenset({"rep", "director", "admin", "customer"})


def ensure_unit(connection: sa.Connection, name: str) -> None:
    """Make a unit exist.

    Raises:
        YijuError: the name is empty.
    """
    if not name.strip():
        raise Invalid("单元名称不能为空")
    insert_ignore(connection, tables.units, [{"name": name}])


def save_user(
    sql: Database, name: str, *, roles: Collection[str], units: Collection[str], actor: str
) -> Viewer:
    """Register a user, or set a registered one's roles and units. Audited.

    Raises:
        Invalid: an empty name or an unknown role.
    """
    unknown = set(roles) - ROLES
    if not name.strip() or unknown or not roles:
        wrong = f"角色不认识：{'、'.join(sorted(unknown))}" if unknown else "用户名或角色是空的"
        raise Invalid(f"{wrong}。", hint=f"可用的：{'、'.join(sorted(ROLES))}。")
    with sql.write() as connection:
        insert_ignore(connection, tables.users, [{"name": name, "roles": []}])
        connection.execute(
            sa.update(tables.users).where(tables.users.c.name == name).values(roles=sorted(roles))
        )
        connection.execute(sa.delete(tables.user_units).where(tables.user_units.c.user == name))
        for unit in sorted(units):
            ensure_unit(connection, unit)
            connection.execute(sa.insert(tables.user_units).values(user=name, unit=unit))
        audit.append(connection, actor, "user.saved", name, {"roles": sorted(roles), "units": sorted(units)})
    return Viewer.model_validate({"user": name, "roles": roles, "units": units})


def reviewers_of(connection: sa.Connection, unit: str) -> frozenset[str]:
    """The registered directors and admins of a unit: whose verdicts count there (``access.may_review``)."""
    users, own = tables.users, tables.user_units
    query = sa.select(users.c.name, users.c.roles).join(own, own.c.user == users.c.name)
    return frozenset(
        row.name
        for row in connection.execute(query.where(own.c.unit == unit))
        if {"director", "admin"} & set(row.roles) and "customer" not in row.roles
    )


def list_users(sql: Database) -> list[Viewer]:
    """Everyone registered, by name."""
    with sql.read() as connection:
        rows = connection.execute(sa.select(tables.users).order_by(tables.users.c.name)).all()
        pairs = connection.execute(sa.select(tables.user_units)).all()
    return [
        Viewer(
            user=row.name,
            roles=frozenset(row.roles),
            units=frozenset(pair.unit for pair in pairs if pair.user == row.name),
        )
        for row in rows
    ]
