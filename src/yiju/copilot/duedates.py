"""When a promise is due: deadline words resolved against the day they were said."""

import calendar
import datetime as dt
from collections.abc import Callable

import regex

from yiju.copilot.normalise import When, canonical, find_mentions
from yiju.copilot.normalise.comparators import Bound
from yiju.copilot.normalise.numerals import chinese_to_decimal

_WEEKDAYS = "一二三四五六日"
_EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EN_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_HAN = "一二两三四五六七八九十"
_ABOUT = regex.compile(r"[一二两三四五六七八]([二两三四五六七八九])")
"""两三天: the later day counts."""

_FULL = regex.compile(r"(20\d\d)[年./-](\d{1,2})[月./-](\d{1,2})")
_MONTH_DAY = regex.compile(r"(?<!\d)(\d{1,2})(?:月|[/-])(\d{1,2})(?:[日号]|(?!\d))")
_DAY = regex.compile(r"(本月|这个月|下个?月)?(?<![\d月])(\d{1,2})(?:号|日(?!程|(?:之|以)?[内后]))")
"""The 15th; 15日内 is a length of time."""
_WEEK = regex.compile(r"(下下|下|本|这)?(?:个)?(?:周|星期|礼拜)([一二三四五六日天])")
_WITHIN = regex.compile(
    rf"(?<![\d{_HAN}第.])(\d{{1,3}}|[{_HAN}]{{1,3}}|半)\s*"
    r"(?:个?(工作日|天|周|星期)|个(月)|(日|年)(?=(?:之|以)?[内后]))(?:之内|以内|内|后)?"
)
_MONTH_END = regex.compile(r"(本月|这个月|下个?月|\d{1,2}月)?(?:月)?底")
_THIRD = regex.compile(r"(\d{1,2})月(?:份)?([上中下])旬")
_RELATIVE = (("大后天", 3), ("后天", 2), ("明天", 1), ("明早", 1), ("今天", 0), ("今晚", 0))
_EN_DAY = regex.compile(r"\b(next |this )?(" + "|".join(_EN_DAYS) + r")\b", regex.IGNORECASE)
_EN_MONTH = regex.compile(
    r"\b(?:in|by|before)(?: the)?(?: end of)? (" + "|".join(_EN_MONTHS) + r")\b(?!\s+\d)", regex.IGNORECASE
)
_EN_DATE = regex.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+(" + "|".join(_EN_MONTHS) + r")|("
    + "|".join(_EN_MONTHS) + r")\s+(\d{1,2}))\b(?:,?\s+(20\d\d))?",
    regex.IGNORECASE,
)  # fmt: skip


def due_date(text: str, said: dt.date, *, periods: bool = False) -> dt.date | None:
    """The day by which ``text``, said on ``said``, promises something; None where it names no day.

    Weeks begin on Monday: 下周三 is the Wednesday of the week after ``said``. A day and month without
    a year is the next such day on or after ``said``. ``periods``: the last day of a month, a quarter or half
    a year counts, where no day is named (8月份给, 二季度末, 年内).
    """
    for resolve in (*_DAYS, *(_PERIODS if periods else ())):
        try:
            found = resolve(text, said)
        except ValueError:  # 2月30日 and the like: no such day
            continue
        if found:
            return found
    return None


def _named_day(text: str, said: dt.date) -> dt.date | None:
    """A day written in any usual form (一月二十号, 1/20, 2026-01-20); one marked as a limit (之前) first."""
    days = [m for m in find_mentions(canonical(text)) if isinstance(m, When) and m.month and m.day]
    days.sort(key=lambda when: when.bound is not Bound.BEFORE)
    for when in days:
        assert when.month and when.day
        return dt.date(when.year, when.month, when.day) if when.year else _next(said, when.month, when.day)
    return None


def _explicit(text: str, said: dt.date) -> dt.date | None:
    if match := _FULL.search(text):
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_DAY.search(text):
        return _next(said, int(match[1]), int(match[2]))
    if match := _DAY.search(text):
        month = said.month + (1 if (match[1] or "").startswith("下") else 0)
        day = dt.date(said.year + (month > 12), (month - 1) % 12 + 1, int(match[2]))
        return day if day >= said else _add_months(day, 1)
    return None


def _third(text: str, said: dt.date) -> dt.date | None:
    """9月下旬: the last day of that third of the month."""
    if not (match := _THIRD.search(text)):
        return None
    month = int(match[1])
    year = said.year + (month < said.month)
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, {"上": 10, "中": 20, "下": last}[match[2]])


def _english(text: str, said: dt.date) -> dt.date | None:
    if match := _EN_DATE.search(text):
        month = _EN_MONTHS.index((match[2] or match[3]).lower()) + 1
        day = int(match[1] or match[4])
        return dt.date(int(match[5]), month, day) if match[5] else _next(said, month, day)
    if match := _EN_MONTH.search(text):
        month = _EN_MONTHS.index(match[1].lower()) + 1
        year = said.year + (month < said.month)
        return dt.date(year, month, calendar.monthrange(year, month)[1])
    if match := _EN_DAY.search(text):
        ahead = (_EN_DAYS.index(match[2].lower()) - said.weekday()) % 7 or 7
        if (match[1] or "").strip().lower() == "next" and said.weekday() < _EN_DAYS.index(match[2].lower()):
            ahead += 7
        return said + dt.timedelta(days=ahead)
    return None


