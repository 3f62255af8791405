"""Customers: accounts, each inside one unit."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa

from yiju.errors import Invalid
from yiju.store import tables
from yiju.store.access import readable
from yiju.store.database import Database, insert_ignore
from yiju.store.types import Customer, Seller, Viewer
from yiju.store.users import ensure_unit

_LONGEST = 400
"""Characters of a name: what the table's column takes."""
_UNKEPT = re.compile("[\0-\x08\x0e-\x1f\x7f\ud800-\udfff]")
"""What no database keeps, or nobody meant."""


def customer_id(unit: str, name: str) -> str:
    """The id of the customer of this name in this unit."""
    return "c" + hashlib.sha256(f"{unit}\0{name}".encode()).hexdigest()[:12]


def ensure_customer(sql: Database, name: str, unit: str, aliases: Sequence[str] = ()) -> Customer:
    """Find the customer of this name or alias in the unit, or make it; aliases are added.

    Raises:
        YijuError: the name or the unit is empty.
    """
    with sql.write() as connection:
        return ensure_within(connection, name, unit, aliases)


def ensure_within(connection: sa.Connection, name: str, unit: str, aliases: Sequence[str] = ()) -> Customer:
    """As ``ensure_customer``, inside the caller's write transaction."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("客户名称不能为空")
    if long := next((one for one in (name, *aliases) if len(one) > _LONGEST), ""):
        raise Invalid(f"客户名称太长：“{long[:20]}…”", hint=f"最多 {_LONGEST} 个字。")
    if _UNKEPT.search("".join((name, unit, *aliases))):
        raise Invalid("客户名称、别名或单元里有看不见的控制字符或坏字符。", hint="请重新输入。")
    ensure_unit(connection, unit)
    present = of_unit(connection, unit)
    same = [c for c in present if c.name == name]
    found = same or [c for c in present if customer_key(name) in _keys(c)]
    customer = found[0] if found else Customer(id=customer_id(unit, name), name=name, unit=unit)
    wanted = [alias for alias in (" ".join(a.split()) for a in aliases) if alias]
    merged = tuple(dict.fromkeys([*customer.aliases, *wanted]))
    merged = tuple(alias for alias in merged if alias != customer.name)
    if not found:
        row = {"id": customer.id, "unit": unit, "name": name, "aliases": list(merged), "seller": {}}
        insert_ignore(connection, tables.customers, [row])
    elif merged != customer.aliases:
        mine = tables.customers.c.id == customer.id
        connection.execute(sa.update(tables.customers).where(mine).values(aliases=list(merged)))
    return customer.model_copy(update={"aliases": merged})


def of_unit(connection: sa.Connection, unit: str) -> list[Customer]:
    """Every customer of a unit, by name; for what is done in the unit's name, not for a viewer to read."""
    query = sa.select(tables.customers).where(tables.customers.c.unit == unit)
    return [to_customer(row) for row in connection.execute(query.order_by(tables.customers.c.name))]


def customer_for(connection: sa.Connection, name: str, unit: str, *, create: bool = False) -> Customer:
    """The customer that this name or alias means in one unit, exactly; for what an admin of it decides.

    Args:
        create: make one where there is none, within the caller's write transaction: it stands or falls with
            what it is made for.

    Raises:
        Invalid: there is none, or the name means several.
    """
    wanted = customer_key(name)
    present = of_unit(connection, unit)
    found = [c for c in present if customer_key(c.name) == wanted] or [
        c for c in present if wanted in _keys(c)
    ]
    if len(found) == 1 and wanted:
        return found[0]
    if found:
        raise Invalid(f"“{name}”在单元 {unit} 里不止一个客户。", hint="请写客户的全名。")
    if not create:
        raise Invalid(
            f"单元 {unit} 里没有客户“{name}”。", hint="新客户请加 --create（网页上勾选“新建客户”）。"
        )
    return ensure_within(connection, name, unit)


def set_seller(sql: Database, customer: Customer, seller: Seller) -> Customer:
    """Record who our side is in this customer's documents."""
    with sql.write() as connection:
        connection.execute(
            sa.update(tables.customers)
            .where(tables.customers.c.id == customer.id)
            .values(seller=seller.model_dump(mode="json"))
        )
    return customer.model_copy(update={"seller": seller})


def list_customers(sql: Database, viewer: Viewer) -> list[Customer]:
    """The viewer's customers, by name."""
    query = sa.select(tables.customers).where(readable(viewer, tables.customers))
    with sql.read() as connection:
        rows = connection.execute(query.order_by(tables.customers.c.name, tables.customers.c.unit)).all()
    return [to_customer(row) for row in rows]


def find_customers(sql: Database, viewer: Viewer, name: str) -> list[Customer]:
    """Customers the viewer may mean by a name: exact name, else alias, else part of either.

    Case, width and spaces do not count. One name may stand in several units; then several come back.
    Nothing comes back for a part that fits differently named customers: it does not tell them apart.
    """
    wanted = customer_key(name)
    if not wanted:
        return []
    everyone = list_customers(sql, viewer)
    by_name = [c for c in everyone if customer_key(c.name) == wanted]
    by_alias = by_name or [c for c in everyone if wanted in _keys(c)]
    if by_alias:
        return by_alias
    by_part = [c for c in everyone if any(wanted in key for key in _keys(c))]
    return by_part if len({customer_key(c.name) for c in by_part}) == 1 else []


def to_customer(row: sa.Row[tuple[object, ...]]) -> Customer:
    """A row of ``customers`` as a Customer."""
    return Customer(
        id=row.id,
        name=row.name,
        unit=row.unit,
        aliases=tuple(row.aliases),
        seller=Seller.model_validate(row.seller),
    )


def customer_key(name: str) -> str:
    """A name as names are compared: case, width and spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _keys(customer: Customer) -> set[str]:
    return {customer_key(customer.name), *map(customer_key, customer.aliases)}
