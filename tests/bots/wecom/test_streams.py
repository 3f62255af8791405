"""Streamed answers in the database: one state at a time, whoever asks, and forgotten in time."""

import datetime as dt

import sqlalchemy as sa

from yiju.bots.tidying import tidy
from yiju.bots.types import Chat
from yiju.bots.wecom import streams
from yiju.store.bot_tables import bot_streams
from yiju.store.database import Database

CHAT = Chat(channel="wecom", bot="aib1", id="zhangsan")
OTHER = Chat(channel="wecom", bot="aib1", id="lisi")


def test_an_answer_goes_from_open_to_done_once(sql: Database) -> None:
    first = streams.begin(sql, CHAT, "s1", "正在查阅…")
    assert (first.state, first.text) == ("open", "正在查阅…")
    assert abs(first.age) < 30
    assert streams.begin(sql, CHAT, "s1", "别的").text == "正在查阅…"
    assert streams.move(sql, CHAT, "s1", "open", text="已读 12 份")
    assert streams.move(sql, CHAT, "s1", "done", text="答案", card={"a": 1}, suggestion="x1")
    assert not streams.move(sql, CHAT, "s1", "closed", text="太晚")
    found = streams.find(sql, CHAT, "s1")
    assert found is not None
    assert (found.state, found.text, found.suggestion) == ("done", "答案", "x1")
    assert [streams.take_card(sql, CHAT, "s1") for _ in range(2)] == [{"a": 1}, {}]


def test_it_is_found_in_its_chat_alone(sql: Database) -> None:
    streams.begin(sql, CHAT, "s1", "x")
    assert streams.find(sql, OTHER, "s1") is None
    assert not streams.move(sql, OTHER, "s1", "closed")
    assert streams.take_card(sql, OTHER, "s1") == {}


def test_its_text_is_forgotten_soon_and_what_it_was_on_later(sql: Database) -> None:
    for id, minutes in (("new", 5), ("over", 20), ("old", 31 * 24 * 60)):
        streams.begin(sql, CHAT, id, "答案")
        streams.move(sql, CHAT, id, "done", card={"a": 1}, suggestion="x1")
        at = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes)
        with sql.write() as connection:
            mine = bot_streams.c.id == id
            connection.execute(sa.update(bot_streams).where(mine).values(begun_at=at))
    tidy(sql)
    kept = {id: streams.find(sql, CHAT, id) for id in ("new", "over", "old")}
    assert kept["old"] is None
    assert {id: (one.text, one.card, one.suggestion) for id, one in kept.items() if one} == {
        "new": ("答案", {"a": 1}, "x1"),
        "over": ("", {}, "x1"),
    }
