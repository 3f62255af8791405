"""Whose visits a viewer may see, and when they were last at a customer themselves."""

import datetime as dt

import sqlalchemy as sa

from yiju.store import tables
from yiju.store.access import readable
from yiju.store.bot_tables import visits
from yiju.store.database import Database
from yiju.store.days import CHINA
from yiju.store.types import Viewer


def seen(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The predicate over visits to customers that are readable: the viewer's own; all for a director or an
    admin, whose readable customers are of their units."""
    heads = viewer.roles & {"director", "admin"}
    return sa.true() if heads else visits.c.user == viewer.user


def last_visit(sql: Database, viewer: Viewer, customer_id: str, before: dt.date) -> dt.date | None:
    """The day (in China) of the last visit to a customer before a day; None where none is known.

    The viewer's own visits count and nobody else's, whatever their role: the day is kept in suggestions that
    the whole unit reads, and reps may not know of each other's visits. None of a customer that they may not
    see.
    """
    morning = dt.datetime.combine(before, dt.time(), CHINA).astimezone(dt.UTC)
    query = sa.select(sa.func.max(visits.c.at)).select_from(
        sa.join(visits, tables.customers, tables.customers.c.id == visits.c.customer_id)
    )
    query = query.where(readable(viewer, tables.customers), visits.c.customer_id == customer_id)
    query = query.where(visits.c.at < morning, visits.c.user == viewer.user)
    with sql.read() as connection:
        at: dt.datetime | None = connection.scalar(query)
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(CHINA).date()
