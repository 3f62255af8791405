"""Machines' clocks differ: what processes share is told by the database's."""

import datetime as dt

import pytest
import sqlalchemy as sa

from yiju.bots import clock, inbox, limits, outbox, sending
from yiju.bots.types import Chat, Delivery, Incoming
from yiju.store.database import Database

BOTS = [("wecom", "b")]


@pytest.mark.parametrize("ahead", [dt.timedelta(0), dt.timedelta(hours=3)])
def test_limits_and_ages_go_by_the_time_that_all_share(
    sql: Database, monkeypatch: pytest.MonkeyPatch, ahead: dt.timedelta
) -> None:
    def now(connection: sa.Connection) -> dt.datetime:
        return clock.now(connection) + ahead

    chat = Chat(channel="wecom", bot="b", id="c")
    said = [
        Incoming(key=key, chat=chat, sender="ann", text=key, at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        for key in "12"
    ]
    inbox.accept_all(sql, said)
    with sql.write() as connection:
        outbox.post(connection, "k", [Delivery(channel="wecom", bot="b", chat="c", way="w")])
    for module in (limits, sending):
        monkeypatch.setattr(module, "now", now)
    assert limits.crowded(sql, said[1], 1) is not bool(ahead)
    [pending] = sending.pick(sql, BOTS)
    assert ahead <= pending.age < ahead + dt.timedelta(minutes=1)
