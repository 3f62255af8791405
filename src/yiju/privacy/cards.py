"""Cards and papers: residents' identity cards, bank cards, passports and permits.

A number with a check digit counts only where the check holds; one without needs the word that says what it
is.
"""

import re
from collections.abc import Iterator

from yiju.privacy.checks import is_id_card, is_luhn, is_old_id_card
from yiju.privacy.said import called_otherwise, nearest
from yiju.privacy.types import Found

_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-8](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_SAID = "零〇一二三四五六七八九幺"
_SPOKEN_ID_CARD = re.compile(
    rf"(?<![{_SAID}])[{_SAID}](?:[ ,，、-]?[{_SAID}]){{16}}[ ,，、-]?[{_SAID}Xx](?![{_SAID}十百千万])"
)
_SPOKEN_DIGITS = str.maketrans(_SAID, "001234567891", " ,，、-")
_OLD_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-8][0-9]{5}[ -]?[0-9]{6}[ -]?[0-9]{3}(?![0-9A-Za-z])")
_ID_WORD = re.compile(r"身份证|身份号码|证件号|证号|公民身份|\bid\b", re.IGNORECASE)
_CARD = re.compile(
    r"(?<![0-9A-Za-z.-])[0-9]{4}(?:[ -]?[0-9]){9,15}(?![0-9A-Za-z]|[.][0-9]|,[0-9]{2}(?![0-9]))"
)
_ISSUERS = tuple(
    (re.compile(start), frozenset(lengths))
    for start, lengths in (
        ("62", range(16, 20)),  # UnionPay
        ("9558|60138[12]|6033", (16, 19)),  # older cards of Chinese banks
        ("4", (16, 19)),
        ("5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)", (16,)),
        ("3[47]", (15,)),
        ("35(?:2[89]|[3-8])", (16,)),
        ("6011|64[4-9]|65", (16, 19)),
    )
)
"""How the numbers of an issuer begin, and how long they are."""
_CARD_WORD = re.compile(r"卡号?|card(?:[ ]?(?:no|number)\b\.?)?", re.IGNORECASE)
_ACCOUNT_WORD = re.compile(r"[账帐][号户]|account(?:[ ]?(?:no|number)\b\.?)?", re.IGNORECASE)
_NUMBER = (
    r"(?:[EGPSDCHM][0-9]{8,10}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E[0-9]{7}|[A-Z]{1,2}[0-9]{6,8}"
    r"|[CFGHJK](?=[A-Z]?[0-9])[0-9CFGHJKLMNPRTVWXYZ]{8})(?![0-9A-Za-z])"
)
_PAPER = r"(?:护照|通行证|台胞证|回乡证|passport|reisepass|permit)"
_PASSPORT = re.compile(rf"{_PAPER}[^0-9]{{0,12}}?(?<![A-Za-z])({_NUMBER})", re.IGNORECASE)
_PASSPORT_BEFORE = re.compile(rf"(?<![0-9A-Za-z-])({_NUMBER})[ ]?[（(,，]?[ ]?{_PAPER}", re.IGNORECASE)
_SEPARATORS = str.maketrans("", "", " -")


def cards(text: str) -> Iterator[Found]:
    """Every number of a card or paper. ``text``: as ``read`` gives it."""
    for match in _ID_CARD.finditer(text):
        if is_id_card(match[0].translate(_SEPARATORS)):
            yield ("id_card", *match.span())
    for match in _SPOKEN_ID_CARD.finditer(text):
        if is_id_card(match[0].translate(_SPOKEN_DIGITS)):
            yield ("id_card", *match.span())
    for match in _OLD_ID_CARD.finditer(text):
        said, other = nearest(text, match.start(), _ID_WORD)
        if said >= 0 and said >= other and is_old_id_card(match[0].translate(_SEPARATORS)):
            yield ("id_card", *match.span())
    for match in _CARD.finditer(text):
        if _is_card(match[0].translate(_SEPARATORS), text, match.start()):
            yield ("bank_card", *match.span())
    for pattern in (_PASSPORT, _PASSPORT_BEFORE):
        for match in pattern.finditer(text):
            yield ("passport", *match.span(1))


def _is_card(number: str, text: str, at: int) -> bool:
    """A payment card: Luhn, with an issuer's beginning and length, or with a word that says so.

    A number that the words before it call something else (an invoice, an order) is none: one in ten of
    those satisfies Luhn's check by chance. So do accounts of companies, which begin like no card.
    """
    if not is_luhn(number) or called_otherwise(text, at):
        return False
    card, other = nearest(text, at, _CARD_WORD)
    account, _ = nearest(text, at, _ACCOUNT_WORD)
    if card > other:
        return True
    return account >= other and any(
        start.match(number) and len(number) in lengths for start, lengths in _ISSUERS
    )
