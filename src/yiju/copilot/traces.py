"""What else than words ties a later sentence to a promise: its day, its amount, who gave it."""

from functools import lru_cache

import regex

from yiju.copilot.normalise import canonical
from yiju.copilot.values import value_pattern
from yiju.store.types import Seller

_DAY = regex.compile(r"(?<!\d)(\d{1,2})[日号](?!线|楼|机|门|文件)")
_MONTH_END = regex.compile(r"(?<!\d)(\d{1,2})月[底末]")
SHARE = regex.compile(r"第[一二三四五六七八九十\d]{1,3}期")
"""An instalment by its number."""
_LONG = regex.compile(r"(?<![\d第])[一二两三四五六七八九十]{1,2}(?:天|周)(?![前后内])")
_CALLED = regex.compile(
    r"(\p{Han})(?:总(?![部额价量体计共是结的])|经理|工(?![作厂程艺业期])|主任|院长|科长|博士|部长|老师|先生|女士)"
)


@lru_cache(maxsize=65536)
def traces(text: str) -> frozenset[str]:
    """Days of the month, ends of months, lengths of days, amounts and instalments that a text names."""
    found = {f"{day}日" for day in _DAY.findall(text)}
    found |= {f"{month}月底" for month in _MONTH_END.findall(text)}
    sums = [match.group() for match in value_pattern("money").finditer(text)]
    found |= {canonical(one).replace(" ", "").rstrip("元") for one in sums}
    return frozenset(found | set(SHARE.findall(text)) | set(_LONG.findall(text)))


def callers(text: str, seller: Seller) -> frozenset[str]:
    """Whom a text names, by the first sign of the name: 方总 and 方敏 are both ``@方``."""
    found = {f"@{sign}" for sign in _CALLED.findall(text)}
    found |= {f"@{name[0]}" for name in seller.people if name and name in text}
    return frozenset(found)


def caller(speaker: str, seller: Seller) -> str:
    """The sign of a speaker, as ``callers`` gives it; of a Western name the whole of it."""
    return f"@{speaker[0]}" if speaker and regex.match(r"\p{Han}", speaker) else f"@{speaker}"
