"""Telephone numbers: mobiles, lines of a place, numbers abroad."""

import re
from collections.abc import Iterator

from yiju.privacy.said import called_otherwise
from yiju.privacy.types import Found

_END = r"(?![0-9A-Za-z]|[.][0-9]|,[0-9]{2}(?![0-9]))"
_NO_NUMBER_AFTER = _END + r"(?![ ]?(?:元|万|亿|美元|美金|欧元|日元|%|件|台|套|吨|只|个))"
_MONEY_AFTER = re.compile(
    r"[ ]?(?:%|[万亿]?(?:元(?![老件素月旦宝宵])|美元|美金|欧元|日元)|[万亿](?=[\s,，.。;；、!！?？)）/]|\Z))"
)
"""What follows a sum: a whole unit, and not the first character of another word (元旦, 万先生)."""
_UNIT_AFTER = re.compile(r"[ ]?(?:[万亿]|件|台|套|吨|只|个)")
_AMOUNT_BEFORE = re.compile(
    r"(?:合计|(?<!公)共|总计|额|量|产能|产值|数|价|营收|收入|成本|利润)[^0-9,，.。;；、\n]{0,3}\Z"
)
"""Before these units a number is a mobile's as good as any, but where the words before call it an amount."""
_CODE = r"(?:\(?(?:\+|00)?86\)?[ -]{0,2})"
_BROKEN = r"[ ]{0,4}\r?\n[ ]{0,4}"
"""Where a line ends within a number."""
_GROUPS = (
    r"1[3-9][0-9](?:[0-9]{8}|(?:[ ]{1,2}|[.·_-])[0-9]{4}(?:[ ]{1,2}|[.·_-])[0-9]{4}"
    r"|[0-9][ -]?[0-9]{3}[ -]?[0-9]{4}"
    r"|[ -][0-9]{3}[ -][0-9]{5}|[ -][0-9]{8}|[0-9]{4}[ -][0-9]{4}"
    rf"|(?:[ -]|{_BROKEN})[0-9]{{4}}(?:[ -]?|{_BROKEN})[0-9]{{4}}|[0-9]{{4}}{_BROKEN}[0-9]{{4}})"
)
_MOBILE = re.compile(rf"(?:(?<![0-9A-Za-z.])|(?<=[A-Za-z][.])){_CODE}?{_GROUPS}{_END}")
_LISTED_MOBILE = re.compile(rf"(?:^|[。;；])[ ]{{0,4}}[1-9][0-9]?[.]({_CODE}?{_GROUPS}){_END}", re.MULTILINE)
"""After the number of a list's line, as in ``1.13800138000``: elsewhere that is a decimal."""
_TOLD_MOBILE = re.compile(
    r"(?:手机|电话|联系方式|微信|mobile|\bmob|phone|tel|cell)[^0-9\n]{0,6}"
    rf"({_CODE}?1[3-9][0-9](?:(?:[ -]?|{_BROKEN})[0-9]){{8}})(?![0-9])",
    re.IGNORECASE,
)
_ONE_BY_ONE = re.compile(
    r"(?<![0-9A-Za-z.] )(?<![0-9A-Za-z.])1([ -])[3-9](?:\1[0-9]){9}(?![0-9A-Za-z]|[ -][0-9])"
)
_SAID = "零〇一二三四五六七八九幺"
_SPOKEN = re.compile(rf"(?<![{_SAID}])[一幺](?:[ ,，、-]?[{_SAID}]){{10}}(?![{_SAID}十百千万])")
_SPOKEN_DIGITS = str.maketrans(_SAID, "001234567891", " ,，、-")
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_LINE = r"[2-8][0-9]{2,3}[ -]?[0-9]{4}"
_EXTENSION = r"(?:[ ]?(?:转|分机|ext\.?|x|-)[ ]?[0-9]{1,6})?"
_LANDLINE = re.compile(
    rf"(?<![0-9A-Za-z.-])(?:(?:\+|00)86[ -]?\(?0?{_AREA}\)?[ -]?|\(0{_AREA}\)[ -]?|0{_AREA}[ -])"
    rf"{_LINE}{_EXTENSION}{_END}"
    rf"|(?<![0-9A-Za-z.-])0(?:(?:10|2[0-9])[2-8][0-9]{{7}}|[3-9][0-9]{{2}}[2-8][0-9]{{6,7}}){_EXTENSION}{_END}",
    re.IGNORECASE,
)
_TOLD_LANDLINE = re.compile(
    rf"(?:电话|座机|固话|传真|tel|fax|phone)[^0-9\n]{{0,6}}((?:0{_AREA})?{_LINE}{_EXTENSION})(?![0-9])",
    re.IGNORECASE,
)
_ABROAD = re.compile(
    r"(?<![0-9A-Za-z])\+(?!86)[1-9][0-9]{0,2}[ -]?(?:\(0?[0-9]{0,4}\)[ -]?)?"
    r"[0-9](?:[ /-]?[0-9]){5,11}"
    + _NO_NUMBER_AFTER
    + r"|(?<![0-9A-Za-z.-])00(?!86)[1-9][0-9]{0,2}[ -][1-9][0-9]{0,4}[ -][0-9](?:[ /-]?[0-9]){4,9}"
    + _NO_NUMBER_AFTER
)


def phones(text: str) -> Iterator[Found]:
    """Every telephone number. ``text``: as ``read`` gives it."""
    for pattern, group in ((_MOBILE, 0), (_LISTED_MOBILE, 1)):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if not called_otherwise(text, start) and not _is_amount(text, start, end):
                yield ("mobile", start, end)
    for match in _ONE_BY_ONE.finditer(text):
        yield ("mobile", *match.span())
    for match in _TOLD_MOBILE.finditer(text):
        yield ("mobile", *match.span(1))
    for match in _SPOKEN.finditer(text):
        if match[0].translate(_SPOKEN_DIGITS)[1] in "3456789" and not called_otherwise(text, match.start()):
            yield ("mobile", *match.span())
    for match in _LANDLINE.finditer(text):
        if not called_otherwise(text, match.start()):
            yield ("landline", *match.span())
    for match in _TOLD_LANDLINE.finditer(text):
        yield ("landline", *match.span(1))
    for match in _ABROAD.finditer(text):
        yield ("phone_abroad", *match.span())


def _is_amount(text: str, start: int, end: int) -> bool:
    if _MONEY_AFTER.match(text, end):
        return True
    return bool(_UNIT_AFTER.match(text, end) and _AMOUNT_BEFORE.search(text[max(0, start - 8) : start]))
