"""Whether what the rules name is there."""

from yiju.ingest.assign.names import plain
from yiju.ingest.assign.rules import AssignmentRules
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.types import Viewer


def unknown_customers(sql: Database, viewer: Viewer, rules: AssignmentRules) -> list[str]:
    """Names of customers in the rules that are none of the viewer's, by name; those to be made left out."""
    there = list_customers(sql, viewer)
    names = {
        (unit, plain(name)) for one in there for name in (one.name, *one.aliases) for unit in ("", one.unit)
    }
    wanted = [(whose.customer, whose.unit) for whose in rules.domains.values()]
    wanted += [(rule.customer, rule.unit) for rule in rules.paths if rule.customer and not rule.create]
    wanted += [(name, "") for name in rules.aliases]
    missing = {
        f"{name}（{unit}）" if unit else name for name, unit in wanted if (unit, plain(name)) not in names
    }
    return sorted(missing)
