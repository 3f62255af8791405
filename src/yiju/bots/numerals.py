"""Numbers as people type them in a chat: ``3``, ``第3条``, ``三``, ``1、3 和 5``, ``3-5``, ``前三条``."""

import regex

_HAN = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_VALUE = r"(?:\d{1,3}|[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_UNIT = "个年月日天元万亿台件份名家次款批周岁吨%."
ONE = rf"(?:第\s*{_VALUE}\s*[条个号点项处]?|{_VALUE}\s*(?:[条号点项处]|(?![\d{_UNIT}])))"
"""One number, as a pattern; ``3个月`` and ``3%`` are none."""
_TO = r"\s*[-~–—―到至]+\s*"
_SOME = rf"(?:前\s*{_VALUE}\s*[条点项处]|{ONE}(?:{_TO}{ONE})?)"
MANY = rf"{_SOME}(?:\s*(?:[、,/;和及与跟&]|\s)\s*{_SOME})*"
"""One or several, ranges too."""
_ANY = regex.compile(
    rf"前\s*(?P<first>{_VALUE})|(?P<start>{_VALUE})\s*[条号点项处]?(?:{_TO}第?\s*(?P<end>{_VALUE}))?"
)


def numbers_in(text: str) -> tuple[int, ...]:
    """Every number of a text that ``MANY`` matches, each once, in order; of a range all from end to end."""
    found: list[int] = []
    for match in _ANY.finditer(text):
        ends = [1, _value(match["first"])] if match["first"] else [_value(match["start"])]
        ends += [_value(match["end"])] if match["end"] else []
        found += range(min(ends), max(ends) + 1)
    return tuple(dict.fromkeys(found))


def _value(text: str) -> int:
    if text.isdecimal():
        return int(text)
    if "十" not in text:
        return _HAN[text]
    tens, _, ones = text.partition("十")
    return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)
