"""Customers that an admin registers before there is any material: names, aliases, mail domains."""

from collections.abc import Sequence

import sqlalchemy as sa

from yiju.errors import Forbidden, Invalid
from yiju.ingest.assign.names import is_domain, plain
from yiju.ingest.assign.rules import AssignmentRules, load_assignment
from yiju.settings import Settings
from yiju.store import audit, tables
from yiju.store.access import LOCAL_USER, cleared_units, unknown_unit
from yiju.store.customers import customer_for, customer_key, ensure_within, of_unit
from yiju.store.store import Store
from yiju.store.types import Customer, Frozen, Viewer


class Registered(Frozen):
    """What was registered. ``created``: the customer is new; ``added``: aliases and domains that are."""

    customer: Customer
    created: bool
    added: tuple[str, ...]


def add_customer(
    store: Store,
    viewer: Viewer,
    name: str,
    *,
    unit: str = "",
    aliases: Sequence[str] = (),
    domains: Sequence[str] = (),
) -> Registered:
    """Make a customer, or give one that is there more aliases and mail domains. Audited.

    Args:
        unit: empty for the viewer's only one, else for the usual one.
        domains: kept as aliases: mails from there, and to there, are taken for the customer's.

    Raises:
        Forbidden, Invalid: the viewer is no admin of the unit, or of none; there is none of this name.
        Invalid: an alias is another customer's of the unit, or ours; a domain is none, anybody's, or ours.
    """
    there = _unit(store.settings, viewer, unit)
    named = [" ".join(alias.split()) for alias in aliases]
    rules = load_assignment(store.settings)
    with store.sql.write() as connection:
        present = of_unit(connection, there)
        ours = {*store.settings.domains, *(d.lower() for one in present for d in one.seller.domains)}
        wanted = [alias for alias in named if alias and not is_domain(alias)]
        wanted += [_domain(one, rules, ours) for one in (*domains, *filter(is_domain, named))]
        mine = [one for one in present if customer_key(one.name) == customer_key(name)]
        others = [one for one in present if one not in mine]
        _refuse_anothers([" ".join(name.split()), *wanted], others, store.settings)
        before = mine[0].aliases if mine else ()
        known = {customer_key(name), *map(customer_key, before)}
        fresh = {customer_key(one): one for one in reversed(wanted) if customer_key(one) not in known}
        customer = ensure_within(connection, name, there, [*reversed(fresh.values())])
        added = tuple(one for one in customer.aliases if one not in before)
        if added or not mine:
            told = {"unit": there, "created": not mine, "added": list(added)}
            audit.append(connection, viewer.user, "customer.added", customer.id, told)
    return Registered(customer=customer, created=not mine, added=added)


def drop_aliases(
    store: Store, viewer: Viewer, name: str, aliases: Sequence[str], *, unit: str = ""
) -> Customer:
    """Take aliases and mail domains from a customer: they tell nothing of whose a document is. Audited.

    What was assigned by them stays where it is. Raises as ``add_customer``, or Invalid: it has no such alias.
    """
    there = _unit(store.settings, viewer, unit)
    with store.sql.write() as connection:
        customer = customer_for(connection, name, there)
        gone = {customer_key(alias.removeprefix("@")) for alias in aliases}
        kept = tuple(alias for alias in customer.aliases if customer_key(alias) not in gone)
        if missing := gone - set(map(customer_key, customer.aliases)):
            raise Invalid(f"客户“{customer.name}”没有别名或域名“{sorted(missing)[0]}”。")
        mine = tables.customers.c.id == customer.id
        connection.execute(sa.update(tables.customers).where(mine).values(aliases=list(kept)))
        dropped = [alias for alias in customer.aliases if alias not in kept]
        told = {"unit": there, "dropped": dropped}
        audit.append(connection, viewer.user, "customer.aliases_dropped", customer.id, told)
    return customer.model_copy(update={"aliases": kept})


def _unit(settings: Settings, viewer: Viewer, unit: str) -> str:
    cleared, usual = cleared_units(viewer), settings.default_unit
    local = viewer.user == LOCAL_USER
    if not cleared and not local:
        raise Forbidden("没有登记客户的权限。", hint="要有管理员角色，并至少属于一个单元。")
    there = unit or (next(iter(cleared)) if len(cleared) == 1 else usual)
    if there in cleared or (local and (there == usual or not cleared)):  # the first is made, none by a slip
        return there
    if unit:
        raise unknown_unit(viewer, unit)
    raise Invalid("没有写 --unit，不知道是哪个单元。", hint=f"你所在的单元：{'、'.join(sorted(cleared))}。")


def _domain(given: str, rules: AssignmentRules, ours: set[str]) -> str:
    name = plain(given).removeprefix("@")
    if not is_domain(name):
        raise Invalid(f"“{given}”不是邮件域名。", hint="要像 example.com。")
    if rules.is_free(name):
        raise Invalid(f"{name} 谁都能注册邮箱，不能说明是哪个客户。", hint="请用客户自己的域名。")
    if name in ours:
        raise Invalid(f"{name} 是我方的邮件域名。", hint="请用客户自己的域名。")
    return name


def _refuse_anothers(names: Sequence[str], others: Sequence[Customer], settings: Settings) -> None:
    whose = {customer_key(alias): one.name for one in others for alias in (one.name, *one.aliases)}
    for name in names:
        if settings.seller_name and customer_key(name) == customer_key(settings.seller_name):
            raise Invalid(f"“{name}”是我方的名称。", hint="请写客户的名称。")
        if (other := whose.get(customer_key(name))) is not None:
            raise Invalid(f"“{name}”已经是客户“{other}”的名称或别名。", hint="换一个，或给那个客户补登记。")
