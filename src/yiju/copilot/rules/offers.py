"""What a line offers: how much off, at what price, however the figure is said (九五折, 让三个点, 五百元)."""

from collections.abc import Iterator

import regex

from yiju.copilot.normalise.numerals import read_number

_HAN = "零〇一二两三四五六七八九十百千万"
_NUMBER = rf"(?:\d[\d,]*(?:\.\d+)?|[{_HAN}]+(?:点[零一二三四五六七八九]+)?)"
_OFF = regex.compile(
    r"让利|折扣|优惠|降价|降到|下调|减免|返利|返点|年降|便宜|少收|\bdiscount|\bprice (?:cut|reduction)"
    rf"|[让降返减](?:出|掉|去|低|您|你|贵司)?(?=\s*(?:百分之)?{_NUMBER})",
    regex.IGNORECASE,
)
_PERCENT = regex.compile(
    rf"百分之(?P<of>{_NUMBER})|(?P<of>{_NUMBER})\s*(?:%|％|个百分点|个点|点(?![\d零一二三四五六七八九钟半整]))"
)
_TENTHS = regex.compile(
    r"(?P<of>\d(?:\.\d)?|\d{2}|[一二三四五六七八九](?:点?[一二三四五六七八九])?)\s*折(?![扣叠旧算合弯返磨])"
)
_AMOUNT = regex.compile(rf"(?P<of>{_NUMBER})\s*(?P<many>万)?\s*(?:元|块)(?!件)")
_ASIDE = regex.compile(r"[（(][^（）()]{0,40}[）)]|\s+")
"""What stands in brackets within a product's name, and blanks."""


def percent_off(clause: str) -> float | None:
    """The most that a clause takes off a price, in percent; None where it takes nothing off."""
    tenths = [_of_ten(match["of"]) for match in _TENTHS.finditer(clause)]
    told = _PERCENT.finditer(clause) if _OFF.search(clause) else ()
    percents = [float(found) for match in told if (found := read_number(match["of"])) is not None]
    return max((*(100 - one for one in tenths), *percents), default=None)


def _of_ten(said: str) -> float:
    """九 → 90, 九五 and 9.5 → 95."""
    found = float(read_number(said) or 0)
    return found * 10 if found < 10 else found


def prices_in(clause: str) -> Iterator[float]:
    """Amounts of money in a clause, in 元."""
    for match in _AMOUNT.finditer(clause):
        if (found := read_number(match["of"])) is not None:
            yield float(found) * (10_000 if match["many"] else 1)


def names_product(clause: str, product: str) -> bool:
    """Whether a clause names a product, with or without what stands in brackets inside its name."""
    return product in clause or _ASIDE.sub("", product) in _ASIDE.sub("", clause)
