"""Visits taken in from files: again and again, with errors by row."""

import datetime as dt
import re
import time
from pathlib import Path

import pytest

from tests.support.samples import reader
from tests.support.stored import viewer
from yiju.bots.proactive.moments_typed import read_moment
from yiju.bots.proactive.recurrence import Effort
from yiju.bots.proactive.visit_import import Taken, take_in
from yiju.bots.proactive.visits import Visit, list_visits
from yiju.copilot.retrieve import Reader
from yiju.errors import YijuError
from yiju.sandbox.moments import local
from yiju.store.customers import ensure_customer
from yiju.store.store import Store
from yiju.store.users import save_user

NOW = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def desk(store: Store) -> Reader:
    """A rep of ``main`` with two customers, and a colleague of another unit."""
    save_user(store.sql, "rep", roles=["rep"], units=["main"], actor="test")
    save_user(store.sql, "far", roles=["rep"], units=["west"], actor="test")
    ensure_customer(store.sql, "莱茵汽车", "main", ["莱茵", "Rhein"])
    ensure_customer(store.sql, "仁澍医院", "main")
    ensure_customer(store.sql, "川岳", "west")
    return reader(store, viewer("main", user="rep"), dense=False)


def _take(desk: Reader, folder: Path, text: str | bytes, name: str = "v.csv") -> Taken:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return take_in(desk, path, "rep", NOW)


def _told(desk: Reader) -> list[str]:
    return [_line(one) for one in list_visits(desk.store.sql, desk.viewer)]


def _line(one: Visit) -> str:
    return f"{local(one.at):%m-%d %H:%M} {one.customer} {one.subject}".strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rows_are_taken_in_once_however_often_and_corrected(
    desk: Reader, tmp_path: Path, encoding: str
) -> None:
    text = (
        "客户名称,拜访时间,事由,编号\n莱茵,2026-03-12 14:00,谈年降,1\n仁澍医院,2026年3月13日下午2点,催款,2\n"
    )
    first = _take(desk, tmp_path, text.encode(encoding))
    assert (first.kept.added, first.errors) == (2, ())
    again = _take(desk, tmp_path, text.encode(encoding))
    assert (again.kept.added, again.kept.same) == (0, 2)
    moved = _take(desk, tmp_path, text.replace("03-12 14:00", "03-12 15:30").encode(encoding))
    assert (moved.kept.changed, moved.kept.same) == (1, 1)
    assert _told(desk) == ["03-12 15:30 莱茵汽车 谈年降", "03-13 14:00 仁澍医院 催款"]


def test_each_row_in_error_is_named_and_the_others_are_kept(desk: Reader, tmp_path: Path) -> None:
    taken = _take(
        desk,
        tmp_path,
        "customer,date,time,user\n莱茵,2026-03-12,,\n,2026-03-12,,\n川岳,2026-03-12,9:00,\n"
        "莱茵,2026-02-30,9:00,\n\n莱茵,2026-03-12,25:00,\n莱茵,2026-03-14,9:00,far\n莱茵,,,\n",
    )
    assert _told(desk) == ["03-12 09:00 莱茵汽车"]
    told = "\n".join(taken.errors)
    for part in (
        "第 3 行：客户是空的",
        "第 4 行：没有找到客户“川岳”",
        "第 5 行：时间看不懂",
        "第 7 行：时间看不懂",
    ):
        assert part in told, told
    assert "第 8 行：只能登记自己的拜访" in told and "第 9 行：时间看不懂" in told
    assert len(taken.errors) == 6


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("v.csv", "公司,事由\n莱茵,x\n", "缺"),
        ("v.csv", "", "文件是空的"),
        ("v.csv", " \n\n", "文件是空的"),
        ("v.ics", "", "文件是空的"),
        ("v.csv", '客户,时间\n"莱茵,2026-03-12\n', "第 2 行为止，有一个引号没有收尾"),
        ("v.csv", '客户,时间\n"莱茵"x,2026-03-12\n', "第 2 行的引号后面多了字"),
        ("v.csv", b"PK\x03\x04 a workbook", "里面不是文字"),
        ("v.ics", "not a calendar", "日历读不了"),
        ("v.txt", "客户,时间\n", "不认识的文件"),
    ],
)
def test_what_is_no_such_file_is_told(
    desk: Reader, tmp_path: Path, name: str, text: str | bytes, told: str
) -> None:
    with pytest.raises(YijuError, match=told) as caught:
        _take(desk, tmp_path, text, name)
    assert not re.search("[a-z]{4,}", str(caught.value)), "in Chinese throughout"
    assert _told(desk) == []


