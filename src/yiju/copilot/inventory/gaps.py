"""What customers lack, measured against what is expected of every one."""

import datetime as dt
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from yiju.copilot.inventory.expected import Expected
from yiju.copilot.inventory.types import Gap
from yiju.store.inventory import LastOf, last_by_kind
from yiju.store.labels import DOCUMENTS
from yiju.store.types import Customer, Kind, Viewer


def find_gaps(
    connection: sa.Connection,
    viewer: Viewer,
    customers: Sequence[Customer],
    expected: Expected,
    as_of: dt.date,
) -> list[Gap]:
    """Of each of these customers, which the viewer may see, in their order and that of kinds."""
    held: dict[str, dict[Kind, LastOf]] = {}
    for one in last_by_kind(connection, viewer, [customer.id for customer in customers]):
        held.setdefault(one.customer_id, {})[one.kind] = one
    return [
        gap
        for customer in customers
        for gap in _of(customer, held.get(customer.id, {}), expected.of(customer.name), as_of)
    ]


def _of(
    customer: Customer, held: dict[Kind, LastOf], wanted: dict[Kind, int | None], as_of: dt.date
) -> Iterator[Gap]:
    who = {"customer": customer.name, "customer_id": customer.id, "unit": customer.unit}
    if not held:
        yield Gap(**who, kind=None, why="empty", said="还没有任何资料")
        return
    for kind, limit in wanted.items():
        name, have = DOCUMENTS[kind], held.get(kind)
        if have is None:
            yield Gap(**who, kind=kind, why="never", said=f"从来没有{name}", expected=limit)
            continue
        if limit is None:
            continue
        told = {"documents": have.documents, "last": have.last, "expected": limit}
        if have.last is None:
            said = f"有 {have.documents} 份{name}，都没有日期，看不出是否够新"
            yield Gap(**who, kind=kind, why="undated", said=said, **told)
        elif (days := (as_of - have.last).days) > limit:
            said = f"{have.last} 之后没有{name}，已 {days} 天（希望 {limit} 天内有）"
            yield Gap(**who, kind=kind, why="old", said=said, days=days, **told)
