"""The last visit to a customer: the viewer's own whatever their role, of customers they may see."""

import datetime as dt

import pytest

from tests.store.conftest import postgres, sql, sql_url
from yiju.bots.proactive.visits import Planned, keep_visits
from yiju.store.access import viewer_for
from yiju.store.customers import ensure_customer, list_customers
from yiju.store.database import Database
from yiju.store.users import save_user
from yiju.store.visits import last_visit

__all__ = ["postgres", "sql", "sql_url"]

USERS = {
    "li": ("rep", "main"),
    "wu": ("rep", "main"),
    "head": ("director", "main"),
    "far": ("admin", "north"),
}
TODAY = dt.date(2026, 3, 10)


@pytest.fixture
def customer(sql: Database) -> str:
    """A customer of ``main`` whom li and wu visited; wu the day before, and again today."""
    for name, (role, unit) in USERS.items():
        save_user(sql, name, roles=[role], units=[unit], actor="test")
    ensure_customer(sql, "甲厂", "main")
    ensure_customer(sql, "乙厂", "north")
    found = next(one for one in list_customers(sql, viewer_for(sql, "head")) if one.name == "甲厂")
    for user, at in (
        ("li", "2026-02-01T17:30:00+00:00"),  # the next day in China
        ("wu", "2026-03-09T02:00:00+00:00"),
        ("wu", "2026-03-10T01:00:00+00:00"),
        ("li", "2026-04-01T02:00:00+00:00"),
    ):
        visit = Planned(customer=found, user=user, at=dt.datetime.fromisoformat(at), subject="", source=at)
        keep_visits(sql, viewer_for(sql, user), [visit])
    return found.id


def test_ones_own_and_never_anothers_whatever_the_role(sql: Database, customer: str) -> None:
    seen = {user: last_visit(sql, viewer_for(sql, user), customer, TODAY) for user in USERS}
    assert seen == {
        "li": dt.date(2026, 2, 2),
        "wu": dt.date(2026, 3, 9),
        "head": None,
        "far": None,
    }


def test_where_nobody_was_there_is_none(sql: Database, customer: str) -> None:
    assert last_visit(sql, viewer_for(sql, "li"), customer, dt.date(2026, 2, 2)) is None
    assert last_visit(sql, viewer_for(sql, "li"), "c-unknown", TODAY) is None
