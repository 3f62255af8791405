"""A user's own customers, as far as that can be told: whom they visit, and whom they asked about.

No table says which rep an account belongs to. What people do tells it well enough: visits planned or made,
advice they asked for, advice they gave their opinion on. Somebody new gets all that their units have, if
these are few.
"""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.proactive.visits import list_visits
from yiju.store import tables
from yiju.store.access import readable_suggestions
from yiju.store.customers import list_customers
from yiju.store.database import Database
from yiju.store.review_tables import signals
from yiju.store.types import Customer, Viewer

_BACK, _AHEAD = dt.timedelta(days=90), dt.timedelta(days=30)
_MOST = 20
_FEW = 10
"""As many customers as a newcomer may be told of."""


def customers_of(sql: Database, viewer: Viewer, now: dt.datetime) -> list[Customer]:
    """Theirs, those with the next visits first; only such as they may see, and at most twenty."""
    every = {customer.id: customer for customer in list_customers(sql, viewer)}
    planned = list_visits(sql, viewer, user=viewer.user, since=now - _BACK, until=now + _AHEAD)
    planned.sort(key=lambda one: (one.at < now, abs(one.at - now)))
    ids = [one.customer_id for one in planned]
    called = {(customer.unit, customer.name): customer.id for customer in every.values()}
    ids += [called[pair] for pair in _asked_of(sql, viewer, now.astimezone(dt.UTC) - _BACK) if pair in called]
    own = [every[one] for one in dict.fromkeys(ids) if one in every][:_MOST]
    return own or (list(every.values()) if len(every) <= _FEW else [])


def _asked_of(sql: Database, viewer: Viewer, since: dt.datetime) -> list[tuple[str, str]]:
    """Unit and name of the customers of advice that the viewer asked for or judged, newest first."""
    made = tables.suggestions.c
    judged = sa.select(signals.c.suggestion_id).where(signals.c.author == viewer.user, signals.c.at >= since)
    own = sa.or_(made.body["user"].as_string() == viewer.user, made.id.in_(judged))
    query = sa.select(made.unit, made.customer).where(
        readable_suggestions(viewer), made.purpose == "advice", made.created_at >= since, own
    )
    with sql.read() as connection:
        rows = connection.execute(query.order_by(made.created_at.desc()).limit(500)).all()
    return [(row.unit, row.customer) for row in rows]
