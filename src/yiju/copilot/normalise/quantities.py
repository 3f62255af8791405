"""Numbers with their units: amounts, shares, durations, counts, ordinals, ranges."""
# ruff: noqa: E501  (tables: one entry or group a line)

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from yiju.copilot.normalise.comparators import Bound, bound_around
from yiju.copilot.normalise.context import meant
from yiju.copilot.normalise.mentions import CLAUSE, Quantity
from yiju.copilot.normalise.numerals import ARABIC, CHINESE_NUMERAL, MULTIPLIERS, read_number, vague_range
from yiju.copilot.normalise.shares import find_shares
from yiju.copilot.normalise.units import COUNTERS, MONEY, UNITS

_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_BEFORE = r"(?P<cur>人民币|RMB|CNY|USD|EUR|GBP|HKD|US\$|[¥$€£]|美元|欧元)\s?"
_MULT = (
    r"万亿|千亿|百亿|十亿|个?亿|千万|百万|十万|万|千(?![克米瓦])|百(?!分)|trillion|billion|bn|million|mn|thousand|[kK](?![A-Za-z])"
    r"|M(?![A-Za-z\d])|[wW](?=\s?(?:元|块|人民币|RMB|的?预算|左右的?预算))"
)
_ARABIC = rf"{ARABIC}(?:(?:万|亿)(?=\d)(?:{ARABIC})){{0,2}}"
_NUMBER = rf"(?:(?:{_ARABIC})(?:\s?(?:{_MULT}))?|{CHINESE_NUMERAL}(?:个亿)?)"
_TO = r"\s?(?:-|~|至|到|—|–|to)\s?"
_GUARD = r"(?![A-Za-z])"
_QUANTITY = re.compile(
    rf"(?P<ord>第)?(?P<pre>百分之|千分之)?(?:{_BEFORE})?(?<![\d.])(?P<sign>(?<![A-Za-z0-9_)])[-+](?=\d)|零下)?(?P<a>{_NUMBER})"
    rf"(?:(?P<ua>{_UNIT})?{_TO}(?:百分之)?(?:[¥$€£])?(?P<signb>[-+]|零[下上])?(?P<b>{_NUMBER}))?"
    rf"(?:\s?(?P<plus>多|余|几)(?P<scale>万亿|亿|千万|百万|十万|万|千|百)?)?"
    rf"(?:\)?\s?(?P<u>{_UNIT})(?P<int>整)?(?:{_GUARD}|(?<=[%$€¥£‰])))?"
)
_CHAIN = re.compile(r"(?<![\d.])\d{1,4}(?:\.\d{1,4}){2,6}(?![\d%])")
_CLAUSE = re.compile(r"(?<![^。；])\d{1,2}(?:\.\d{1,2}){1,4}(?=、[^\d])")
_NOT_BEFORE_ONE = frozenset("统唯之万同逐单任某每另这那哪专均划归合进不")
_VAGUE_BEFORE = frozenset("数几好无上")
_NOT_AFTER_UNIT = {"次": "性", "月": "薪", "个": "别", "年": "级", "日": "常", "天": "然津空", "分": "之公", "级": "联", "号": "召称码",
                   "周": "边围", "套": "路", "位": "于置", "元": "素件", "条": "件", "名": "单称义额", "人": "员民工才次力大", "度": "假过",
                   "部": "分门署", "成": "为立本员果功", "节": "约能日省", "份": "额", "代": "表理码替", "本": "次项合身着人", "项": "目",
                   "件": "数", "门": "槛户", "所": "有需以", "升": "级高", "斤": "斤", "支": "付持出", "组": "成织", "包": "括含",
                   "股": "份权东", "副": "总主", "院": "长", "班": "组", "步": "骤", "架": "构", "列": "入明"}  # fmt: skip
_ARTICLES = frozenset(COUNTERS) - {"级", "类", "期", "倍", "章", "节", "条", "次"}


def find_quantities(text: str, taken: Callable[[int, int], bool]) -> Iterator[Quantity]:
    """Yield the quantities in canonical ``text``, left to right, skipping spans that are ``taken``."""
    yield from find_shares(text, taken)
    for pattern in (_CHAIN, _CLAUSE):
        for match in pattern.finditer(text):
            if not taken(match.start(), match.end()):
                # clause 8.2.1: a name made of digits, not a number
                number = Decimal(match[0].replace(".", "9090"))
                yield Quantity(match.start(), match.end(), match[0], number, number, CLAUSE, number)
    for match in _QUANTITY.finditer(text):
        if not taken(*match.span("a")):
            quantity = _read(text, match, _signed(match, taken))
            if quantity:
                yield quantity


