"""Who does not want their words in training data, and under what names a customer is one."""

import re
import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.errors import YijuError
from yiju.settings import Settings
from yiju.store import tables
from yiju.store.database import Database
from yiju.store.types import Customer

_FORM = re.compile(
    r"(?:\(?(?:集团|控股)\)?|股份|有限|责任|总公司|(?<!分)公司)+$"
    r"|(?:[\s,.]+(?:gmbh|ag|kg|kgaa|&|co|ltd|limited|inc|incorporated|llc|corp|corporation|plc|se|s\.a|sa|bv|nv"
    r"|pte))+[\s,.]*$"
)
"""What a company's name says of its legal form, at its end."""
_SHORTEST = 2


@dataclass(frozen=True)
class Consent:
    """Users whose verdicts and questions, and customers (as keys) whose material, are left out.

    Attributes:
        unknown: names in the settings that no customer of the installation has.
    """

    users: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()

    def refuses_customer(self, customer: Customer) -> bool:
        """Whether a customer, by any of its names, with its legal form or without, is left out."""
        return not self.customers.isdisjoint(keys_of(customer))

    def require_known(self) -> None:
        """A name that means nobody must not pass for one that was heeded.

        Raises:
            YijuError: there is one.
        """
        if self.unknown:
            raise YijuError(
                self.problem,
                hint="写客户的名称或别名（见 yiju sources），不写简称的一部分；不再需要的请去掉。",
            )

    @property
    def problem(self) -> str:
        """What is wrong with the settings."""
        return f"YIJU_NO_TRAINING_CUSTOMERS 里的{'、'.join(f'“{one}”' for one in self.unknown)}不是任何客户。"


def consent_of(sql: Database, settings: Settings) -> Consent:
    """As the settings ``no_training_users`` and ``no_training_customers`` say.

    The names are looked for among all customers, whoever asks: only names from the settings are told.
    """
    wanted = {name: keys(name) for name in settings.refusing_customers}
    known: set[str] = set()
    if wanted:
        with sql.read() as connection:
            query = sa.select(tables.customers.c.name, tables.customers.c.aliases)
            for row in connection.execute(query):
                known |= keys(row.name, *row.aliases)
    unknown = tuple(name for name, own in wanted.items() if own.isdisjoint(known))
    return Consent(settings.refusing_users, frozenset().union(*wanted.values()), unknown)


def key(name: str) -> str:
    """One form for one customer's name: case, width and blanks do not count."""
    return "".join(_plain(name).split())


def keys(*names: str) -> frozenset[str]:
    """Every name as keys, as it is written and without its legal form."""
    return frozenset(key(form) for name in names for form in (name, _bare(_plain(name)))) - {""}


def keys_of(customer: Customer) -> frozenset[str]:
    """Every name of a customer, as keys."""
    return keys(customer.name, *customer.aliases)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _bare(plain: str) -> str:
    """Without the legal form; as it is where too little would be left to tell a company by."""
    short = _FORM.sub("", plain).strip(" ,.")
    return short if len(key(short)) >= _SHORTEST else plain
