"""Which past suggestions a trial is made on: none of them asks what another one asked."""

import datetime as dt
import json
from collections.abc import Collection

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import reviewable
from yiju.store.types import Viewer

_DAYS = {"as_of", "since", "since_of"}
"""Of a request, what says when it was made."""


def distinct_requests(
    connection: sa.Connection,
    viewer: Viewer,
    *,
    kinds: Collection[str] = (),
    customer: str = "",
    since: dt.date | None = None,
) -> list[str]:
    """Ids, in order: of those that ask the same of one customer on whatever day, only the newest.

    Made again today they would all say the same, and be counted many times.

    Args:
        viewer: sees no unit but the trial's.
        kinds, customer, since: only these.
    """
    table = tables.suggestions
    query = sa.select(table.c.id, table.c.customer, table.c.kind, table.c.body["request"].label("request"))
    query = query.where(reviewable(viewer), table.c.purpose == "advice")
    if kinds:
        query = query.where(table.c.kind.in_(sorted(kinds)))
    if customer:
        query = query.where(table.c.customer == customer)
    if since:
        query = query.where(table.c.created_at >= dt.datetime.combine(since, dt.time(), dt.UTC))
    newest: dict[tuple[str, str, str], str] = {}
    for row in connection.execute(query.order_by(table.c.created_at, table.c.id)):
        asked = {name: " ".join(value.split()) for name, value in row.request.items() if name not in _DAYS}
        newest[row.customer, row.kind, json.dumps(asked, sort_keys=True)] = row.id
    return sorted(newest.values())
