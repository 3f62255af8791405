"""Visits from a calendar (RFC 5545): events that name one of the viewer's customers."""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import Any

from yiju.bots.proactive.moments_typed import FAR, MORNING
from yiju.bots.proactive.recurrence import Effort, times_between
from yiju.bots.proactive.visit_import import Entry, Found
from yiju.bots.proactive.visits import Planned
from yiju.copilot.accounts import named_in
from yiju.errors import YijuError
from yiju.ingest.visible import visible_line
from yiju.sandbox.moments import CHINA
from yiju.store.types import Customer

_Event = Any
"""An ``icalendar.Event``: its values are of many sorts, told apart where they are read."""
_BEFORE, _AHEAD = dt.timedelta(days=1), dt.timedelta(days=60)
"""Which times of an event that recurs are taken in."""
_MOST_TIMES = 100
_MOST_A_DAY = 4
"""Times of an event within one day; more are no visits."""
_TOO_OFTEN = {"SECONDLY": "每秒", "MINUTELY": "每分钟", "HOURLY": "每小时"}
_FIRST_YEAR = 1600
"""Some calendars put the start of what comes every year there."""
_MOST_EVENTS = 5000
_MOST_VISITS = 5000
_SUBJECT = 200


def read_calendar(data: bytes, user: str, customers: Sequence[Customer], now: dt.datetime) -> Found:
    """The visits of a calendar, each time of one that recurs by itself.

    Args:
        user: whose calendar it is.
        customers: those who may be meant; an event that names none of them, or several, is skipped.

    Raises:
        YijuError: it is no calendar, or too much work.
    """
    events, effort = _events(data), Effort()
    moved = {
        _source(one, _start(one, "RECURRENCE-ID"))
        for one in events
        if _own(one) and not _without_times(one, now)
    }
    entries: dict[str, Entry] = {}
    gone: list[str] = []
    skipped: list[str] = []
    remarks: list[str] = []
    for event in events:
        title = visible_line(str(event.get("SUMMARY", "")), _SUBJECT)
        if why := _without_times(event, now) or _too_often(event):
            skipped.append(f"{title or '（无标题）'}：{why}")
            continue
        cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
        named = _customers(event, customers)
        if len(named) != 1 and not cancelled:
            called = "、".join(one.name for one in named)
            skipped.append(
                f"{title or '（无标题）'}：{f'提到多个客户（{called}）' if named else '没有提到客户'}"
            )
            continue
        times = [
            (source, at) for source, at in _times(event, now, effort) if _own(event) or source not in moved
        ]
        if effort.spent():
            raise YijuError(
                "日历里重复的事件太多，算不完。", hint="导出时选短一些的时间，或只订阅拜访用的日历。"
            )
        if cancelled:
            gone += [source for source, _ in times]
            continue
        for source, at in times:  # of two by the same name the last holds
            visit = Planned(customer=named[0], user=user, at=at, subject=title, source=source)
            entries[source] = Entry(place=title, visit=visit)
        if len(entries) > _MOST_VISITS:
            raise YijuError(
                f"日历里的拜访太多，最多 {_MOST_VISITS} 次。",
                hint="导出时选短一些的时间，或只订阅拜访用的日历。",
            )
        if times and (zone := _unknown_zone(event)):
            remarks.append(f"{title or '（无标题）'}：不认识时区“{zone}”，按中国时间登记。")
    return Found(
        entries=tuple(entries.values()), gone=tuple(gone), skipped=tuple(skipped), remarks=tuple(remarks)
    )


def _events(data: bytes) -> list[_Event]:
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise YijuError("日历读不了：不是有效的 .ics。", hint="从日历里重新导出一次。") from error
    if len(events) > _MOST_EVENTS:
        raise YijuError(
            f"日历里的事件太多：{len(events)}，最多 {_MOST_EVENTS}。", hint="导出时选短一些的时间。"
        )
    return events


