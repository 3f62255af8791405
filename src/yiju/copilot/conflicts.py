"""Two current sources that give different values for one commercial attribute."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from yiju.copilot.confided import confided
from yiju.copilot.material import Material
from yiju.copilot.stated import Measure, Stated, stated_values
from yiju.store.types import Kind

_MOVING = {"欠款与回款", "用量"}
"""Values that change as time goes by: the newest stands, an older one contradicts nothing."""
_ACCOUNT_WIDE = {"年降", "付款条件", "质保", "折扣与返利", "预算与限价", "欠款与回款"}
"""Attributes of the whole account; the others are compared only for one and the same thing."""
_BESIDE = 100
"""Older statements that each is compared with, of those in its unit, in contracts and under its codes: so
that the work grows with the material, not with its square."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that differ. ``superseded``: both ours or both letters, so the newer one stands."""

    newer: Stated
    older: Stated
    relation: Literal["conflict", "superseded"]


def find_conflicts(material: Material, *, without: frozenset[str] = frozenset()) -> list[Conflict]:
    """Differing statements about one attribute in different documents, one for each attribute, thing
    and relation. What stays among ourselves states nothing between the parties.
    """
    secret = confided(material)
    grouped: dict[str, list[Stated]] = defaultdict(list)
    for stated in stated_values(material, without=without):
        if stated.measure is not None and stated.span.paragraph.id not in secret:
            grouped[stated.attribute.name].append(stated)
    found: list[Conflict] = []
    for group in grouped.values():
        held: dict[str, set[Measure]] = defaultdict(set)
        for stated in group:
            if stated.measure is not None:
                held[stated.span.document.id].add(stated.measure)
        seen: set[tuple[frozenset[str], str]] = set()
        for one, other in _pairs(sorted(group, key=lambda s: s.span.day, reverse=True)):
            if not _differ(one, other):
                continue
            relation = _relation(one, other)
            thing = one.things & other.things, relation
            # A document may state several values (tiers): sharing one, two agree.
            if thing in seen or not held[one.span.document.id].isdisjoint(held[other.span.document.id]):
                continue
            seen.add(thing)
            found.append(Conflict(one, other, relation))
    return found


def _pairs(group: Sequence[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """Each statement with those of older documents: the next ones, those in contracts, those of its codes.

    ``group``: newest first, document by document. In a group that is not very large these are all of them.
    """
    shelves: dict[tuple[str, str], list[int]] = defaultdict(list)
    last: dict[str, int] = {}
    for index, one in enumerate(group):
        for shelf in _shelves(one, contract=one.span.document.kind is Kind.CONTRACT):
            shelves[shelf].append(index)
        last[one.span.document.id] = index
    for one in group:
        near: set[int] = set()
        for shelf in _shelves(one, contract=True):
            held = shelves.get(shelf, [])
            begin = bisect_right(held, last[one.span.document.id])
            near.update(held[begin : begin + _BESIDE])
        for index in sorted(near):
            yield one, group[index]


def _shelves(one: Stated, *, contract: bool) -> list[tuple[str, str]]:
    """Where a statement stands: among its customer's of its unit, in contracts, under each of its codes."""
    unit = f"{one.span.document.customer_id} {one.measure[1] if one.measure else ''}"
    return [(unit, name) for name in ("", *(["contract"] if contract else []), *one.codes)]


_PHASE = regex.compile(r"(?<!第)([一二三四五六七八九]|(?<!\d)\d)期(?!间|限|满|末|初|数|次|内|后|款|货|权|刊)")
_NUMBER = regex.compile(r"(?<![A-Za-z0-9])(?=[A-Z0-9\-]*\d)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+(?![A-Za-z0-9])")


def _phases(stated: Stated) -> frozenset[str]:
    """Phases of a project that the title, the heading or the sentence names; the first where none is."""
    span = stated.span
    named = " ".join((span.document.title, *span.paragraph.headings, span.text))
    return frozenset(
        "一二三四五六七八九"[int(n) - 1] if n in "123456789" else n for n in _PHASE.findall(named)
    )


def _of_other_projects(one: Stated, other: Stated) -> bool:
    """Whether two statements are about differently named phases, or documents of different numbers."""
    mine, theirs = _phases(one), _phases(other)
    if (mine or theirs) and (mine or {"一"}).isdisjoint(theirs or {"一"}):
        return True
    numbers = [frozenset(_NUMBER.findall(s.span.document.title)) for s in (one, other)]
    return bool(numbers[0] and numbers[1]) and numbers[0].isdisjoint(numbers[1])


def _differ(one: Stated, other: Stated) -> bool:
    """What a later tender demands is no second version of what was agreed before it."""
    return one.span.document.kind is not Kind.TENDER and differ(one, other)


def differ(one: Stated, other: Stated) -> bool:
    """Whether two statements of one attribute are about one thing, and give it different values."""
    if _of_other_projects(one, other) or one.measure == other.measure:
        return False
    if one.attribute.name in _ACCOUNT_WIDE:
        return not (one.codes and other.codes) or not one.codes.isdisjoint(other.codes)
    return not one.codes.isdisjoint(other.codes) or len(one.things & other.things) >= 3


def _relation(one: Stated, other: Stated) -> Literal["conflict", "superseded"]:
    kinds = {one.span.document.kind, other.span.document.kind}
    if one.attribute.name in _MOVING:
        return "superseded"
    letters = {Kind.MAIL, Kind.CALL, Kind.NOTE}
    return "superseded" if kinds <= letters and one.span.day > other.span.day else "conflict"
