"""Words for times in a question → the days they mean."""

import datetime as dt
import re
from calendar import monthrange

Days = tuple[dt.date, dt.date]

_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER |= {"十一": 11, "十二": 12}
_YEARS = {"去年": -1, "上一年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "明年": 1}
_YEAR = (
    r"(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:年度?|财年|[-/.](?=\d))?|(?P<named>去年|上一?年|前年|今年|本年|明年))"
    r"的?\s*"
)
_COUNT = r"(?P<{0}>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_DAY = re.compile(
    _YEAR.replace("的?", "") + _COUNT.format("month") + r"[月\-/.](?P<day>[12]\d|3[01]|0?[1-9])(?!\d)"
)
_MONTH = re.compile("(?:" + _YEAR + ")?" + _COUNT.format("month") + r"\s*月(?:份|底|初|中)?")
_QUARTER = re.compile("(?:" + _YEAR + r")?(?:第?(?P<quarter>[一二三四1-4])\s*季度?|[qQ](?P<q>[1-4]))")
_HALF = re.compile("(?:" + _YEAR + r")?(?P<half>[上下])半年")
_WHOLE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:年|财年)|(?P<named>去年|上一?年|前年|今年|本年|明年)"
)
_NEAR = re.compile(
    r"上个?月|这个?月|本月|上上个?月|上个?季度|这个?季度|本季度?|上周|上个?星期|这周|本周|昨天|今天|前天"
)
_LAST = re.compile(
    r"(?:最近|近|过去)(?P<count>\d{1,2}|[一二两三四五六七八九十]|半)个?(?P<unit>天|周|星期|月|年)"
)


def days_of(text: str, today: dt.date) -> Days | None:
    """The days that a question names, both included; None where it names none. A day has its year with it.

    A month without a year is the last one of that name that has begun; a quarter or half year this year's.
    """
    if found := _DAY.search(text):
        return _one_day(found, today)
    if found := _LAST.search(text):
        return _last(found, today)
    if found := _QUARTER.search(text):
        quarter = int(found["q"] or _number(found["quarter"]))
        return _months(_year(found, today), 3 * quarter - 2, 3 * quarter)
    if found := _HALF.search(text):
        return _months(_year(found, today), *((1, 6) if found["half"] == "上" else (7, 12)))
    if (found := _MONTH.search(text)) and not re.match(r"\s*(?:之?内|以上|以内)", text[found.end() :]):
        month = _number(found["month"])
        year = _year(found, today)
        if not (found["year"] or found["named"]) and month > today.month:
            year -= 1
        return _months(year, month, month)
    if found := _NEAR.search(text):
        return _near(found.group(), today)
    if found := _WHOLE.search(text):
        return _months(_year(found, today), 1, 12)
    return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBER[text]


def _year(found: "re.Match[str]", today: dt.date) -> int:
    if found["year"]:
        return int(found["year"])
    return today.year + _YEARS.get((found["named"] or "今年").strip(), 0)


def _months(year: int, first: int, last: int) -> Days:
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def _one_day(found: "re.Match[str]", today: dt.date) -> Days | None:
    try:
        day = dt.date(_year(found, today), _number(found["month"]), int(found["day"]))
    except ValueError:
        return None
    return day, day


def _last(found: "re.Match[str]", today: dt.date) -> Days:
    count = {"半": 0.5, "两": 2.0}.get(found["count"]) or float(_number(found["count"]))
    days = {"天": 1, "周": 7, "星期": 7, "月": 30.5, "年": 365.25}[found["unit"]]
    return today - dt.timedelta(days=round(count * days)), today


def _near(word: str, today: dt.date) -> Days:
    if "天" in word:
        day = today - dt.timedelta(days={"今": 0, "昨": 1, "前": 2}[word[0]])
        return day, day
    if "周" in word or "星期" in word:
        monday = today - dt.timedelta(days=today.weekday() + (7 if word[0] == "上" else 0))
        return monday, monday + dt.timedelta(days=6)
    back = word.count("上")
    if "季" in word:
        at = today.year * 4 + (today.month - 1) // 3 - back
        return _months(at // 4, at % 4 * 3 + 1, at % 4 * 3 + 3)
    at = today.year * 12 + today.month - 1 - back
    return _months(at // 12, at % 12 + 1, at % 12 + 1)
