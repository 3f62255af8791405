"""Numbers as people write them, in digits or Chinese numerals, to exact decimals."""

import re
from decimal import Decimal

_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    "两": 2,
}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
MULTIPLIERS = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
    "trillion": 10**12, "billion": 10**9, "bn": 10**9, "million": 10**6, "mn": 10**6, "thousand": 10**3,
    "k": 10**3, "m": 10**6, "w": 10**4,
}  # fmt: skip
CHINESE_DIGITS = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
# Repetitions are bounded: a page of digits must not cost a page squared.
CHINESE_NUMERAL = (
    rf"(?<![{CHINESE_DIGITS}十百千万亿拾佰仟])[{CHINESE_DIGITS}十百千万亿拾佰仟]{{1,24}}"
    rf"(?:点[{CHINESE_DIGITS}]{{1,12}})?"
)
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,24}(?!\d))(?:\.\d{1,12})?"
_ADJACENT = re.compile(
    r"^(?P<head>.*?)(?P<a>[一二两三四五六七八])(?P<b>[二两三四五六七八九])(?P<tail>[十百千万亿]*)$"
)
_PART = re.compile(rf"({ARABIC})\s*(万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百)?")


def chinese_to_decimal(text: str) -> Decimal | None:
    """Read a Chinese numeral: 十五, 一亿两千万, 二〇二六 (digit by digit), 三点五, 壹佰万.

    None where it is none.
    """
    whole, point, fraction = text.partition("点")
    if not whole or bool(point) != bool(fraction) or any(char not in _DIGITS for char in fraction):
        return None
    if all(char in _DIGITS for char in whole):
        value = Decimal("".join(str(_DIGITS[char]) for char in whole))
    else:
        positional = _positional(whole)
        if positional is None:
            return None
        value = Decimal(positional)
    if fraction:
        value += Decimal("0." + "".join(str(_DIGITS[char]) for char in fraction))
    return value


def _positional(text: str) -> int | None:
    """十百千 within 万 within 亿;
    a bare digit after 百/千/万 counts the next place only when spoken with 零.
    """
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section += (digit or 1) * _SMALL[char]
            digit = 0
        elif char in _LARGE:
            section += digit
            if char == "亿":
                total = (total + section or 1) * _LARGE[char]
            else:
                total += (section or 1) * _LARGE[char]
            section = digit = 0
        else:
            return None
    # 一万五 = 15000, 三千二 = 3200: the last place is left out in speech.
    if digit and len(text) > 1 and text[-2] in "百千万亿佰仟":
        scale = {**_SMALL, **_LARGE}[text[-2]]
        return total + section + digit * scale // 10
    return total + section + digit


def read_number(text: str) -> Decimal | None:
    """Read digits (1,234.5), digits with Chinese multipliers (1亿2000万, 3.5万) or a Chinese numeral;
    None for others.
    """
    text = text.strip()
    if not text:
        return None
    if not text[0].isdigit():
        return chinese_to_decimal(text)
    total, end = Decimal(0), 0
    for part in _PART.finditer(text):
        if part.start() != end:
            return None
        end = part.end()
        total += Decimal(part[1].replace(",", "")) * MULTIPLIERS.get(part[2] or "", 1)
    return total if end == len(text) else None


def vague_range(text: str) -> tuple[Decimal, Decimal] | None:
    """两三 as 2 to 3, 十五六 as 15 to 16, 二三十万 as 200,000 to 300,000; None for an exact number."""
    match = _ADJACENT.match(text)
    if match is None:
        return None
    head, a, b, tail = match["head"], match["a"], match["b"], match["tail"]
    if not _follows(a, b) or (head and head[-1] not in "十百千万亿"):
        return None
    low, high = chinese_to_decimal(head + a + tail), chinese_to_decimal(head + b + tail)
    return (low, high) if low is not None and high is not None and low < high else None


def _follows(a: str, b: str) -> bool:
    """Whether two digits said together mean from one to the other: 两三, 七八, and the set phrase 三五."""
    return _DIGITS[b] - _DIGITS[a] == 1 or a + b == "三五"
