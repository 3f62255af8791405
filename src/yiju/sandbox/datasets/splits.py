"""Train, validation and test, apart by customer and by time, and the same in every later version.

A customer is one under all its names, in all units. Where it was put once it stays: the names' hashes are
kept with the installation. Every test example is later than every other; what does not keep to that is left
out.
"""

import datetime as dt
import hashlib
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from yiju.sandbox.datasets.consent import keys_of
from yiju.sandbox.datasets.types import Draft, Split
from yiju.store.database import batched, insert_ignore
from yiju.store.tables import meta
from yiju.store.types import Customer

TEST_SHARE, VALIDATION_SHARE = 0.2, 0.1
"""Shares of the examples that are aimed at."""
_TRAIN_WEIGHT = 3.0
"""What losing a part of the training examples costs against losing the same part of the test's."""
_MARK = "split:"


@dataclass(frozen=True)
class Group:
    """A customer under all its names. ``keys``: as ``consent.keys`` writes them."""

    id: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Division:
    """Where each group goes; None: earlier snapshots put its names in different splits.

    Attributes:
        cut: every test example is from this moment on, every other from before it; None without a test split.
    """

    places: dict[str, Split | None]
    cut: dt.datetime | None

    def place(self, group: str, created: dt.datetime) -> tuple[Split | None, str]:
        """The split of an example, or None and why it has none."""
        split = self.places[group]
        if split is None:
            return None, "split_conflict"
        if self.cut is not None and (created >= self.cut) != (split == "test"):
            return None, "out_of_time"
        return split, ""


def groups_of(customers: Iterable[Customer]) -> dict[str, Group]:
    """The group of each customer id: those that share a name or an alias, directly or through others."""
    everyone = list(customers)
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    for customer in everyone:
        first, *others = sorted(keys_of(customer))
        for other in others:
            low, high = sorted((root(first), root(other)))
            parent[high] = low
        root(first)
    keys: dict[str, set[str]] = defaultdict(set)
    for key in list(parent):
        keys[root(key)].add(key)
    return {
        customer.id: Group(mark(root(min(keys_of(customer)))), frozenset(keys[root(min(keys_of(customer)))]))
        for customer in everyone
    }


def mark(key: str) -> str:
    """A name's own mark: what is kept of it."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def divide(drafts: Sequence[Draft], groups: Mapping[str, Group], recorded: Mapping[str, Split]) -> Division:
    """Place every customer that has an example.

    Args:
        groups: by customer id. ``recorded``: split by a name's mark, from earlier snapshots.
    """
    moments: dict[str, list[dt.datetime]] = defaultdict(list)
    keys: dict[str, frozenset[str]] = {}
    for draft in drafts:
        group = groups[draft.customer_id]
        moments[group.id].append(draft.created)
        keys[group.id] = group.keys
    places: dict[str, Split | None] = {}
    for group_id in sorted(moments):
        before = {recorded[mark(key)] for key in keys[group_id] if mark(key) in recorded}
        if before:
            places[group_id] = next(iter(before)) if len(before) == 1 else None
    free = [group_id for group_id in sorted(moments) if group_id not in places]
    _place(free, places, moments)
    return Division(places, _cut(places, moments))


def _place(
    free: list[str], places: dict[str, Split | None], moments: Mapping[str, list[dt.datetime]]
) -> None:
    """New customers: the latest to the test, a few by their mark to validation, the others to training."""
    total = sum(len(moments[one]) for one in moments if places.get(one, "train") is not None)
    counts = {split: _count(split, places, moments) for split in ("train", "validation", "test")}
    latest = sorted(free, key=lambda one: (min(moments[one]), one), reverse=True)
    left = list(latest)
    for split, share, order in (("test", TEST_SHARE, latest), ("validation", VALIDATION_SHARE, sorted(free))):
        for one in order:
            many = len(moments[one])
            others = counts["train"] + sum(len(moments[other]) for other in left if other != one)
            if one not in left or counts[split] >= share * total or others < total / 2:
                continue
            if counts[split] and counts[split] + many > 1.5 * share * total:
                continue
            places[one] = "test" if split == "test" else "validation"
            counts[split] += many
            left.remove(one)
    for one in left:
        places[one] = "train"


def _count(split: str, places: Mapping[str, Split | None], moments: Mapping[str, list[dt.datetime]]) -> int:
    return sum(len(moments[one]) for one, found in places.items() if found == split)


def _cut(places: Mapping[str, Split | None], moments: Mapping[str, list[dt.datetime]]) -> dt.datetime | None:
    """The moment that keeps most of both sides, of the test examples' moments, by weighted shares."""
    test = sorted(m for one, split in places.items() if split == "test" for m in moments[one])
    rest = sorted(
        m for one, split in places.items() if split in {"train", "validation"} for m in moments[one]
    )
    if not test:
        return None
    if not rest:
        return test[0]

    def worth(cut: dt.datetime) -> float:
        before = bisect_left(rest, cut)
        after = len(test) - bisect_left(test, cut)
        if not before or not after:
            return -math.inf
        return _TRAIN_WEIGHT * math.log(before / len(rest)) + math.log(after / len(test))

    best = max(sorted(set(test)), key=worth)
    # Where no moment keeps anything of both, training is worth more than a test of it.
    return best if worth(best) > -math.inf else max(*test, *rest) + dt.timedelta(microseconds=1)


def recorded_splits(connection: sa.Connection, groups: Iterable[Group]) -> dict[str, Split]:
    """Split by a name's mark, as earlier snapshots of this installation placed it."""
    wanted = sorted({_MARK + mark(key) for group in groups for key in group.keys})
    found: dict[str, Split] = {}
    for some in batched(wanted, 500):
        for row in connection.execute(sa.select(meta).where(meta.c.key.in_(some))):
            found[row.key.removeprefix(_MARK)] = row.value
    return found


def record_splits(
    connection: sa.Connection, groups: Iterable[Group], places: Mapping[str, Split | None]
) -> None:
    """Keep where customers were put, for every later snapshot. What is kept already stays."""
    rows = [
        {"key": _MARK + mark(key), "value": split}
        for group in groups
        if (split := places.get(group.id)) is not None
        for key in sorted(group.keys)
    ]
    insert_ignore(connection, meta, rows)
