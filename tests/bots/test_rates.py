"""Processes that share a database share what platforms allow."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots import outbox, rates, sending
from yiju.bots.types import Delivery
from yiju.store.bot_tables import bot_outbox
from yiju.store.database import Database

BOT, OTHER = ("wecom", "b"), ("wecom", "c")


def _post(sql: Database, number: int, chat: str = "") -> None:
    delivery = Delivery(channel="wecom", bot="b", chat=chat or f"c{number}", way="w")
    with sql.write() as connection:
        outbox.post(connection, f"k{number}", [delivery])


def test_two_processes_send_no_more_a_second_than_one(sql: Database) -> None:
    for number in range(6):
        _post(sql, number)
    turns = []
    for number, pending in enumerate(sending.pick(sql, [BOT])):
        mine = sending.begin(sql, pending, f"process {number % 2}", 60, every=100.0)
        assert mine is not None
        assert sending.begin(sql, pending, "another", 60, every=100.0) is None, "takes no turn"
        turns.append(round(mine.turn / 100.0))
    assert turns == [0, 1, 2, 3, 4, 5]
    with sql.write() as connection:
        assert rates.reserve(connection, OTHER, 100.0) == 0.0


def test_a_chat_is_told_no_more_a_minute_whichever_process_told_it(sql: Database) -> None:
    for number in range(3):
        assert rates.wait(sql, BOT, "c", 3) == 0.0
        _post(sql, number, "c")
        [pending] = sending.pick(sql, [BOT])
        mine = sending.begin(sql, pending, f"process {number}", 60)
        assert mine is not None
        sending.sent(sql, mine)
    assert 50 < rates.wait(sql, BOT, "c", 3) <= 60
    assert rates.wait(sql, BOT, "c", 4) == rates.wait(sql, BOT, "other", 3) == 0.0
    with sql.write() as connection:
        past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2)
        connection.execute(sa.update(bot_outbox).values(ended_at=past))
    assert rates.wait(sql, BOT, "c", 3) == 0.0
