"""Users, their roles and their units."""

from collections.abc import Collection

import sqlalchemy as sa

from yiju.errors import Invalid, NotFound
from yiju.store import audit, tables
from yiju.store.access import LOCAL_USER
from yiju.store.database import Database, insert_ignore
from yiju.store.review_tables import assignments
from yiju.store.session_tables import identities, sessions
from yiju.store.types import Frozen, Viewer

ROLES = frozenset({"rep", "director", "admin", "customer"})


class Removed(Frozen):
    """What went with a user: open sessions and tokens, linked identities, assigned reviews."""

    user: str
    ended: int
    unlinked: int
    unassigned: int


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
    if name == LOCAL_USER:
        raise Invalid(f"用户名 {LOCAL_USER} 留给本机用户，不能登记。", hint="换一个名字。")
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


def remove_user(sql: Database, name: str, *, actor: str) -> Removed:
    """Take a user away: sessions and tokens end, identities are unlinked, no review awaits them. Audited.

    What they wrote stays, under their name.

    Raises:
        NotFound: nobody is registered under this name.
    """
    users, open_ones = tables.users, sa.and_(sessions.c.user == name, sessions.c.ended.is_(False))
    with sql.write() as connection:
        audit.hold(connection)  # nobody links or assigns them anew in between
        if connection.scalar(sa.select(users.c.name).where(users.c.name == name)) is None:
            raise NotFound(f"没有这个用户：{name}", hint="用 yiju users list 查看。")
        ended = connection.execute(sa.update(sessions).where(open_ones).values(ended=True)).rowcount
        unlinked = connection.execute(sa.delete(identities).where(identities.c.user == name)).rowcount
        unassigned = connection.execute(sa.delete(assignments).where(assignments.c.reviewer == name)).rowcount
        connection.execute(sa.delete(tables.user_units).where(tables.user_units.c.user == name))
        connection.execute(sa.delete(users).where(users.c.name == name))
        gone = Removed(user=name, ended=ended, unlinked=unlinked, unassigned=unassigned)
        audit.append(connection, actor, "user.removed", name, gone.model_dump(exclude={"user"}))
    return gone


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
