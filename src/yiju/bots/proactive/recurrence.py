"""The times of an event that recurs (RFC 5545, 3.3.10), looked for in a bounded number of days.

A rule of somebody's calendar may never come true (30 February), or first after thousands of years: what is
looked at is therefore counted. ``BYWEEKNO`` and rules within a day (``HOURLY``) are not read.
"""

import calendar
import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST_DAYS = 20_000
"""Days that one event may have looked at: fifty years of one that comes daily, counted from its start."""
_MOST_APART = 1000
_FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass
class Effort:
    """What a whole calendar may cost yet. ``left``: days to look at."""

    left: int = 2_000_000

    def spent(self) -> bool:
        """Whether it cost too much."""
        return self.left < 0


@dataclass(frozen=True)
class _Rule:
    freq: str
    interval: int
    months: frozenset[int]
    month_days: frozenset[int]
    year_days: frozenset[int]
    weekdays: frozenset[tuple[int, int]]
    """Which one within month or year (0: each), and the day of the week."""
    clock: tuple[dt.time, ...]
    places: frozenset[int]
    week_start: int
    count: int | None = None
    until: dt.datetime | None = field(default=None)


def times_between(
    rule: Mapping[str, Any], start: dt.datetime, since: dt.datetime, before: dt.datetime, effort: Effort
) -> list[dt.datetime]:
    """The times of a rule from one moment up to before another, told in the zone of its first.

    Args:
        rule: its parts by name, each a list; ``UNTIL`` with a zone.

    Raises:
        ValueError: it is not understood, or too many days would have to be looked at.
    """
    told = _read(rule, start)
    end = before if told.until is None else min(before, told.until + dt.timedelta(microseconds=1))
    found: list[dt.datetime] = []
    counted = looked = 0
    for days in _periods(told, start.date(), since, end):
        looked += len(days)
        effort.left -= len(days)
        if looked > _MOST_DAYS or effort.spent():
            raise ValueError("too many days")
        for at in _within(told, days, start):
            if at < start:
                continue
            counted += 1
            if at >= end or (told.count is not None and counted > told.count):
                return found
            if at >= since:
                found.append(at)
    return found


def _read(rule: Mapping[str, Any], start: dt.datetime) -> _Rule:
    freq = str(_one(rule, "FREQ", "")).upper()
    interval, count = int(_one(rule, "INTERVAL", 1)), _one(rule, "COUNT", None)
    if freq not in _FREQUENCIES or not 1 <= interval <= _MOST_APART or rule.get("BYWEEKNO"):
        raise ValueError(freq)
    months, month_days, year_days = (_numbers(rule, f"BY{one}") for one in ("MONTH", "MONTHDAY", "YEARDAY"))
    weekdays = frozenset(_weekday(str(one), freq) for one in _many(rule, "BYDAY"))
    if not (month_days or year_days or weekdays):
        if freq == "WEEKLY":
            weekdays = frozenset({(0, start.weekday())})
        elif freq in {"MONTHLY", "YEARLY"}:
            month_days = frozenset({start.day})
            months = months or (frozenset({start.month}) if freq == "YEARLY" else months)
    parts = (("BYHOUR", start.hour), ("BYMINUTE", start.minute), ("BYSECOND", start.second))
    clocks = itertools.product(*(sorted(_numbers(rule, name)) or [own] for name, own in parts))
    return _Rule(
        freq=freq,
        interval=interval,
        months=months,
        month_days=month_days,
        year_days=year_days,
        weekdays=weekdays,
        clock=tuple(dt.time(hour, minute, second) for hour, minute, second in clocks),
        places=_numbers(rule, "BYSETPOS"),
        week_start=_weekday(str(_one(rule, "WKST", "MO")), "WEEKLY")[1],
        count=None if count is None else int(count),
        until=_one(rule, "UNTIL", None),
    )


def _periods(rule: _Rule, first: dt.date, since: dt.datetime, end: dt.datetime) -> Iterator[list[dt.date]]:
    """The days of each day, week, month or year that counts; from the start only where times are counted."""
    near = first if rule.count is not None else max(first, since.date() - dt.timedelta(days=2))
    last = end.date() + dt.timedelta(days=2)
    if rule.freq in {"DAILY", "WEEKLY"}:
        long = 7 if rule.freq == "WEEKLY" else 1
        begun = first - dt.timedelta(days=(first.weekday() - rule.week_start) % 7 if long == 7 else 0)
        step = long * rule.interval
        begun += dt.timedelta(days=(near - begun).days // step * step)
        while begun <= last:
            yield [begun + dt.timedelta(days=one) for one in range(long)]
            begun += dt.timedelta(days=step)
    elif rule.freq == "MONTHLY":
        begun_month, near_month = first.year * 12 + first.month - 1, near.year * 12 + near.month - 1
        begun_month += (near_month - begun_month) // rule.interval * rule.interval
        for month in range(begun_month, last.year * 12 + last.month, rule.interval):
            yield _month(month // 12, month % 12 + 1)
    else:
        begun_year = first.year + (near.year - first.year) // rule.interval * rule.interval
        for year in range(begun_year, last.year + 1, rule.interval):
            yield [
                day
                for one in range(1, 13)
                if not rule.months or one in rule.months
                for day in _month(year, one)
            ]


def _within(rule: _Rule, days: list[dt.date], start: dt.datetime) -> list[dt.datetime]:
    """The times in one period, in order."""
    fit = [day for day in days if _fits(rule, day)]
    found = [dt.datetime.combine(day, clock, tzinfo=start.tzinfo) for day in fit for clock in rule.clock]
    if not rule.places:
        return found
    many = len(found)
    return [one for at, one in enumerate(found) if at + 1 in rule.places or at - many in rule.places]


def _fits(rule: _Rule, day: dt.date) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    in_month = calendar.monthrange(day.year, day.month)[1]
    if rule.month_days and not {day.day, day.day - in_month - 1} & rule.month_days:
        return False
    of_year, in_year = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
    if rule.year_days and not {of_year, of_year - in_year - 1} & rule.year_days:
        return False
    if not rule.weekdays:
        return True
    at, many = (day.day, in_month) if rule.freq == "MONTHLY" or rule.months else (of_year, in_year)
    places = {0, (at - 1) // 7 + 1, -((many - at) // 7 + 1)}
    return any((place, day.weekday()) in rule.weekdays for place in places)


def _month(year: int, month: int) -> list[dt.date]:
    return [dt.date(year, month, day) for day in range(1, calendar.monthrange(year, month)[1] + 1)]


def _weekday(text: str, freq: str) -> tuple[int, int]:
    told = _WEEKDAY.fullmatch(text.upper())
    if told is None:
        raise ValueError(text)
    return int(told[1] or 0) if freq in {"MONTHLY", "YEARLY"} else 0, _WEEKDAYS.index(told[2])


def _numbers(rule: Mapping[str, Any], name: str) -> frozenset[int]:
    return frozenset(int(one) for one in _many(rule, name))


def _many(rule: Mapping[str, Any], name: str) -> list[Any]:
    found = rule.get(name) or []
    return found if isinstance(found, list) else [found]


def _one(rule: Mapping[str, Any], name: str, default: Any) -> Any:
    return next(iter(_many(rule, name)), default)
