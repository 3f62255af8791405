"""Telephone numbers: mobiles, lines of a place, numbers abroad."""

import re
from collections.abc import Iterator

from yiju.privacy.said import called_otherwise
from yiju.privacy.types import Found

_NO_NUMBER_AFTER = (
    r"(?![0-9A-Za-z]|[.][0-9]|,[0-9]{2}(?![0-9])|[ ]?(?:元|万|亿|美元|美金|欧元|日元|%|件|台|套|吨|只|个))"
)
_CODE = r"(?:\(?(?:\+|00)?86\)?[ -]{0,2})"
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z.]){_CODE}?"
    r"1[3-9][0-9](?:[0-9]{8}|[ .-][0-9]{4}[ .-][0-9]{4}|[0-9][ -]?[0-9]{3}[ -]?[0-9]{4}"
    r"|[ -][0-9]{3}[ -][0-9]{5}|[ -][0-9]{8}|[0-9]{4}[ -][0-9]{4})" + _NO_NUMBER_AFTER
)
_TOLD_MOBILE = re.compile(
    r"(?:手机|电话|联系方式|微信|mobile|phone|tel|cell)[^0-9\n]{0,6}"
    rf"({_CODE}?1[3-9][0-9](?:[ -]?[0-9]){{8}})(?![0-9])",
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
    rf"{_LINE}{_EXTENSION}{_NO_NUMBER_AFTER}",
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
    for match in _MOBILE.finditer(text):
        if not called_otherwise(text, match.start()):
            yield ("mobile", *match.span())
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
