"""Customers' names in what somebody typed: whole, alias, or shortened; only those the viewer may know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from yiju.bots.typed import fold
from yiju.copilot.accounts import full_name
from yiju.store.types import Customer

_KINDS = regex.compile(
    r"(?:\(.*\)|（.*）|股份|有限|责任|公司|集团|控股|科技|技术|汽车|医院|医疗|电子|电气|工业|实业|制造|机械|化工|"
    r"能源|重工|材料|贸易|商贸|检测|中国|器械|生物)+$"
)
_PLACES = frozenset(
    "上海 北京 天津 重庆 广州 深圳 苏州 宁波 杭州 南京 武汉 成都 西安 中国 "
    "江苏 浙江 广东 山东 四川 华东 华南 华北".split()
)
"""What is left of many a company's name, and says little."""
_CLOSE = 66
"""Similarity (0–100) from which a mistyped name is offered."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, at ``start:end`` of its folded form, and the customers that go by it."""

    start: int
    end: int
    customers: tuple[Customer, ...]


@dataclass(frozen=True)
class Names:
    """The customers of one viewer, by everything they are called."""

    customers: tuple[Customer, ...]

    @cached_property
    def _forms(self) -> dict[str, tuple[Customer, ...]]:
        """Folded form → who goes by it. A shortened form never means one who has another's full name."""
        whole: dict[str, dict[str, Customer]] = {}
        short: dict[str, dict[str, Customer]] = {}
        for customer in self.customers:
            own = (full_name(customer), customer.name, *customer.aliases)
            for name in own:
                if form := fold(" ".join(name.split())):
                    whole.setdefault(form, {})[customer.id] = customer
            for name in own[1:]:
                stem = _KINDS.sub("", fold(name)).strip()
                if len(stem) >= 2 and stem not in _PLACES:
                    short.setdefault(stem, {})[customer.id] = customer
        forms = {form: tuple(found.values()) for form, found in whole.items()}
        return {form: tuple(found.values()) for form, found in short.items()} | forms

    def find(self, key: str) -> list[Mention]:
        """Every name in a folded text, longest first at each place, none within another; in order."""
        found: list[Mention] = []
        taken: set[int] = set()
        for form in sorted(self._forms, key=len, reverse=True):
            at = key.find(form)
            while at >= 0:
                end = at + len(form)
                if taken.isdisjoint(range(at, end)) and _whole_word(key, at, end):
                    found.append(Mention(at, end, self._forms[form]))
                    taken.update(range(at, end))
                at = key.find(form, at + 1)
        return sorted(found, key=lambda mention: mention.start)

    def named(self, text: str) -> tuple[Customer, ...]:
        """Those of exactly this name, in full or shortened; else those with it in their names."""
        key = fold(" ".join(text.split()))
        if not key:
            return ()
        if exact := self._forms.get(key):
            return exact
        if len(key) < 2:
            return ()
        inside = (c for c in self.customers if any(key in fold(n) for n in (c.name, *c.aliases)))
        return tuple(inside)

    def close_to(self, text: str, most: int = 3) -> tuple[Customer, ...]:
        """Those that may have been meant by a mistyped name, closest first."""
        from rapidfuzz import fuzz

        key = fold("".join(text.split()))
        scored: dict[str, tuple[float, Customer]] = {}
        for form, customers in self._forms.items():
            score = fuzz.ratio(key, form)
            for customer in customers:
                if score >= _CLOSE and score > scored.get(customer.id, (0.0, customer))[0]:
                    scored[customer.id] = (score, customer)
        ranked = sorted(scored.values(), key=lambda item: (-item[0], item[1].name))
        return tuple(customer for _, customer in ranked[:most])


def names_of(customers: Sequence[Customer]) -> Names:
    """The names of these customers."""
    return Names(tuple(customers))


def _whole_word(key: str, start: int, end: int) -> bool:
    """Whether a Latin name is not a part of a longer word."""

    def inside(a: str, b: str) -> bool:
        return a.isascii() and a.isalnum() and b.isascii() and b.isalnum()

    before = start > 0 and inside(key[start - 1], key[start])
    after = end < len(key) and inside(key[end - 1], key[end])
    return not (before or after)