def test_a_file_that_is_not_there_or_is_a_folder_is_told_in_chinese(desk: Reader, tmp_path: Path) -> None:
    with pytest.raises(YijuError, match="没有这个文件"):
        take_in(desk, tmp_path / "none.csv", "rep", NOW)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(YijuError, match="这是一个文件夹"):
        take_in(desk, tmp_path / "folder.csv", "rep", NOW)


def test_errors_are_told_in_the_order_of_the_rows(desk: Reader, tmp_path: Path) -> None:
    text = "客户,时间,用户\n莱茵,2026-03-12,far\n莱茵,坏,\n莱茵,2026-03-13,far\n,3/12,\n莱茵,3/12 下午3点半\n"
    taken = _take(desk, tmp_path, text)
    assert [one.partition(" 行")[0] for one in taken.errors] == ["第 2", "第 3", "第 4", "第 5"]
    assert _told(desk) == ["03-12 15:30 莱茵汽车"]


def test_an_event_without_a_start_is_told_and_stops_no_other(desk: Reader, tmp_path: Path) -> None:
    broken = "BEGIN:VEVENT\nUID:x\nSUMMARY:莱茵没有时间\nEND:VEVENT\n" + (
        "BEGIN:VEVENT\nUID:y\nSUMMARY:莱茵坏时间\nDTSTART:soon\nRECURRENCE-ID:soon\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:z\nSUMMARY:莱茵坏规则\nDTSTART:20260401T090000\nRRULE:FREQ=FOO\n"
        "EXDATE:never\nEND:VEVENT\n"
    )
    taken = _take(desk, tmp_path, CALENDAR.replace("END:VCALENDAR", broken + "END:VCALENDAR"), "c.ics")
    assert {"莱茵没有时间：没有开始时间", "莱茵坏时间：时间看不懂"} <= set(taken.skipped)
    assert len(_told(desk)) == 7 and _told(desk)[-1] == "04-01 09:00 莱茵汽车 莱茵坏规则"


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//CN
BEGIN:VEVENT
UID:one
SUMMARY:拜访莱茵：年降
DTSTART;TZID=Europe/Berlin:20260312T080000
END:VEVENT
BEGIN:VEVENT
UID:two
SUMMARY:周会
LOCATION:仁澍医院三楼
DTSTART:20260313T140000
END:VEVENT
BEGIN:VEVENT
UID:day
SUMMARY:Rhein audit
DTSTART;VALUE=DATE:20260320
END:VEVENT
BEGIN:VEVENT
UID:weekly
SUMMARY:莱茵周例会
DTSTART:20260302T100000
RRULE:FREQ=WEEKLY;UNTIL=20260330T235959
EXDATE:20260316T100000
END:VEVENT
BEGIN:VEVENT
UID:weekly
RECURRENCE-ID:20260323T100000
SUMMARY:莱茵周例会（改期）
DTSTART:20260324T110000
END:VEVENT
BEGIN:VEVENT
UID:none
SUMMARY:牙医
DTSTART:20260312T100000
END:VEVENT
BEGIN:VEVENT
UID:several
SUMMARY:莱茵和仁澍医院的材料
DTSTART:20260312T110000
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_gives_the_events_that_name_one_customer(desk: Reader, tmp_path: Path) -> None:
    taken = _take(desk, tmp_path, CALENDAR.replace("\n", "\r\n"), "c.ics")
    assert _told(desk) == [
        "03-09 10:00 莱茵汽车 莱茵周例会",
        "03-12 15:00 莱茵汽车 拜访莱茵：年降",
        "03-13 14:00 仁澍医院 周会",
        "03-20 09:00 莱茵汽车 Rhein audit",
        "03-24 11:00 莱茵汽车 莱茵周例会（改期）",
        "03-30 10:00 莱茵汽车 莱茵周例会",
    ]
    assert set(taken.skipped) == {
        "牙医：没有提到客户",
        "莱茵和仁澍医院的材料：提到多个客户（仁澍医院、莱茵汽车）",
    }
    assert _take(desk, tmp_path, CALENDAR, "c.ics").kept.same == 6


