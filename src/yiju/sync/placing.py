"""Whose a source's items are: what the source says of a customer counts only where we know that customer."""

from yiju.errors import YijuError
from yiju.store.access import local_viewer
from yiju.store.customers import list_customers
from yiju.store.names import name_key
from yiju.store.store import Store
from yiju.sync.base import Item
from yiju.sync.config import SourceConfig


class Placing:
    """Of one source, for one run.

    Attributes:
        unit: that its documents come in for.

    Raises:
        YijuError: no unit is configured, and only another one has this customer.
    """

    def __init__(self, store: Store, config: SourceConfig) -> None:
        self.unit = unit_of(store, config)
        self._usual = config.customer.strip()
        own = [one for one in list_customers(store.sql, local_viewer(store.sql)) if one.unit == self.unit]
        aliases: dict[str, set[str]] = {}
        for one in own:
            for alias in one.aliases:
                aliases.setdefault(name_key(alias), set()).add(one.name)
        # What is a customer's own name means nobody else; an alias of several means none of them for sure.
        self._known = {key: names.pop() for key, names in aliases.items() if len(names) == 1}
        self._known |= {name_key(one.name): one.name for one in own}

    def customer(self, item: Item) -> str | None:
        """The customer's name; None leaves it to the rules of assignment, and to the tray.

        Whom the source names, and nobody here knows, is not its usual customer: a person says who it is.
        """
        key = name_key(item.customer)
        if key and key != name_key(self._usual):
            return self._known.get(key)
        return self._usual or None


def unit_of(store: Store, config: SourceConfig) -> str:
    """The unit that a source is of. Raises as ``Placing``."""
    usual = store.settings.default_unit
    if config.unit:
        return config.unit
    name = config.customer.strip()
    if name:
        having = {one.unit for one in list_customers(store.sql, local_viewer(store.sql)) if one.name == name}
        if having and usual not in having:
            raise YijuError(
                f"客户“{name}”已经在单元 {'、'.join(sorted(having))} 里，来源没有写 unit。",
                hint=f"在来源 {config.name} 里加上 unit: {sorted(having)[0]}（另建一个就写 unit: {usual}）。",
            )
    return usual
