"""Parts of a whole and halves: 三分之一, 1/3, 万分之五, 一半, 半年, 两年半."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from yiju.copilot.normalise.comparators import bound_around
from yiju.copilot.normalise.mentions import Quantity
from yiju.copilot.normalise.numerals import ARABIC, CHINESE_NUMERAL, read_number
from yiju.copilot.normalise.units import UNITS

_FRACTION = re.compile(rf"(?P<b>{CHINESE_NUMERAL}|(?<!\d)\d{{1,6}})分之(?P<a>{CHINESE_NUMERAL}|{ARABIC})")
_SLASH = re.compile(r"(?<![\d/.A-Za-z-])(?P<a>\d{1,2})/(?P<b>\d{1,3})(?![\d/.A-Za-z-]|\s?[月日号])")
_HALF = re.compile(r"(?<![大多小])(?:一半|半数)(?![天年月小])")
_WITH_HALF = re.compile(
    rf"(?P<n>{CHINESE_NUMERAL}|{ARABIC})(?P<u>年|个小时|小时|个月|天)半(?![年月天日个小数])"
)
_AND_HALF = re.compile(rf"(?:(?P<n>{CHINESE_NUMERAL}|{ARABIC})个)半(?P<u>月|小时)")
_JUST_HALF = re.compile(r"(?<![上下大小前后一二两三四五六七八九十几多好个\d])半个?(?P<u>年|小时|天)")
_HALF_A = Decimal("0.5")


def find_shares(text: str, taken: Callable[[int, int], bool]) -> Iterator[Quantity]:
    """Yield the fractions and halves of canonical ``text``, skipping spans that are ``taken``."""
    for pattern, read in (
        (_FRACTION, _fraction),
        (_SLASH, _fraction),
        (_HALF, _half),
        (_AND_HALF, _and_half),
        (_WITH_HALF, _and_half),
        (_JUST_HALF, _just_half),
    ):
        for match in pattern.finditer(text):
            if taken(match.start(), match.end()):
                continue
            value = read(match)
            if value is not None:
                number, unit, written = value
                bound, start, end = bound_around(text, match.start(), match.end())
                yield Quantity(start, end, match[0], number, number, unit, written, bound)


_Value = tuple[Decimal, str, Decimal] | None


def _fraction(match: re.Match[str]) -> _Value:
    over, under = read_number(match["a"]), read_number(match["b"])
    if not over or not under or match["b"] in "百千" or (match.re is _SLASH and over >= under):
        return None
    percent = over * 100 / under
    if percent == percent.quantize(Decimal("1e-6")):  # 四分之一 is 25%; 三分之一 is no percentage
        return percent, "%", over
    return (over / under).quantize(Decimal("1e-9")), "分之", over


def _half(match: re.Match[str]) -> _Value:
    return Decimal(50), "%", Decimal(50)


def _and_half(match: re.Match[str]) -> _Value:
    number = read_number(match["n"])
    return None if number is None else _length(number + _HALF_A, match["u"])


def _just_half(match: re.Match[str]) -> _Value:
    return _length(_HALF_A, match["u"])


def _length(number: Decimal, surface: str) -> tuple[Decimal, str, Decimal]:
    unit, factor = UNITS["个月" if surface == "月" else surface]
    return number * factor, unit, number