def test_an_event_that_was_cancelled_is_no_visit_any_more(desk: Reader, tmp_path: Path) -> None:
    _take(desk, tmp_path, CALENDAR, "c.ics")
    gone = CALENDAR.replace("UID:one\n", "UID:one\nSTATUS:CANCELLED\n")
    assert _take(desk, tmp_path, gone, "c.ics").removed == 1
    assert not any("年降" in line for line in _told(desk))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-03-12 14:00", "2026-03-12T14:00:00+08:00"),
        ("2026/3/2 9:05", "2026-03-02T09:05:00+08:00"),
        ("２０２６年３月１２日　晚上８点３０分", "2026-03-12T20:30:00+08:00"),
        ("2026-03-12", "2026-03-12T09:00:00+08:00"),
        ("2026-03-12T06:00:00Z", "2026-03-12T06:00:00+00:00"),
        ("2026-03-12T06:00:00.000-0530", "2026-03-12T06:00:00-05:30"),
        ("2026-03-12 9点半", "2026-03-12T09:30:00+08:00"),
        ("2026年3月12日上午9点", "2026-03-12T09:00:00+08:00"),
        ("2026.3.12 下午三点半", "2026-03-12T15:30:00+08:00"),
        ("2026-03-12 下午3点一刻", "2026-03-12T15:15:00+08:00"),
        ("2026-03-12 九点四十五", "2026-03-12T09:45:00+08:00"),
        ("2026-03-12 中午12点半", "2026-03-12T12:30:00+08:00"),
        ("2026-03-12 中午1点", "2026-03-12T13:00:00+08:00"),
        ("2026-03-12 14点30分", "2026-03-12T14:30:00+08:00"),
        ("3/12/2026 2:00 PM", "说不准"),
        ("2026-03-12 2:00 PM", "2026-03-12T14:00:00+08:00"),
        ("2026-03-12 12:00 am", "2026-03-12T00:00:00+08:00"),
        ("20260312 14:00", "2026-03-12T14:00:00+08:00"),
        ("3/19", "2026-03-19T09:00:00+08:00"),
        ("3月19日", "2026-03-19T09:00:00+08:00"),
        ("3月19号下午2点", "2026-03-19T14:00:00+08:00"),
        ("3-19 14:30", "2026-03-19T14:30:00+08:00"),
        ("1月8日", "2026-01-08T09:00:00+08:00"),  # 60 days ago
        ("1月7日", "2027-01-07T09:00:00+08:00"),
        ("12/31", "2026-12-31T09:00:00+08:00"),
        ("46093", "2026-03-12T09:00:00+08:00"),
        ("46093.583333", "2026-03-12T14:00:00+08:00"),
        ("46093 0.5625", "2026-03-12T13:30:00+08:00"),
        ("46093 下午2点", "2026-03-12T14:00:00+08:00"),
        ("12/3/2026", "说不准"),
        ("26/3/12", "说不准"),
        ("2026-03-12 3点半", "说不准"),
        ("2026-03-12 晚上12点", "说不准"),
        ("2026-03-12 上午15点", "看不懂"),
        ("2月29日", "看不懂"),
        ("19/3", "看不懂"),
        ("46093.5.5", "看不懂"),
        ("9.30", "看不懂"),
        ("12345", "看不懂"),
        ("", "看不懂"),
        ("3点半", "“3点半”是哪一天"),
        ("下午三点", "是哪一天"),
        ("14:00", "是哪一天"),
        ("12", "看不懂"),
        ("明天", "“明天”要看从哪一天说起"),
        ("下周三下午三点", "“下周三”是几月几日"),
        ("9999-01-01 10:00", "时间太远：9999-01-01"),
        ("2029-03-12", "时间太远"),
        ("2029-03-11", "2029-03-11T09:00:00+08:00"),
        ("0001-01-01", "时间太早"),
        ("2026-03-12 24:00", "看不懂"),
    ],
)
def test_moments_are_read_as_people_and_programs_write_them(typed: str, told: str) -> None:
    today = dt.date(2026, 3, 9)
    if told.startswith("20"):
        assert read_moment(typed, today).isoformat() == told
    else:
        with pytest.raises(YijuError, match=told) as caught:
            read_moment(typed, today)
        assert caught.value.hint


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("后天上午十点", "2026-03-11T10:00:00+08:00"),
        ("明天下午三点", "2026-03-10T15:00:00+08:00"),
        ("大后天 14:30", "2026-03-12T14:30:00+08:00"),
        ("今天", "2026-03-09T09:00:00+08:00"),
        ("昨日下午2点", "2026-03-08T14:00:00+08:00"),
        ("大前天", "2026-03-06T09:00:00+08:00"),
        ("明天三点", "说不准：“三点”是凌晨还是下午"),
    ],
)
def test_who_says_it_today_may_say_tomorrow(typed: str, told: str) -> None:
    today = dt.date(2026, 3, 9)
    if told.startswith("20"):
        assert read_moment(typed, today, spoken=True).isoformat() == told
    else:
        with pytest.raises(YijuError, match=told):
            read_moment(typed, today, spoken=True)


