"""The ways a full date is written in Chinese and English, and what each means."""

import datetime as dt
import re
from collections.abc import Iterator

_DIGITS = str.maketrans("０１２３４５６７８９．／－：", "0123456789./-:")
_HAN = {"〇": 0, "○": 0, "Ｏ": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
        "八": 8, "九": 9, "元": 1}  # fmt: skip
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
           "oct": 10, "nov": 11, "dec": 12}  # fmt: skip

_H = "〇○Ｏ零一二三四五六七八九"
_MONTH_NAME = (
    r"(?P<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    r"(?<![\d.])(?P<y1>(?:19|20)\d{2}|\d{2}(?=\s*年))\s*年\s*(?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*[日号]"
    rf"|(?P<y2>[{_H}]{{4}})\s*年\s*(?P<m2>[元一二三四五六七八九十]{{1,2}})\s*月\s*(?P<d2>[一二三四五六七八九十廿]{{1,3}})\s*[日号]"
    r"|(?<![\d./-])(?P<y3>(?:19|20)\d{2})\s?(?P<s3>[-./])\s?(?P<m3>\d{1,2})\s?(?P=s3)\s?(?P<d3>\d{1,2})(?![\d])(?!\s?[-/]\s?\d)(?!\.\d)"
    r"|(?<![\w./-])(?P<y4>20\d{2})(?P<m4>0[1-9]|1[0-2])(?P<d4>0[1-9]|[12]\d|3[01])(?![\w./-])"
    rf"|\b{_MONTH_NAME.format('m5')}\s+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y5>(?:19|20)\d{{2}})\b"
    rf"|(?<![\d])(?P<d6>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+day)?(?:\s+of)?[\s-]+{_MONTH_NAME.format('m6')}[\s,-]+(?P<y6>(?:19|20)\d{{2}})\b"
    r"|(?<![\d./-])(?P<a7>\d{1,2})(?P<s7>[-./])(?P<b7>\d{1,2})(?P=s7)(?P<y7>(?:19|20)\d{2})(?![\d./-])",
    re.IGNORECASE,
)


_IN_NAME = re.compile(
    r"(?<!\d)(?:(?P<y1>20\d{2})[-_. 年](?P<m1>\d{1,2})[-_. 月](?P<d1>\d{1,2})(?!\d)"
    r"|(?P<y2>20\d{2})(?P<m2>\d{2})(?P<d2>\d{2})(?!\d)"
    r"|(?P<m3>\d{1,2})月(?P<d3>\d{1,2})[日号]"
    r"|(?:(?<=[-_ ])|^)(?P<m4>0[1-9]|1[0-2])(?P<d4>\d{2})(?=$|[-_ （(]))"
)


def parse_date(text: str) -> dt.date | None:
    """The one date written in ``text`` (a label's value, ``--date``), or None if none, several or ambiguous.

    Reads 2026年1月15日, 26年1月15日, 二〇二六年一月十五日, 2026-01-15, 2026.1.15, 2026/01/15, 20260115,
    Jan 15, 2026, 15 January 2026, 15.01.2026; 01/02/2026 is ambiguous and gives None.
    """
    found = {date for _, _, date in dates_in(plain_digits(text))}
    return found.pop() if len(found) == 1 else None


def date_in_name(stem: str) -> str:
    """What looks like a date in a file's name: ``2026-03-12``, without a year ``3月12日``; else empty."""
    for match in _IN_NAME.finditer(plain_digits(stem)):
        part = {name[0]: int(text) for name, text in match.groupdict().items() if text}
        try:
            date = dt.date(part.get("y", 2000), part["m"], part["d"])  # 2000 has a 29 February
        except ValueError:
            continue
        return date.isoformat() if "y" in part else f"{date.month}月{date.day}日"
    return ""


def plain_digits(text: str) -> str:
    """Full-width digits and date signs made half-width, character for character."""
    return text.translate(_DIGITS)


def dates_in(text: str) -> Iterator[tuple[int, int, dt.date]]:
    """(start, end, date) of every full date in the text that exists in the calendar."""
    for match in _DATE.finditer(text):
        date = _value(match)
        if date is not None:
            yield match.start(), match.end(), date


def _value(match: re.Match[str]) -> dt.date | None:
    part = match.groupdict()
    try:
        if part["y2"]:
            year = int("".join(str(_HAN[c]) for c in part["y2"]))
            return _date(year, _han_number(part["m2"]), _han_number(part["d2"]))
        for n in "134":
            if part[f"y{n}"]:
                year = int(part[f"y{n}"])
                return _date(year + 2000 if year < 100 else year, int(part[f"m{n}"]), int(part[f"d{n}"]))
        for n in "56":
            if part[f"y{n}"]:
                month = _MONTHS[part[f"m{n}"][:3].lower()]
                return _date(int(part[f"y{n}"]), month, int(part[f"d{n}"]))
        a, b = int(part["a7"]), int(part["b7"])
        if part["s7"] == "." or a > 12:  # 15.01.2026 is written day first; 15/01/2026 can be nothing else
            return _date(int(part["y7"]), b, a)
        if b > 12 or a == b:
            return _date(int(part["y7"]), a, b)
    except ValueError:
        return None
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    return dt.date(year, month, day) if 1980 <= year <= 2100 else None


def _han_number(text: str) -> int:
    text = text.replace("廿", "二十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _HAN[ones]
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)