def _weekday(text: str, said: dt.date) -> dt.date | None:
    if not (match := _WEEK.search(text)):
        return None
    weekday = _WEEKDAYS.index(match[2].replace("天", "日"))
    monday = said - dt.timedelta(days=said.weekday())
    weeks = {"下下": 2, "下": 1}.get(match[1] or "", 0)
    day = monday + dt.timedelta(days=7 * weeks + weekday)
    return day if day >= said else day + dt.timedelta(days=7)


def _within(text: str, said: dt.date) -> dt.date | None:
    if not (match := _WITHIN.search(text)):
        return None
    unit = next(filter(None, match.groups()[1:]))
    if match[1] == "半":
        halves = {"月": said + dt.timedelta(days=15), "年": _add_months(said, 6)}
        return halves.get(unit, said)
    count = _count(match[1])
    if unit in {"月", "年"}:
        return _add_months(said, count * (12 if unit == "年" else 1))
    if unit in {"周", "星期"}:
        return said + dt.timedelta(weeks=count)
    if unit in {"天", "日"}:
        return said + dt.timedelta(days=count)
    day = said
    while count:
        day += dt.timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _count(text: str) -> int:
    """A whole number as it is said: 15, 十五, 二十; of 两三 the larger."""
    if text.isdigit():
        return int(text)
    if about := _ABOUT.fullmatch(text):
        text = about[1]
    return int(chinese_to_decimal(text) or 0)


def _month_end(text: str, said: dt.date) -> dt.date | None:
    if "年底" in text:
        return dt.date(said.year, 12, 31)
    if not (match := _MONTH_END.search(text)):
        return None
    named = match[1] or ""
    if named[:1].isdigit():
        month = int(named.rstrip("月"))
        year = said.year + (month < said.month)
    else:
        moved = _add_months(said.replace(day=1), 1 if named.startswith("下") else 0)
        year, month = moved.year, moved.month
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _relative(text: str, said: dt.date) -> dt.date | None:
    for word, days in _RELATIVE:
        if word in text:
            return said + dt.timedelta(days=days)
    if "本周" in text or "这周" in text:
        return said + dt.timedelta(days=max(0, 4 - said.weekday()))
    if "下周" in text:
        return said - dt.timedelta(days=said.weekday()) + dt.timedelta(days=11)
    return None


def _next(said: dt.date, month: int, day: int) -> dt.date:
    found = dt.date(said.year, month, day)
    return found if found >= said else dt.date(said.year + 1, month, day)


def _add_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


_HOURS = regex.compile(rf"(?<![\d{_HAN}.])(\d{{1,3}}|[{_HAN}]{{1,3}})\s*个?小时(?:之|以)?内")
_MONTH = regex.compile(
    r"(明年)?(?<!\d)(\d{1,2})月(?:份)?(?:((?:之|以)?前)|(?:之|以)?内|(?=给|交|发|上线|完成|提交|提供|出|寄|答复|投产))"
)
_QUARTER = regex.compile(r"(明年)?(?:第?([一二三四1-4])季度|\bQ([1-4]))((?:之|以)?前)?", regex.IGNORECASE)
_LATER = regex.compile(r"(下|本|这)个?月(初|中)?(?!底)|(?<![\d个上下本这])月(?:之|以)?内")


def _hours(text: str, said: dt.date) -> dt.date | None:
    """48小时内: so many whole days."""
    return said + dt.timedelta(days=_count(match[1]) // 24) if (match := _HOURS.search(text)) else None


def _month(text: str, said: dt.date) -> dt.date | None:
    """8月份给: the last day of that month; 8月前: the day before it begins."""
    if not (match := _MONTH.search(text)):
        return None
    month = int(match[2])
    year = said.year + (bool(match[1]) or month < said.month)
    if match[3]:
        return dt.date(year, month, 1) - dt.timedelta(days=1)
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _quarter(text: str, said: dt.date) -> dt.date | None:
    if "上半年" in text and said.month <= 6:
        return dt.date(said.year, 6, 30)
    if not (match := _QUARTER.search(text)):
        return dt.date(said.year, 12, 31) if regex.search(r"(?<!\d)年内|下半年", text) else None
    quarter = int(match[3] or (match[2] if match[2].isdigit() else "一二三四".index(match[2]) + 1))
    year = said.year + (bool(match[1]) or quarter * 3 < said.month)
    if match[4]:
        return dt.date(year, quarter * 3 - 2, 1) - dt.timedelta(days=1)
    return dt.date(year, quarter * 3, calendar.monthrange(year, quarter * 3)[1])


def _this_or_next_month(text: str, said: dt.date) -> dt.date | None:
    if not (match := _LATER.search(text)):
        return None
    begin = _add_months(said.replace(day=1), 1 if match[1] == "下" else 0)
    last = calendar.monthrange(begin.year, begin.month)[1]
    return begin.replace(day={"初": 10, "中": 20}.get(match[2] or "", last))


_Resolve = Callable[[str, dt.date], dt.date | None]
_DAYS: tuple[_Resolve, ...] = (
    _named_day,
    _explicit,
    _third,
    _english,
    _weekday,
    _within,
    _month_end,
    _relative,
)
_PERIODS: tuple[_Resolve, ...] = (_hours, _month, _quarter, _this_or_next_month)