def _without_times(event: _Event, now: dt.datetime) -> str:
    """Why its times cannot be told, in Chinese; empty where they can."""
    if "DTSTART" not in event:
        return "没有开始时间"
    from icalendar import vDDDTypes  # what cannot be read, or stands twice, is of another sort

    told = [event[name] for name in ("DTSTART", "RECURRENCE-ID") if name in event]
    clear = all(isinstance(one, vDDDTypes) and isinstance(one.dt, dt.date) for one in told)
    if not clear or any(one.dt.year < _FIRST_YEAR for one in told):
        return "时间看不懂"
    far = any(one.dt.year > (now + FAR).year for one in told)
    return "时间太远，超过三年" if far else ""


def _too_often(event: _Event) -> str:
    """Why what it repeats is no visits, in Chinese; empty where it may be."""
    from icalendar import vRecur

    rule = event.get("RRULE")
    if not isinstance(rule, vRecur):
        return ""
    for often in rule.get("FREQ", []):
        if str(often).upper() in _TOO_OFTEN:
            return f"{_TOO_OFTEN[str(often).upper()]}重复一次，不是拜访"
    many = [len(rule.get(name, [])) or 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    return "一天里重复太多次，不是拜访" if math.prod(many) > _MOST_A_DAY else ""


def _unknown_zone(event: _Event) -> str:
    """The zone that its start names, where nobody knows it: the start is then read without one."""
    start = event["DTSTART"]
    named = str(start.params.get("TZID", ""))
    known = not isinstance(start.dt, dt.datetime) or start.dt.tzinfo is not None
    return "" if known else visible_line(named, 60)


def _own(event: _Event) -> bool:
    """Whether it stands for one time of an event that recurs."""
    return "RECURRENCE-ID" in event


def _customers(event: _Event, customers: Sequence[Customer]) -> list[Customer]:
    """By the title; only where it names nobody by the place, and by the text."""
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
        if found := named_in(str(event.get(name, "")), customers):
            return found
    return []


def _times(event: _Event, now: dt.datetime, effort: Effort) -> Iterator[tuple[str, dt.datetime]]:
    """Source and moment of each of its times."""
    start = _start(event, "DTSTART")
    if _own(event):
        yield _source(event, _start(event, "RECURRENCE-ID")), start
    elif "RRULE" not in event:
        yield _source(event, None), start
    else:
        for at in _recurring(event, start, now, effort):
            yield _source(event, at), at


def _recurring(event: _Event, start: dt.datetime, now: dt.datetime, effort: Effort) -> list[dt.datetime]:
    """Told in the zone of its first time: a weekly meeting stays at the same hour."""
    from icalendar import vRecur

    if not isinstance(event["RRULE"], vRecur):
        return [start]
    without = {_moment(one.dt) for one in _dates(event.get("EXDATE"))}
    told: Any = event["RRULE"].copy()
    try:
        if "UNTIL" in told:  # a day alone counts to its end; beside a zone only UTC may stand
            told["UNTIL"] = [_until(one) for one in told["UNTIL"]]
        found = times_between(told, start, now - _BEFORE, now + _AHEAD, effort)
        return [at for at in found if at not in without][:_MOST_TIMES]
    except (ValueError, TypeError, OverflowError):
        return [start]


def _until(value: dt.date | dt.datetime) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time(23, 59, 59), tzinfo=CHINA)
    return _moment(value).astimezone(dt.UTC)


def _dates(value: Any) -> list[Any]:
    from icalendar.prop import vDDDLists

    many = value if isinstance(value, list) else [value]
    return [one for each in many if isinstance(each, vDDDLists) for one in each.dts]


def _start(event: _Event, name: str) -> dt.datetime:
    return _moment(event[name].dt)


def _moment(value: dt.date | dt.datetime) -> dt.datetime:
    """A day alone is its morning; without a zone it is China's."""
    if not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, MORNING, tzinfo=CHINA)
    return value if value.tzinfo else value.replace(tzinfo=CHINA)


def _source(event: _Event, at: dt.datetime | None) -> str:
    uid = str(event.get("UID", "")) or str(event.get("SUMMARY", "")) + str(event["DTSTART"].dt)
    when = f"@{at.astimezone(dt.UTC):%Y%m%dT%H%M}" if at else ""
    return f"ics:{uid[:300]}{when}"