def _signed(match: re.Match[str], taken: Callable[[int, int], bool]) -> bool:
    """Whether the number is below zero: 同比-12%, 零下5度; the dash of 3月5日-8日 runs on from a date."""
    at = match.start("sign")
    dash = at > 0 and match["sign"] == "-" and taken(at - 1, at)
    return match["sign"] in _MINUS and not dash


def _read(text: str, match: re.Match[str], signed: bool) -> Quantity | None:
    surface_unit, end = _unit(text, match)
    first = match["a"]
    ordinal = bool(match["ord"])
    if not first[0].isdigit() and not _is_number(text, match, surface_unit, ordinal):
        return None
    unit, factor = UNITS.get(surface_unit, ("", Decimal(1)))
    if match["pre"]:
        unit, factor = "%", Decimal(1) if match["pre"] == "百分之" else Decimal("0.1")
    unit, factor = meant(text, match.start(), end, surface_unit, (unit, factor))
    if ordinal and unit == "month" and factor == 12:  # the third year is not the 36th month
        unit, factor = "year", Decimal(1)
    if match["cur"] and unit not in MONEY:
        unit = UNITS[match["cur"]][0]
    values = _values(match, factor, signed)
    if values is None:
        return None
    low, high, written = values
    bound, start, stop = bound_around(text, match.start(), end)
    if match["plus"] in {"多", "余"} and bound in {Bound.NONE, Bound.ABOUT}:
        bound = Bound.LOW
    optional = first == "一" and surface_unit in _ARTICLES and not ordinal
    return Quantity(
        start, stop, text[match.start() : end], low, high, unit, written, bound, ordinal, optional
    )


def _values(match: re.Match[str], factor: Decimal, signed: bool) -> tuple[Decimal, Decimal, Decimal] | None:
    """The lowest and the highest value in the canonical unit, and the first as written."""
    first = match["a"]
    vague = vague_range(first)
    low = vague[0] if vague else _value(first)
    if low is None:
        return None
    written, high = low, vague[1] if vague else low
    if match["b"] and (upper := _value(match["b"])) is not None:
        own = UNITS.get(match["ua"] or "", ("", None))[1]
        shared = _multiplier(match["b"]) if low < upper and not _multiplier(first) else Decimal(0)
        low, high = low * (shared or 1) * (own or factor), upper * factor
        if signed:
            low = -low
        if match["signb"] in _MINUS:
            high = -high
        return min(low, high), max(low, high), written
    if match["plus"] == "几":
        low, high = low + 1, high + 9
    scale = MULTIPLIERS.get(match["scale"] or "", 1) * factor
    low, high = low * scale, high * scale
    return (-high, -low, written) if signed else (low, high, written)


_MINUS = frozenset({"-", "零下"})


def _unit(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The unit's surface, "" where it only begins another word (5 个别, 一次性), and where the number ends."""
    unit = match["u"] or ""
    if unit and text[match.end("u") : match.end("u") + 1] in set(_NOT_AFTER_UNIT.get(unit, "")) - {""}:
        return "", match.end("b") if match["b"] else match.end("a")
    return unit, match.end()


def _is_number(text: str, match: re.Match[str], unit: str, ordinal: bool) -> bool:
    """Whether Chinese numeral characters are a number here, not part of a word (统一, 万一, 三亚, 十分)."""
    first = match["a"]
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    if first[0] in "万亿百千佰仟" or (before in _VAGUE_BEFORE and first[0] in "十百千万亿"):
        return False
    if ordinal or match["pre"] or match["cur"]:
        return True
    if first[0] == "一" and before in _NOT_BEFORE_ONE:
        return False
    if first == "十" and unit == "分":
        return False
    if unit:
        return True
    return (
        len(first) > 1
        and any(char in "十百千万亿" for char in first)
        and first not in {"一万", "百万", "千万"}
    )


def _multiplier(number: str) -> Decimal:
    """The 万/亿 that a range's first number shares with its second (3至5万); 0 where there is none."""
    for word in ("万亿", "亿", "千万", "百万", "万", "million", "billion"):
        if number.rstrip().endswith(word):
            return Decimal(MULTIPLIERS[word])
    return Decimal(0)


def _value(number: str) -> Decimal | None:
    number = number.strip().replace("个亿", "亿")
    plain = read_number(number)
    if plain is not None:
        return plain
    for word in sorted(MULTIPLIERS, key=len, reverse=True):
        if number.lower().endswith(word):
            head = read_number(number[: -len(word)])
            return None if head is None else head * MULTIPLIERS[word]
    return None


def same_quantity(claim: Quantity, quote: Quantity) -> bool:
    """Whether both give the same number; units are compared apart."""
    return claim.low == quote.low and claim.high == quote.high and claim.ordinal == quote.ordinal
