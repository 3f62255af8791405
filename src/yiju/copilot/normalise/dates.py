"""Dates, times of day and parts of a year, in the forms of Chinese and English business papers."""

import re

_C = "〇零一二三四五六七八九"
_YEAR = rf"(?P<y>(?:1[89]|2[01])\d\d|[一二][{_C}]{{3}})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN = r"(?P<n>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_PART = r"(?P<p>上半年|下半年|第?[一二三四1-4]季度|Q[1-4]|H[12]|年底|年末|年初|年中|年终|底|末|初|中)"
_MONTH_PART = r"(?P<p>月底|月末|月初|月中|[上中下]旬|份)"
_FREE = r"(?<![\d.A-Za-z/-])"
_DATE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_FREE}{_YEAR}年度?{_MONTH}月{_DAY}[日号]?",
        rf"{_FREE}{_YEAR}年度?{_MONTH}(?={_MONTH_PART[4:]})?月?{_MONTH_PART}"
        if False
        else rf"{_FREE}{_YEAR}年{_MONTH}(?=月(?:底|末|初|中(?!旬)|[上中下]旬|份)){_MONTH_PART.replace('月底|月末|月初|月中|[上中下]旬|份', '月(?:底|末|初|中旬|中|[上中下]旬|份)')}",
        rf"{_FREE}{_YEAR}年{_MONTH}月",
    )
)
