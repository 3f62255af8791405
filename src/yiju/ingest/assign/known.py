"""What an installation's units tell of whose a document may be: customers, threads, mail domains.

Read for an ingestion or for an admin, of units named beforehand and of no other: what one unit taught tells
another nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

import sqlalchemy as sa

from yiju.ingest.assign.names import Names, domains_in, is_domain, plain
from yiju.ingest.assign.rules import AssignmentRules
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.customers import to_customer
from yiju.store.types import Customer, Kind

_documents = tables.documents
OTHER = "?"
"""Whom the names of competitors and third parties mean."""


@dataclass(slots=True)
class Known:
    """Of these units alone.

    Attributes:
        domains: mail domain → customer id → mails of theirs that a person assigned.
        told: mail domain → customer ids, as the rules or an alias say.
        ours: our own mail domains.
        messages: message or thread id → customer ids.
        placed: place → customer id of what this ingestion placed; empty for what went to the tray.
    """

    units: frozenset[str]
    rules: AssignmentRules
    customers: dict[str, Customer] = field(default_factory=dict)
    names: Names = field(default_factory=lambda: Names({}))
    domains: dict[str, dict[str, int]] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    ours: frozenset[str] = frozenset()
    messages: dict[str, set[str]] = field(default_factory=dict)
    placed: dict[str, str] = field(default_factory=dict)

    def named(self, name: str, unit: str = "") -> list[Customer]:
        """Customers of this very name, else alias; of one unit, or of all."""
        near = [one for one in self.customers.values() if unit in ("", one.unit)]
        exact = [one for one in near if plain(one.name) == plain(name)]
        return exact or [one for one in near if one.id in self.names.of(name)]

    def learn_message(self, customer_id: str, message: str, thread: Collection[str]) -> None:
        """A mail that is a customer's: what answers it is theirs too."""
        for one in {message, *thread} - {""}:
            self.messages.setdefault(one, set()).add(customer_id)

    def add(self, customers: Collection[Customer], settings: Settings) -> None:
        """Know these customers (too); names and domains are gathered anew."""
        self.customers.update((one.id, one) for one in customers)
        ours, further = [settings.seller_name], self.rules.aliases
        names: dict[str, list[str]] = {OTHER: list(self.rules.others)}
        self.told = {}
        for one in self.customers.values():
            more = [
                alias for name, given in further.items() if plain(name) == plain(one.name) for alias in given
            ]
            names[one.id] = [one.name, *one.aliases, *more]
            ours.append(one.seller.name)
            for alias in filter(is_domain, names[one.id]):
                self.told.setdefault(plain(alias), set()).add(one.id)
        self.names = Names(names, filter(None, ours))
        for domain, whose in self.rules.domains.items():
            self.told.setdefault(domain, set()).update(
                one.id for one in self.named(whose.customer, whose.unit)
            )


def known_of(
    connection: sa.Connection, units: Collection[str], rules: AssignmentRules, settings: Settings
) -> Known:
    """All that these units tell."""
    known = Known(frozenset(units), rules)
    query = sa.select(tables.customers).where(tables.customers.c.unit.in_(sorted(units)))
    customers = [to_customer(row) for row in connection.execute(query.order_by(tables.customers.c.id))]
    known.add(customers, settings)
    sellers = {domain.lower() for one in customers for domain in one.seller.domains}
    known.ours = frozenset({*settings.domains, *sellers})
    mails = sa.select(_documents.c.customer_id, _documents.c.assigned_by, _documents.c.attributes).where(
        _documents.c.unit.in_(sorted(units)),
        _documents.c.state == "current",
        _documents.c.kind == Kind.MAIL.value,
    )
    for row in connection.execute(mails):
        facts = row.attributes
        known.learn_message(row.customer_id, facts.get("message_id", ""), [facts.get("thread_id", "")])
        if row.assigned_by == "person":
            heads = (facts.get(name, "") for name in ("from", "to", "cc"))
            for domain in {d for head in heads for d in domains_in(head)}:
                if domain not in known.ours and not rules.is_free(domain):
                    counts = known.domains.setdefault(domain, {})
                    counts[row.customer_id] = counts.get(row.customer_id, 0) + 1
    return known
