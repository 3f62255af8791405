"""Mentions: one thing in several spellings reads as one value; look-alikes are left alone."""
# ruff: noqa: E501  (tables: one entry or group a line)

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yiju.copilot.normalise import Code, Quantity, When, canonical, find_mentions
from yiju.copilot.normalise.comparators import Bound
from yiju.copilot.normalise.mentions import same_time
from yiju.copilot.normalise.units import UNITS, same_unit

_MONTHS = "January February March April May June July August September October November December".split()


def only(text: str) -> When | Quantity | Code:
    found = find_mentions(canonical(text))
    assert len(found) == 1, found
    return found[0]


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_date_forms_agree(day: dt.date) -> None:
    forms = [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month:02} 月 {day.day:02} 日",
        "".join(
            chr(ord(char) + 0xFEE0) if char.isdigit() else char
            for char in f"{day.year}年{day.month}月{day.day}日"
        ),
    ]
    if 1900 <= day.year < 2100:
        forms += [day.isoformat(), f"{day.year}/{day.month}/{day.day}", f"{_MONTHS[day.month - 1]} {day.day}, {day.year}",
                  f"{day.day} {_MONTHS[day.month - 1][:3]} {day.year}"]  # fmt: skip
    for form in forms:
        when = only(form)
        assert isinstance(when, When)
        assert (when.year, when.month, when.day) == (day.year, day.month, day.day), form


@given(st.text(max_size=200))
def test_any_text_is_read_without_overlap(text: str) -> None:
    plain = canonical(text)
    assert canonical(plain) == plain
    end = 0
    for mention in find_mentions(plain):
        assert end <= mention.start < mention.end <= len(plain)
        end = mention.end


@given(
    st.integers(1, 10**9),
    st.sampled_from(sorted(unit for unit in UNITS if unit.isascii() is False and len(unit) > 1)),
)
def test_a_number_keeps_its_unit(value: int, unit: str) -> None:
    assume(unit != "季度" or value > 4)  # 1季度 is the first quarter, not the length of one
    quantity = only(f"共{value}{unit}。")
    assert isinstance(quantity, Quantity)
    canonical_unit, factor = UNITS[unit]
    assert quantity.unit == canonical_unit
    assert quantity.low == quantity.high == value * factor


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("15％", 15, "%"), ("百分之十五", 15, "%"), ("15个百分点", 15, "pp"), ("千分之三", Decimal("0.3"), "%"), ("3‰", Decimal("0.3"), "%"), ("3.5吨", 3500, "kg"), ("￥500万", 5_000_000, "CNY"),
     ("RMB 500万", 5_000_000, "CNY"), ("€5.5 million", 5_500_000, "EUR"), ("30个工作日", 30, "workday"), ("三十天", 30, "day"), ("两次", 2, "次"),
     ("三分之二", Decimal("0.666666667"), "分之"), ("人民币壹佰万元整", 1_000_000, "CNY"), ("120 mm", Decimal("0.12"), "m")],
)  # fmt: skip
def test_quantities(text: str, value: Decimal | int, unit: str) -> None:
    quantity = only(text)
    assert isinstance(quantity, Quantity)
    assert (quantity.low, quantity.unit) == (value, unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3至5万元", 30_000, 50_000),
        ("5%~10%", 5, 10),
        ("10-12人", 10, 12),
        ("100万元至200万元", 10**6, 2 * 10**6),
    ],
)
def test_ranges(text: str, low: int, high: int) -> None:
    quantity = only(text)
    assert isinstance(quantity, Quantity)
    assert (quantity.low, quantity.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "bound"),
    [("不低于85%", Bound.LOW), ("不得超过3次", Bound.HIGH), ("30天内", Bound.WITHIN), ("3年以上", Bound.LOW), ("2030年前", Bound.BEFORE),
     ("超过3000人", Bound.LOW), ("不足3000人", Bound.HIGH), ("约15吨", Bound.ABOUT), ("2026年1月1日起", Bound.FROM), ("至少3家", Bound.LOW), ("85%", Bound.NONE)],
)  # fmt: skip
def test_bounds(text: str, bound: Bound) -> None:
    mention = only(text)
    assert not isinstance(mention, Code)
    assert mention.bound is bound


@pytest.mark.parametrize(
    "text",
    [
        "统一管理",
        "万一延期",
        "一次性付清",
        "十分重要",
        "数十家",
        "唯一供应商",
        "进一步沟通",
        "四川分公司",
        "百度",
    ],
)
def test_numeral_lookalikes_are_words(text: str) -> None:
    assert [
        mention for mention in find_mentions(text) if not (isinstance(mention, Quantity) and mention.optional)
    ] == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("VDA 6.3", "VDA6.3"),
        ("iatf 16949", "IATF16949"),
        ("GB/T 18487.1-2015", "GB/T18487.1-2015"),
        ("AX-200", "AX-200"),
    ],
)
def test_codes(text: str, key: str) -> None:
    code = only(text)
    assert isinstance(code, Code)
    assert code.key == key


def test_what_a_date_leaves_out_may_not_be_added() -> None:
    full, month, year = only("2026年1月15日"), only("2026年1月"), only("2026年")
    assert isinstance(full, When)
    assert isinstance(month, When)
    assert isinstance(year, When)
    none: frozenset[dt.date] = frozenset()
    assert same_time(month, full, none)
    assert same_time(year, full, none)
    assert not same_time(full, month, none)
    assert not same_time(month, year, none)


def test_counting_words() -> None:
    assert same_unit("个", "家")
    assert not same_unit("家", "次")
    assert not same_unit("day", "workday")


def test_a_year_the_quote_leaves_out_is_the_last_or_the_next() -> None:
    """Seen from the document: in February 2026, 11月5日 is of 2025 or 2026, and never of 2027."""
    november, march = only("11月5日"), only("3月")
    document = frozenset({dt.date(2026, 2, 10)})
    for text, quote, same in (
        ("2025年11月5日", november, True),
        ("2026年11月5日", november, True),
        ("2027年11月5日", november, False),
        ("2024年11月5日", november, False),
        ("2027年3月", march, False),
        ("2026年3月", march, True),
    ):
        claim = only(text)
        assert isinstance(claim, When)
        assert isinstance(quote, When)
        assert same_time(claim, quote, document) is same, text
        assert not same_time(claim, quote, frozenset({dt.date.min}))
        assert same_time(claim, quote, frozenset())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("利润为-3亿元", -300_000_000),
        ("利润为 -3亿元", -300_000_000),
        ("净利润\u22123亿元", -300_000_000),
        ("同比-12%", -12),
        ("利润：-3亿元", -300_000_000),
        ("温度零下40℃", -40),
    ],
)
def test_a_minus_sign_counts_after_a_chinese_character(text: str, value: int) -> None:
    quantity = only(text)
    assert isinstance(quantity, Quantity)
    assert quantity.low == quantity.high == value


def test_a_dash_between_two_values_is_no_minus() -> None:
    for text in ("3月5日-8日", "价格3-5万元", "型号AX-200，数量3", "第3章-5节"):
        assert all(m.low > 0 for m in find_mentions(canonical(text)) if isinstance(m, Quantity))
