"""Who does not want their words in training data."""

import unicodedata
from dataclasses import dataclass

from yiju.settings import Settings
from yiju.store.types import Customer


@dataclass(frozen=True)
class Consent:
    """Users whose verdicts and questions, and customers (as keys) whose material, are left out."""

    users: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()

    def refuses_customer(self, customer: Customer) -> bool:
        """Whether a customer, by any of its names, is left out."""
        return not self.customers.isdisjoint(keys_of(customer))


def consent_of(settings: Settings) -> Consent:
    """As the settings ``no_training_users`` and ``no_training_customers`` say."""
    return Consent(settings.refusing_users, frozenset(map(key, settings.refusing_customers)))


def key(name: str) -> str:
    """One form for one customer's name: case, width and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def keys_of(customer: Customer) -> frozenset[str]:
    """Every name of a customer, as keys."""
    return frozenset(map(key, (customer.name, *customer.aliases))) - {""}