def _event(title: str, *lines: str) -> str:
    told = "\n".join(("BEGIN:VEVENT", f"UID:{title}", f"SUMMARY:{title}", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{told}\nEND:VCALENDAR\n"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("FREQ=SECONDLY", "每秒重复一次"),
        ("FREQ=MINUTELY;COUNT=3", "每分钟重复一次"),
        ("FREQ=HOURLY", "每小时重复一次"),
        ("FREQ=DAILY;BYHOUR=9,10,11,12,13", "一天里重复太多次"),
        ("FREQ=DAILY;BYSECOND=0,1,2,3,4", "一天里重复太多次"),
    ],
)
def test_what_repeats_too_often_is_no_visit_and_is_told(
    desk: Reader, tmp_path: Path, rule: str, told: str
) -> None:
    text = _event("拜访莱茵", "DTSTART:20260312T140000", f"RRULE:{rule}")
    taken = _take(desk, tmp_path, text, "c.ics")
    assert taken.skipped == (f"拜访莱茵：{told}，不是拜访",) and _told(desk) == []


@pytest.mark.parametrize("title", ["拜访莱茵", "别的"])
def test_rules_that_never_come_true_keep_nobody_waiting(desk: Reader, tmp_path: Path, title: str) -> None:
    never = _event(title, "DTSTART:20000101T140000", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
    begun = time.monotonic()
    _take(desk, tmp_path, never, "c.ics")
    assert time.monotonic() - begun < 3 and _told(desk) == []


def test_a_calendar_that_costs_too_much_is_told(
    desk: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Effort.__init__, "__defaults__", (10,))
    text = _event("拜访莱茵", "DTSTART:20260312T140000", "RRULE:FREQ=WEEKLY")
    with pytest.raises(YijuError, match="重复的事件太多"):
        _take(desk, tmp_path, text, "c.ics")
    assert _told(desk) == []


def test_times_within_one_minute_are_one_visit_and_change_nothing_again(desk: Reader, tmp_path: Path) -> None:
    text = _event("拜访莱茵", "DTSTART:20260312T140000", "RRULE:FREQ=DAILY;COUNT=2;BYSECOND=0,20")
    assert _take(desk, tmp_path, text, "c.ics").kept.added == 1
    again = _take(desk, tmp_path, text, "c.ics").kept
    assert (again.added, again.changed, again.same) == (0, 0, 1)


def test_a_zone_that_nobody_knows_is_told(desk: Reader, tmp_path: Path) -> None:
    taken = _take(desk, tmp_path, _event("拜访莱茵", "DTSTART;TZID=Mars/Phobos:20260312T060000"), "c.ics")
    assert taken.remarks == ("拜访莱茵：不认识时区“Mars/Phobos”，按中国时间登记。",)
    assert _told(desk) == ["03-12 06:00 莱茵汽车 拜访莱茵"]
    known = _event("莱茵年会", "DTSTART;TZID=China Standard Time:20260313T060000")
    assert _take(desk, tmp_path, known, "c.ics").remarks == ()
    assert _take(desk, tmp_path, CALENDAR, "c.ics").remarks == ()


@pytest.mark.parametrize(
    ("start", "told"),
    [
        ("99991231T235959", "时间太远"),
        ("00010101T000000", "时间看不懂"),
        ("16040101T090000\nRRULE:FREQ=YEARLY", ""),
    ],
)
def test_events_far_off_are_told(desk: Reader, tmp_path: Path, start: str, told: str) -> None:
    taken = _take(desk, tmp_path, _event("拜访莱茵", f"DTSTART:{start}"), "c.ics")
    assert _told(desk) == [] and told in "".join(taken.skipped)


def test_a_folder_is_named(desk: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(YijuError, match=r"这是一个文件夹：\."):
        take_in(desk, Path(), "rep", NOW)
