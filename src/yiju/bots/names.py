"""Customers' names in what somebody typed: whole, alias, or shortened; only those the viewer may know of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import regex

from yiju.bots.typed import fold
from yiju.copilot.accounts import full_name
from yiju.store.types import Customer

_KIND = (
    r"股份|集团|控股|科技|技术|汽车|医院|医疗|电子|电气|工业|实业|制造|机械|化工|能源|重工|材料|贸易|商贸"
    r"|检测|器械|生物"
)
_KINDS = regex.compile(rf"(?:\(.*\)|（.*）|有限|责任|公司|中国|{_KIND})+$")
_ANOTHER = regex.compile(_KIND)
"""What makes another company of a name, where it follows it: 威瑟兰, 威瑟兰汽车."""
_PLACES = frozenset(
    "上海 北京 天津 重庆 广州 深圳 苏州 宁波 杭州 南京 武汉 成都 西安 中国 "
    "江苏 浙江 广东 山东 四川 华东 华南 华北".split()
)
"""What is left of many a company's name, and says little."""
_AFTER_SHORT = regex.compile(r"$|\P{Han}|[的谈聊那这催续和与跟对是有在要怎什付年质合交价款还为待拜话策]")
"""What may follow a shortened name: 华信检验 is another company than 华信集团."""
_CLOSE = 66
"""Similarity (0–100) from which a mistyped name is offered."""


def names_a_company(text: str) -> bool:
    """Whether this folded text ends in what companies call themselves, with a name before it."""
    return bool((kind := _KINDS.search(text)) and kind.start() > 0)


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
    def _whole(self) -> dict[str, tuple[Customer, ...]]:
        """Folded name or alias → who goes by it."""
        found: dict[str, dict[str, Customer]] = {}
        for customer in self.customers:
            for name in (full_name(customer), customer.name, *customer.aliases):
                if form := fold(" ".join(name.split())):
                    found.setdefault(form, {})[customer.id] = customer
        return {form: tuple(its.values()) for form, its in found.items()}

    @cached_property
    def _short(self) -> frozenset[str]:
        """What names are shortened to (莱茵 of 莱茵汽车), where nobody goes by just that."""
        names = (fold(name) for c in self.customers for name in (c.name, *c.aliases))
        stems = {_KINDS.sub("", name).strip() for name in names}
        return frozenset(stem for stem in stems - _PLACES - set(self._whole) if len(stem) >= 2)

    def _fitting(self, form: str) -> tuple[Customer, ...]:
        """Who goes by a form; by a shortened one everybody whose name has it."""
        if form in self._whole:
            return self._whole[form]
        return tuple(c for c in self.customers if any(form in fold(n) for n in (c.name, *c.aliases)))

    def find(self, key: str, *, slot: bool = False) -> list[Mention]:
        """Every name in a folded text, longest first at each place, none within another; in order.

        Args:
            slot: the text follows a command: a shortened name that runs on is another company's there.
        """
        found: list[Mention] = []
        taken: set[int] = set()
        for form in sorted({*self._whole, *self._short}, key=len, reverse=True):
            at = key.find(form)
            while at >= 0:
                end = at + len(form)
                runs_on = (
                    _ANOTHER.match(key, end) if form in self._whole else not _AFTER_SHORT.match(key, end)
                )
                fits = not (slot and runs_on)
                if fits and taken.isdisjoint(range(at, end)) and _whole_word(key, at, end):
                    found.append(Mention(at, end, self._fitting(form)))
                    taken.update(range(at, end))
                at = key.find(form, at + 1)
        return sorted(found, key=lambda mention: mention.start)

    def named(self, text: str) -> tuple[Customer, ...]:
        """Those of exactly this name, in full or shortened; else those with it in their names."""
        key = fold(" ".join(text.split()))
        return self._fitting(key) if key in self._whole or len(key) >= 2 else ()

    def close_to(self, text: str, most: int = 3) -> tuple[Customer, ...]:
        """Those that may have been meant by a mistyped name, closest first."""
        from rapidfuzz import fuzz

        key = fold("".join(text.split()))
        scored: dict[str, tuple[float, Customer]] = {}
        for form in {*self._whole, *self._short}:
            score = fuzz.ratio(key, form)
            for customer in self._fitting(form) if score >= _CLOSE else ():
                if score > scored.get(customer.id, (0.0, customer))[0]:
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
