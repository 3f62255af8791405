"""Days and times as people and programs write them. Without a zone they are China's."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from yiju.bots.proactive.clock_typed import Doubtful, read_clock
from yiju.errors import YijuError
from yiju.sandbox.moments import CHINA

MORNING = dt.time(9, 0)
"""When a visit is taken to be of which only the day is known."""
_BACK = 60
"""Days for which a day without a year is one that is past; of others the next is meant."""
FAR = dt.timedelta(days=3 * 366)
"""How far ahead a visit may be: further off, a year was mistyped."""
_FIRST_YEAR = 2000
_HINT = "写成 2026-03-12 14:00；只写日期就当作 9:00。"

_WITH_YEAR = re.compile(
    r"(\d{4})\s*(?:[-/.]\s*(\d{1,2})\s*[-/.]|年\s*(\d{1,2})\s*月)\s*(\d{1,2})(?!\d)\s*[日号]?"
)
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_WITHOUT = re.compile(r"(\d{1,2})\s*(?:[-/]|月)\s*(\d{1,2})(?![\d/.-])\s*[日号]?")
_THREE = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{2})(?!\d)")
_ZONE = re.compile(r"(?<=[\d])\s*(Z|[+-]\d{2}:?\d{2})$")
_SERIAL = re.compile(r"(3[6-9]|[4-6]\d|7[0-2])\d{3}(?![\d/:年月点-])")
"""A day as Excel keeps it, of the years 1998 to 2099."""
_SPOKEN = re.compile("大前天|前天|昨天|昨日|今天|今日|明天|明日|大后天|后天")
_DAYS_OFF = {"大前天": -3, "前天": -2, "昨": -1, "今": 0, "明": 1, "后天": 2, "大后天": 3}
_WEEKDAY = re.compile("[这本上下]*(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]")
_EPOCH = dt.date(1899, 12, 30)
_SHARE = re.compile(r"\s*0?\.\d{1,20}")
"""A time as Excel keeps it: a share of the day."""


def read_moment(text: str, today: dt.date | None = None, *, spoken: bool = False) -> dt.datetime:
    """``2026-03-12 14:00``, ``3月19日下午3点半``, ``3/19``, Excel's ``46093.5``, ISO with a zone.

    A day alone is its morning.

    Args:
        today: by which a day without a year is dated: the next of its name, or one of the last 60 days.
        spoken: whether 明天 may be said; in a file, that is read another day, it cannot.

    Raises:
        YijuError: it is none, may be meant in two ways, is too far off, or there is no such day or time.
    """
    clean, today = unicodedata.normalize("NFKC", text).strip(), today or dt.datetime.now(CHINA).date()
    try:
        day, rest = _day(clean, today, spoken)
        if day > today + FAR or day.year < _FIRST_YEAR:
            raise YijuError(
                f"时间太{'远' if day > today else '早'}：{day}。", hint="检查年份；最多登记三年以内的拜访。"
            )
        zone = _ZONE.search(rest)
        told = rest[: zone.start()] if zone else rest
        if _SHARE.fullmatch(told):
            return _at_share(day, told)
        told = re.sub(r"^\s*[T,]?\s*", "", told)
        at = read_clock(told) if told else MORNING
        if at is not None:
            return dt.datetime.combine(day, at, tzinfo=_zone(zone[1] if zone else None))
    except Doubtful as doubt:
        raise YijuError(
            f"时间说不准：{doubt}", hint="写成 15:30 或 下午3点半，日期写成 2026-03-12。"
        ) from None
    except ValueError:  # no such day or time
        pass
    raise YijuError(f"时间看不懂：{clean[:40] or '（空）'}", hint=_HINT)


def _day(text: str, today: dt.date, spoken: bool) -> tuple[dt.date, str]:
    """The day that a text begins with, and what follows it."""
    if match := _SPOKEN.match(text):
        if not spoken:
            raise Doubtful(f"“{match[0]}”要看从哪一天说起")
        off = _DAYS_OFF.get(match[0], _DAYS_OFF.get(match[0][0], 0))
        return today + dt.timedelta(days=off), text[match.end() :]
    if match := _WEEKDAY.match(text):
        raise Doubtful(f"“{match[0]}”是几月几日？")
    if match := _WITH_YEAR.match(text):
        return dt.date(int(match[1]), int(match[2] or match[3]), int(match[4])), text[match.end() :]
    if match := _PACKED.match(text):
        return dt.date(*map(int, match.groups())), text[match.end() :]
    if match := _SERIAL.match(text):
        return _EPOCH + dt.timedelta(days=int(match[0])), text[match.end() :]
    if match := _THREE.match(text):
        raise Doubtful(f"“{match[0]}”里哪个是年、月、日？年写四位，写在前面")
    if match := _WITHOUT.match(text):
        return _nearest(int(match[1]), int(match[2]), today), text[match.end() :]
    if _is_clock(text):
        raise Doubtful(f"“{text}”是哪一天的？")
    raise ValueError(text)


def _is_clock(text: str) -> bool:
    """Whether it is a time of day alone."""
    try:
        return not text.isdecimal() and read_clock(text) is not None
    except Doubtful:
        return True


def _nearest(month: int, day: int, today: dt.date) -> dt.date:
    """The first of this name that is not longer ago than some weeks."""
    oldest = today - dt.timedelta(days=_BACK)
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:  # the 29th of February
            continue
        if found >= oldest:
            return found
    raise ValueError(f"{month}/{day}")


def _at_share(day: dt.date, told: str) -> dt.datetime:
    """To the minute: shares are rounded."""
    minutes = round(Decimal(told.strip()) * 24 * 60)
    return dt.datetime.combine(day, dt.time(), tzinfo=CHINA) + dt.timedelta(minutes=minutes)


def _zone(text: str | None) -> dt.tzinfo:
    if not text:
        return CHINA
    if text == "Z":
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-offset if text[0] == "-" else offset)
