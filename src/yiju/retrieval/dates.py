"""Words for times in a question → the days they mean."""

import datetime as dt
import re
from calendar import monthrange

Days = tuple[dt.date, dt.date]

_NUMBER = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_NUMBER |= {"十一": 11, "十二": 12, "两": 2}
_YEARS = {"去年": -1, "上一年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "明年": 1}
_THIS = "(?<![成样资版根基文日])本"
"""Not in 成本年降, 样本周期, 日本月度."""
_NAMED = (
    rf"(?P<named>(?<!过)去年|(?<!以)上一?年|(?<![目以当])前年|(?<![当如])今年|{_THIS}年|(?<![证说声])明年)"
)
_YEAR = r"(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:年度?|财年|[-/.](?=\d))?|" + _NAMED + r")的?\s*"
_COUNT = r"(?P<{0}>1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])"
_DAY = re.compile(
    _YEAR.replace("的?", "") + _COUNT.format("month") + r"[月\-/.](?P<day>[12]\d|3[01]|0?[1-9])(?!\d|\s*月)"
)
_SINCE = "(?:" + _COUNT.format("since") + r"\s*月?份?\s*[-~—–到至]\s*)?"
_MONTH = re.compile(
    f"(?:{_YEAR})?" + rf"(?<![\d一二三四五六七八九十]){_SINCE}{_COUNT.format('month')}\s*月(?:份|底|初|中)?"
)
_QUARTERS = re.compile("(?:" + _YEAR + r")?(?<![目以当])前(?P<quarter>[一二两三1-3])个?季度")
_QUARTER = re.compile(
    "(?:" + _YEAR + r")?(?:(?:第|(?<![上每]))(?P<quarter>[一二三四1-4])\s*季(?:度|报|(?![\u4e00-\u9fff]))"
    r"|(?<![a-zA-Z])[qQ](?P<q>[1-4])(?!\d))"
)
_HALF = re.compile("(?:" + _YEAR + r")?(?P<half>[上下])半年")
_WHOLE = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*(?:年|财年)|" + _NAMED)
_NEAR = re.compile(
    rf"(?:(?<!以)上一?个?|上上个?|这个?|{_THIS})(?:月|季度?|周(?![期转边])|星期)|昨天|今天|(?<![目以当])前天"
)
_LAST = re.compile(
    r"(?:最近|近|过去)(?P<count>\d{1,2}|十[一二]?|[一二两三四五六七八九]|半)个?(?P<unit>天|周|星期|月|年)"
)


def days_of(text: str, today: dt.date) -> Days | None:
    """The days that a question names, both included; None where it names none. A day has its year with it.

    A month without a year is the last one of that name that has begun; a quarter or half year this year's.
    """
    if found := _DAY.search(text):
        return _one_day(found, today)
    if found := _LAST.search(text):
        return _last(found, today)
    if found := _QUARTERS.search(text):
        return _months(_year(found, today), 1, 3 * _number(found["quarter"]))
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
        since = _number(found["since"] or found["month"])
        return _months(year, min(since, month), month)
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
    count = 0.5 if found["count"] == "半" else float(_number(found["count"]))
    days = {"天": 1, "周": 7, "星期": 7, "月": 30.5, "年": 365.25}[found["unit"]]
    return today - dt.timedelta(days=round(count * days)), today


def _near(word: str, today: dt.date) -> Days:
    if "天" in word:
        day = today - dt.timedelta(days={"今": 0, "昨": 1, "前": 2}[word[0]])
        return day, day
    if "周" in word or "星期" in word:
        monday = today - dt.timedelta(days=today.weekday() + 7 * word.count("上"))
        return monday, monday + dt.timedelta(days=6)
    back = word.count("上")
    if "季" in word:
        at = today.year * 4 + (today.month - 1) // 3 - back
        return _months(at // 4, at % 4 * 3 + 1, at % 4 * 3 + 3)
    at = today.year * 12 + today.month - 1 - back
    return _months(at // 12, at % 12 + 1, at % 12 + 1)
