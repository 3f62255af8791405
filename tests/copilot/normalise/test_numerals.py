"""Numerals: what is written comes back as the number it was written from."""
# ruff: noqa: E501  (tables: one entry or group a line)

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.copilot.normalise.numerals import chinese_to_decimal, read_number

_ONES = "零一二三四五六七八九"


def written(value: int) -> str:
    """A whole number below 10^12 in Chinese numerals, by the school rule."""
    if value == 0:
        return "零"
    text = ""
    for unit, scale in (("亿", 10**8), ("万", 10**4), ("", 1)):
        part, value = divmod(value, scale)
        if part:
            text += ("零" if text and part < 1000 else "") + _below_ten_thousand(part) + unit
    return text


def _below_ten_thousand(value: int) -> str:
    text, gap = "", False
    for unit, scale in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, scale)
        if digit:
            text += ("零" if gap and text else "") + _ONES[digit] + unit
            gap = False
        else:
            gap = True
    return text


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_round_trip(value: int) -> None:
    assert chinese_to_decimal(written(value)) == value


@given(st.integers(0, 9999))
def test_digit_by_digit(value: int) -> None:
    text = "".join("〇一二三四五六七八九"[int(digit)] for digit in f"{value:04}")
    assert chinese_to_decimal(text) == value


@given(st.integers(0, 10**12), st.integers(0, 99))
def test_thousands_separators_change_nothing(whole: int, cents: int) -> None:
    assert (
        read_number(f"{whole:,}.{cents:02}")
        == read_number(f"{whole}.{cents:02}")
        == Decimal(f"{whole}.{cents:02}")
    )


@given(
    st.decimals(min_value=Decimal("0.01"), max_value=9999, places=2),
    st.sampled_from(["万", "亿", "千万", "百万"]),
)
def test_multipliers(value: Decimal, word: str) -> None:
    scale = {"万": 10**4, "亿": 10**8, "千万": 10**7, "百万": 10**6}[word]
    assert read_number(f"{value}{word}") == value * scale


@pytest.mark.parametrize(
    ("text", "value"),
    [("一亿两千万", 120_000_000), ("十五万", 150_000), ("两百零三", 203), ("一万五", 15_000), ("壹佰万", 1_000_000), ("三点五", Decimal("3.5")),
     ("1亿2000万", 120_000_000), ("二〇二六", 2026), ("十", 10), ("一百一十", 110)],
)  # fmt: skip
def test_written_forms(text: str, value: Decimal | int) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", "三点", "公司", "12,34x", "点五"])
def test_what_is_no_number_reads_as_none(text: str) -> None:
    assert read_number(text) is None
