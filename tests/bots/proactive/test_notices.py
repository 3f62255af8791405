"""What was told whom, and when it may be told again."""

import datetime as dt
import threading

from tests.support.chats import NOW
from yiju.bots.notices import TRIED, last_told, note, take_turn, told_before, told_since
from yiju.bots.tidying import tidy
from yiju.store.database import Database

HOUR = dt.timedelta(hours=1)


def test_what_was_told_is_known_by_user_and_topic(sql: Database) -> None:
    note(sql, ["a", "b", "a"], "rep", "digest", NOW)
    note(sql, ["b"], "other", "signal", NOW + HOUR)
    assert told_before(sql, ["a", "b", "c"]) == {"a", "b"}
    assert told_since(sql, "rep", "digest", NOW) == ["a", "b"]
    assert told_since(sql, "rep", "digest", NOW + HOUR) == []
    assert last_told(sql, "rep", "digest") == NOW
    assert last_told(sql, "other", "signal") is None, "the first teller stands"


def test_of_many_at_once_one_has_the_turn(sql: Database) -> None:
    won: list[bool] = []

    def try_it() -> None:
        won.append(take_turn(sql, "k", "", "stranger", NOW, HOUR))

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 5 + [True]
    assert not take_turn(sql, "k", "", "stranger", NOW + HOUR / 2, HOUR)
    assert take_turn(sql, "k", "", "stranger", NOW + HOUR, HOUR)


def test_tries_are_forgotten_and_what_was_told_is_not(sql: Database) -> None:
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=40)
    take_turn(sql, "try:x", "rep", TRIED, long_ago, HOUR)
    note(sql, ["x"], "rep", "digest", long_ago)
    tidy(sql)
    assert told_before(sql, ["try:x", "x"]) == {"x"}
