"""Which customers a request means: by name, by name and unit, and by what an answer cites."""

import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache

import regex

from yiju.copilot.simplified import SIMPLIFIED
from yiju.store.types import Customer

_IN_UNIT = regex.compile(r"(?P<name>.*\S)\s*[（(](?P<unit>[^（()）]+)[)）]\s*")
_EDGE = r"(?:(?<![A-Za-z0-9])|(?![A-Za-z0-9]))"
"""No place within a Latin word."""
_MOST = 3
"""Customers that a label names one by one."""


def full_name(customer: Customer) -> str:
    """Name and unit, which together mean one customer: ``莱茵汽车（华东）``."""
    return f"{customer.name}（{customer.unit}）"


def split_name(text: str) -> tuple[str, str] | None:
    """Name and unit of ``名称（单元）``, in brackets of either width; None where there are none."""
    match = _IN_UNIT.fullmatch(text)
    return (match["name"], match["unit"]) if match else None


def in_unit(customer: Customer, unit: str) -> bool:
    """Whether a customer is in the unit of this name; case, width and blanks do not count."""
    return _key(customer.unit) == _key(unit)


def labels(customers: Sequence[Customer]) -> dict[str, str]:
    """Customer id → how to call it beside the others: its name, with its unit where another has it too."""
    names = Counter(customer.name for customer in customers)
    return {c.id: c.name if names[c.name] == 1 else full_name(c) for c in customers}


def named_in(text: str, known: Sequence[Customer]) -> list[Customer]:
    """The customers that a text names: by name and unit if it does so, else by name or alias.

    A name within a longer one (北辰 in 北辰电器), or a Latin one within a word, names nobody; case, width and
    full or simplified script do not count.
    """
    key = _folded(text)
    forms = {_folded(name): None for c in known for name in (c.name, *c.aliases) if name.strip()}
    taken: set[int] = set()
    said: set[str] = set()
    for form in sorted((form for form in forms if form in key), key=len, reverse=True):
        for match in regex.finditer(rf"{_EDGE}{regex.escape(form)}{_EDGE}", key):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                said.add(form)
    found = [c for c in known if not said.isdisjoint(map(_folded, (c.name, *c.aliases)))]
    whole = _key(text)
    return [c for c in found if _key(full_name(c)) in whole] or found


def names_of(customers: Collection[Customer]) -> frozenset[str]:
    """Every name that these customers go by."""
    return frozenset(name for c in customers for name in (full_name(c), c.name, *c.aliases) if name)


def label_of(customers: Sequence[Customer]) -> str:
    """One line for what is about several customers: their names, or the first ones and how many there are."""
    called = labels(customers)
    shown = "、".join(called[customer.id] for customer in customers[:_MOST])
    return shown if len(customers) <= _MOST else f"{shown}等{len(customers)}家客户"


@lru_cache(maxsize=1 << 15)
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(SIMPLIFIED)


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
