"""Times of events that recur: those that dateutil tells, and never for ever."""

import datetime as dt
import itertools
import time
from zoneinfo import ZoneInfo

import pytest

from yiju.bots.proactive.recurrence import Effort, times_between

NOW = dt.datetime(2026, 3, 9, 1, 0, tzinfo=dt.UTC)
SINCE, BEFORE = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=60)
RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=DAILY;BYDAY=MO,WE;BYMONTH=3,4",
    "FREQ=DAILY;COUNT=900",
    "FREQ=DAILY;BYHOUR=9,15",
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU",
    "FREQ=WEEKLY;COUNT=120;BYDAY=FR,MO",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=5",
    "FREQ=MONTHLY;BYMONTHDAY=-1,15",
    "FREQ=MONTHLY;BYDAY=2TU,-1FR",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=MONTHLY;COUNT=28",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3,4,5",
    "FREQ=YEARLY;BYMONTH=4;BYDAY=1MO",
    "FREQ=YEARLY;BYDAY=11WE,-40TH",
    "FREQ=YEARLY;BYYEARDAY=90,-280",
    "FREQ=YEARLY;BYMONTH=3,4;BYDAY=TU;BYSETPOS=2,-1",
    "FREQ=DAILY;UNTIL=20260401T010000Z",
)
STARTS = (
    dt.datetime(2024, 1, 31, 14, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    dt.datetime(2024, 2, 29, 9, 0, tzinfo=ZoneInfo("America/New_York")),
    dt.datetime(2026, 3, 19, 6, 0, tzinfo=dt.UTC),
    dt.datetime(2027, 1, 1, 6, 0, tzinfo=dt.UTC),
)


def _parts(text: str) -> dict[str, list[object]]:
    from icalendar import vRecur

    told: dict[str, list[object]] = dict(vRecur.from_ical(text))
    return told


@pytest.mark.parametrize(("text", "start"), list(itertools.product(RULES, STARTS)))
def test_times_are_those_that_dateutil_tells(text: str, start: dt.datetime) -> None:
    from dateutil.rrule import rrulestr

    told = rrulestr(text, dtstart=start)
    wanted = [one for one in told.xafter(SINCE, count=200, inc=True) if one < BEFORE]
    assert times_between(_parts(text), start, SINCE, BEFORE, Effort()) == wanted


@pytest.mark.parametrize(
    "text",
    ["FREQ=SECONDLY", "FREQ=FOO", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;BYHOUR=30", "FREQ=YEARLY;BYWEEKNO=20"],
)
def test_what_is_not_understood_is_an_error(text: str) -> None:
    rule = _parts("FREQ=DAILY") | {
        name: [value] for name, value in (part.split("=") for part in text.split(";"))
    }
    with pytest.raises(ValueError, match=r".*"):
        times_between(rule, STARTS[0], SINCE, BEFORE, Effort())


def test_what_never_comes_is_not_looked_for_for_ever() -> None:
    old, begun = dt.datetime(1600, 1, 1, tzinfo=dt.UTC), time.monotonic()
    assert times_between(_parts("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), old, SINCE, BEFORE, Effort()) == []
    with pytest.raises(ValueError, match="too many"):
        times_between(_parts("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"), old, SINCE, BEFORE, Effort())
    assert time.monotonic() - begun < 2


def test_a_calendar_as_a_whole_has_its_limit() -> None:
    effort = Effort(left=100)
    times_between(_parts("FREQ=DAILY"), STARTS[0], SINCE, BEFORE, effort)
    with pytest.raises(ValueError, match="too many"):
        times_between(_parts("FREQ=DAILY"), STARTS[0], SINCE, BEFORE, effort)
    assert effort.spent()
