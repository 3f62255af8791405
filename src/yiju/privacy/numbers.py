"""Numbers that name a person: phones, identity and bank cards, passports, licence plates.

A number with a check digit counts only where the check holds; one without needs the word that says what it
is, unless its form is unmistakable.
"""

import re
from collections.abc import Iterator

from yiju.privacy.checks import is_id_card, is_luhn
from yiju.privacy.types import Kind

Found = tuple[Kind, int, int]

_NO_NUMBER_AFTER = r"(?![0-9]|[.,][0-9]|[ ]?(?:元|万|亿|美元|美金|欧元|日元|%|件|台|套|吨|只|个))"
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\(?(?:\+|00)?86\)?[ -]{0,2})?"
    r"1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4}|[0-9][ -]?[0-9]{3}[ -]?[0-9]{4}"
    r"|[ -][0-9]{3}[ -][0-9]{5}|[ -][0-9]{8})" + _NO_NUMBER_AFTER
)
_TOLD_MOBILE = re.compile(
    r"(?:手机|电话|联系方式|微信|mobile|phone|tel|cell)[^0-9\n]{0,6}"
    r"(1[3-9][0-9](?:[ -]?[0-9]){8})(?![0-9])",
    re.IGNORECASE,
)
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
_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{5}[ -]?[0-9]{8}[ -]?[0-9]{3}[0-9Xx](?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z.-])[0-9]{4}(?:[ -]?[0-9]){9,15}(?![0-9A-Za-z]|[.,][0-9])")
_CARD_START = re.compile(r"62|4|5[1-5]|3[47]|60|65|9558")
_CARD_LENGTHS = {
    "62": range(16, 20),
    "4": range(13, 20),
    "5": (16,),
    "3": (15,),
    "6": range(16, 20),
    "9": (19,),
}
_CARD_WORD = re.compile(r"卡|账号|账户|帐号|帐户|card|account", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"发票|票号|订单|合同|单号|编号|物料|料号|税号|代码|流水|批号|批次|序列|型号|条码|图号|项目|运单|快递|invoice|order"
    r"|serial|batch|barcode|\b(?:no|sn|po|id)\b",
    re.IGNORECASE,
)
_PASSPORT = re.compile(
    r"(?:护照|通行证|passport|permit)[^0-9\n]{0,12}?"
    r"(?<![A-Za-z])((?:[EGPSDCHM][0-9]{8,10}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E[0-9]{7}|[A-Z]{1,2}[0-9]{6,8}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•.-]?"
    r"(?:[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳领])(?![0-9A-Za-z])"
)
_BEFORE = 16
"""Characters before a number in which a word says what it is."""


def numbers(text: str) -> Iterator[Found]:
    """Every number that names a person, strongest evidence first. ``text``: as ``plain`` writes it."""
    for match in _ID_CARD.finditer(text):
        if is_id_card(re.sub(r"[ -]", "", match[0])):
            yield ("id_card", *match.span())
    for match in _MOBILE.finditer(text):
        yield ("mobile", *match.span())
    for match in _TOLD_MOBILE.finditer(text):
        yield ("mobile", *match.span(1))
    for match in _CARD.finditer(text):
        if _is_card(re.sub(r"[ -]", "", match[0]), text[max(0, match.start() - _BEFORE) : match.start()]):
            yield ("bank_card", *match.span())
    for match in _LANDLINE.finditer(text):
        yield ("landline", *match.span())
    for match in _TOLD_LANDLINE.finditer(text):
        yield ("landline", *match.span(1))
    for match in _PASSPORT.finditer(text):
        yield ("passport", *match.span(1))
    for match in _PLATE.finditer(text):
        if sum(char.isdecimal() for char in match[0]) >= 2:
            yield ("plate", *match.span())


def _is_card(number: str, before: str) -> bool:
    """A payment card: Luhn, with an issuer's beginning and length, or with a word that says so.

    A number that the words before it call something else (an invoice, an order) is none: one in ten of
    those satisfies Luhn's check by chance.
    """
    if not is_luhn(number):
        return False
    said = max((match.end() for match in _CARD_WORD.finditer(before)), default=-1)
    other = max((match.end() for match in _OTHER_NUMBER.finditer(before)), default=-1)
    if said >= 0 or other >= 0:
        return said > other
    return _CARD_START.match(number) is not None and len(number) in _CARD_LENGTHS[number[0]]
