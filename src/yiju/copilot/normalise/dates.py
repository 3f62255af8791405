"""Dates, times of day and parts of a year, in the forms of Chinese and English business papers."""

import re
from collections.abc import Callable, Iterator

from yiju.copilot.normalise.comparators import bound_around
from yiju.copilot.normalise.mentions import When
from yiju.copilot.normalise.numerals import chinese_to_decimal

_C = "〇零一二三四五六七八九"
_FREE = r"(?<![\d.A-Za-z/-])"
_YEAR = rf"(?P<y>(?:1[89]|2[01])\d\d|[一二][{_C}]{{3}})"
_MONTH = r"(?P<m>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_HALF = (
    r"(?P<p>上半年|下半年|第[一二三四1-4]季度|(?<![\d.])[一二三四1-4]季度"
    r"|(?<![A-Za-z\d])(?:[Qq][1-4]|[Hh][12])(?!\d))"
)
_EN = (
    r"(?P<n>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_EN_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SHORT_YEAR = r"(?<![\d.A-Za-z/-])['’]?(?P<yy>[0-4]\d)年"
_SAYS_DATE = r"[之以]?[前后]|[号日]|[上下]午|[早晚]上|截[止至]|开[标会]|交付|到期|[（(]?周|\s\d{1,2}:\d\d"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\d.])(?P<d>3[01]|[12]\d|0?[1-9])\.(?P<m>1[0-2]|0?[1-9])\.(?P<y>(?:19|20)\d\d)(?![\d.])",
        r"(?<![\d.A-Za-z/-])(?:(?P<y>(?:19|20)\d\d)|['’]?(?P<yy>[0-4]\d))年?[\s-]?(?P<p>[Qq][1-4]|[Hh][12])(?![A-Za-z0-9])",
        rf"{_SHORT_YEAR}{_MONTH}月{_DAY}[日号]",
        rf"{_SHORT_YEAR}{_MONTH}月(?P<p>底|末|初|中旬|上旬|下旬|中|份)?(?!\d)",
        rf"{_SHORT_YEAR}(?:度|的)?{_HALF}",
        rf"{_SHORT_YEAR}(?:度|(?P<p>底|末|初|年底|年初))(?!数)",
        r"(?<![\d./A-Za-z-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|2\d|1[3-9])(?![\d/A-Za-z]|\s?[分页项个家条套件台的%])",
        rf"(?<![\d./A-Za-z-])(?P<m>1[0-2]|0?[1-9])/(?P<d>1[0-2]|0?[1-9])(?=(?:{_SAYS_DATE}))",
        rf"{_FREE}{_YEAR}年度?(?:的)?{_MONTH}月{_DAY}(?:日|号|(?![\d年月天个%.]))",
        rf"{_FREE}{_YEAR}年度?{_MONTH}月(?P<p>底|末|初|中旬|上旬|下旬|中|份)?",
        rf"{_FREE}{_MONTH}月{_DAY}[日号]",
        rf"(?:{_FREE}{_YEAR}年?度?\s?)?{_HALF}(?![A-Za-z0-9])",
        rf"{_FREE}{_YEAR}(?:财年|年度?)(?P<p>底|末|初|中(?![国心学外午文山药东西央间小]))?",
        rf"(?<![\d.A-Za-z/个]){_MONTH}月(?P<p>底|末|初|中旬|上旬|下旬|份)?(?![\d薪饼亮球光色])",
        rf"{_FREE}(?P<y>(?:19|20)\d\d)[-/.]{_MONTH}[-/.]{_DAY}(?![\d-])",
        rf"{_FREE}(?P<y>(?:19|20)\d\d)[-/]{_MONTH}(?![\d-])",
        r"(?<![\dA-Za-z./-])(?P<m>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])(?![\dA-Za-z%/-]|\s?[个人家名位次天年月日万亿元件台套份吨公千米小分周岁])",
        rf"\b{_EN}\s+{_EN_DAY}(?:,?\s+(?P<y>(?:19|20)\d\d))?\b",
        rf"\b{_EN_DAY}\s+(?:of\s+)?{_EN}(?:,?\s+(?P<y>(?:19|20)\d\d))?\b",
        rf"\b{_EN},?\s+(?P<y>(?:19|20)\d\d)\b",
    )
)
_HOUR = r"(?P<h>2[0-4]|1\d|0?\d)"
_HALF_DAY = r"(?P<half>上午|下午|早上|中午|晚上|傍晚|凌晨|清晨|晚|早|午后)?"
_TIMES = (
    re.compile(
        rf"{_HALF_DAY}(?<![\d.:：]){_HOUR}[:：](?P<i>[0-5]\d)(?:[:：](?P<sec>[0-5]\d))?(?!\d)(?P<ap>\s?[ap]m)?",
        re.IGNORECASE,
    ),
    re.compile(rf"{_HALF_DAY}(?<![\d.]){_HOUR}[点时](?:整|(?P<i>[0-5]?\d)分?(?!\d)|(?P<half_hour>半))"),
    re.compile(rf"{_HALF_DAY.rstrip('?')}{_HOUR}[点时]整?"),
    re.compile(rf"(?<![\d.]){_HOUR}时(?=许|前|后|起|至|到|$|[,，。；、 ])"),
)
_CJK_HOURS = re.compile(
    r"(?P<half>上午|下午|早上|中午|晚上|凌晨)(?P<h>十[一二]?|[一二两三四五六七八九])点(?:整|(?P<half_hour>半))?"
)
_WORD_OF_PART = {"末": "底", "年终": "底", "年底": "底", "份": "", "度": ""}


def find_whens(text: str, taken: Callable[[int, int], bool]) -> Iterator[When]:
    """Yield the dates and times in canonical ``text``, longest form first,
    skipping spans that are ``taken``.
    """
    for pattern in (*_DATES, *_TIMES, _CJK_HOURS):
        for match in pattern.finditer(text):
            if not taken(match.start(), match.end()):
                yield _read(text, match)


def _read(text: str, match: re.Match[str]) -> When:
    found = match.groupdict()
    bound, start, end = bound_around(text, match.start(), match.end())
    name = found.get("n")
    month = _EN_MONTHS.index(name[:3].lower()) + 1 if name else _whole(found.get("m"))
    return When(
        start,
        end,
        match[0],
        _year(found),
        month,
        _whole(found.get("d")),
        _minute(found),
        _whole(found.get("sec")),
        _period(found.get("p")),
        bound,
    )


def _year(found: dict[str, str | None]) -> int | None:
    """The year; 26年3月 speaks of this century."""
    short = found.get("yy")
    return 2000 + int(short) if short else _whole(found.get("y"))


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if text.isascii() else int(chinese_to_decimal(text) or 0)


def _period(text: str | None) -> str:
    if not text:
        return ""
    if "季度" in text or text[0] in "Qq":
        digit = text.strip("第季度Qq")
        return f"Q{_whole(digit)}"
    return {"上半年": "H1", "下半年": "H2"}.get(text) or _WORD_OF_PART.get(text, text.upper())


def _minute(found: dict[str, str | None]) -> int | None:
    """Minutes since midnight, None for a date; an hour without 下午 stays as written."""
    hour = _whole(found.get("h"))
    if hour is None:
        return None
    late = (
        found.get("half") in {"下午", "晚上", "晚", "傍晚", "午后"}
        or (found.get("ap") or "").strip().lower() == "pm"
    )
    if late and hour < 12:
        hour += 12
    minutes = 30 if found.get("half_hour") else _whole(found.get("i")) or 0
    return hour * 60 + minutes
