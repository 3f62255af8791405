"""What a user wants to be told, and when not."""

import datetime as dt

import pytest

from yiju.bots.proactive.subscriptions import (
    Quiet,
    list_topics,
    quiet_of,
    set_quiet,
    subscribe,
    subscriptions_of,
    unsubscribe,
)
from yiju.bots.proactive.topics import find_topic
from yiju.errors import NotFound, YijuError
from yiju.store.database import Database
from yiju.store.users import save_user


@pytest.fixture
def rep(sql: Database) -> str:
    for name in ("rep", "other"):
        save_user(sql, name, roles=["rep"], units=["main"], actor="test")
    return "rep"


def test_who_said_nothing_is_told_of_visits_alone(sql: Database, rep: str) -> None:
    found = subscriptions_of(sql, rep)
    assert [one.topic for one in found] == [topic.name for topic in list_topics()]
    assert [one.topic for one in found if one.wanted] == ["brief"]
    assert found[0].options == {"hours": 3}


def test_options_stay_as_they_were_through_leaving_and_coming_back(sql: Database, rep: str) -> None:
    assert subscribe(sql, rep, "每日速览", {"at": "7：45"}).options == {"at": "07:45", "weekends": False}
    assert subscribe(sql, rep, "digest", {"weekends": "true"}).options == {"at": "07:45", "weekends": True}
    assert not unsubscribe(sql, rep, "日报").wanted
    again = subscribe(sql, rep, "digest")
    assert (again.wanted, again.options) == (True, {"at": "07:45", "weekends": True})
    assert not any(one.wanted for one in subscriptions_of(sql, "other") if one.topic == "digest")
    assert not unsubscribe(sql, rep, "brief").wanted


@pytest.mark.parametrize(
    ("topic", "options", "told"),
    [
        ("天气", {}, "没有“天气”"),
        ("brief", {"hours": "49"}, "1 到 48"),
        ("brief", {"hours": "-1"}, "1 到 48"),
        ("brief", {"hours": "三"}, "1 到 48"),
        ("brief", {"at": "8:00"}, "没有选项 at"),
        ("digest", {"at": "25:00"}, "时间看不懂"),
        ("digest", {"weekends": "maybe"}, "true 或 false"),
        ("signal", {"hours": 1}, "没有选项"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    sql: Database, rep: str, topic: str, options: dict[str, object], told: str
) -> None:
    before = subscriptions_of(sql, rep)
    with pytest.raises(YijuError, match=told):
        subscribe(sql, rep, topic, options)
    assert subscriptions_of(sql, rep) == before


def test_nobody_subscribes_who_is_not_registered(sql: Database, rep: str) -> None:
    for call in (lambda: subscribe(sql, "ghost", "brief"), lambda: subscriptions_of(sql, "ghost")):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(NotFound):
        set_quiet(sql, "ghost", "无")


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("22:30-7", (22, 30), (7, 0)),
        ("12点", None, None),
        ("12：00至13：30", (12, 0), (13, 30)),
        ("无", (0, 0), (0, 0)),
    ],
)
def test_quiet_hours_are_read_as_typed(
    sql: Database, rep: str, typed: str, start: tuple[int, int] | None, end: tuple[int, int] | None
) -> None:
    assert quiet_of(sql, rep) == Quiet()
    if start is None or end is None:
        with pytest.raises(YijuError, match="看不懂"):
            set_quiet(sql, rep, typed)
        return
    made = set_quiet(sql, rep, typed)
    assert made == quiet_of(sql, rep) == Quiet(start=dt.time(*start), end=dt.time(*end))
    assert quiet_of(sql, "other") == Quiet()
    assert [one.topic for one in subscriptions_of(sql, rep) if one.wanted] == ["brief"]


@pytest.mark.parametrize("typed", ["22:00-22:00", "8-8:00", "0:00-0:00"])
def test_the_same_time_twice_is_asked_about_and_changes_nothing(sql: Database, rep: str, typed: str) -> None:
    with pytest.raises(YijuError, match="是全天都不发，还是不要免打扰") as caught:
        set_quiet(sql, rep, typed)
    assert "写 无" in caught.value.hint and quiet_of(sql, rep) == Quiet()


def test_most_of_the_day_is_explained() -> None:
    def remark(start: dt.time, end: dt.time) -> str:
        return Quiet(start=start, end=end).remark

    odd = remark(dt.time(8), dt.time(7))
    assert "一天有 23 小时不主动发，只在 07:00 到 08:00 之间发" in odd and "改成 07:00-08:00" in odd
    assert "23 小时 59 分钟" in remark(dt.time(0), dt.time(23, 59))
    assert remark(dt.time(21), dt.time(8)) == remark(dt.time(16), dt.time(8)) == ""
    assert remark(dt.time(0), dt.time(0)) == ""


def test_quiet_hours_run_over_midnight() -> None:
    night, noon, none = (
        Quiet(),
        Quiet(start=dt.time(12), end=dt.time(13)),
        Quiet(start=dt.time(0), end=dt.time(0)),
    )
    assert [night.holds(dt.time(h)) for h in (20, 21, 23, 0, 7, 8, 12)] == [False, *[True] * 4, False, False]
    assert [noon.holds(dt.time(h)) for h in (11, 12, 13)] == [False, True, False]
    assert not any(none.holds(dt.time(h)) for h in range(24))


def test_topics_are_found_by_what_people_call_them() -> None:
    names = ("拜访简报", " Digest", "承诺", "合同到期", "信号", "别的")
    found = [find_topic(name) for name in names]
    assert [topic and topic.name for topic in found] == [
        "brief",
        "digest",
        "commitment",
        "contract",
        "signal",
        None,
    ]
