"""Numbers and days as people say and print them: vague ones, halves, short years, clause numbers."""
# ruff: noqa: E501  (tables: one entry or group a line)

from decimal import Decimal

import pytest

from yiju.copilot.normalise import Code, Quantity, When, canonical, find_mentions
from yiju.copilot.normalise.comparators import Bound
from yiju.copilot.normalise.text import without_clause_number


def quantity(text: str) -> Quantity:
    (found,) = find_mentions(canonical(text))
    assert isinstance(found, Quantity), found
    return found


def span(found: Quantity) -> tuple[Decimal | int, Decimal | int, str]:
    return found.low, found.high, found.unit


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [("四五天", 4, 5, "day"), ("七八家", 7, 8, "家"), ("三五个", 3, 5, "个"), ("十二三台", 12, 13, "台"), ("五六十台", 50, 60, "台"), ("两三百万元", 2_000_000, 3_000_000, "CNY"),
     ("十几家", 11, 19, "家"), ("三十几台", 31, 39, "台"), ("二十五家", 25, 25, "家"), ("四十二台", 42, 42, "台"), ("一百二十三台", 123, 123, "台")],
)  # fmt: skip
def test_vague_numbers_are_ranges(text: str, low: int, high: int, unit: str) -> None:
    assert span(quantity(text)) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "value"), [("500多万元", 5_000_000), ("三百余万元", 3_000_000), ("80多台", 80)]
)
def test_so_much_and_more_is_a_lower_bound(text: str, value: int) -> None:
    found = quantity(text)
    assert found.bound is Bound.LOW
    assert found.low == value


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [("-15℃～45℃", -15, 45, "°C"), ("-25~+55℃", -25, 55, "°C"), ("-30~-5℃", -30, -5, "°C"), ("零下18度", -18, -18, "°C"), ("5-10%", 5, 10, "%"),
     ("水温35度", 35, 35, "°C"), ("倾角35度", 35, 35, "角度"), ("耗电35度", 35, 35, "kWh"), ("35度", 35, 35, "度")],
)  # fmt: skip
def test_degrees(text: str, low: int, high: int, unit: str) -> None:
    assert span(quantity(text)) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("2.5个亿", 250_000_000, ""), ("三个亿", 300_000_000, ""), ("预算300w", 3_000_000, ""), ("总价80W元", 800_000, "CNY"), ("功率80W", Decimal("0.08"), "kW"),
     ("25 000元", 25_000, "CNY"), ("EUR 1 500 000", 1_500_000, "EUR")],
)  # fmt: skip
def test_ways_of_writing_amounts(text: str, value: Decimal | int, unit: str) -> None:
    found = quantity(text)
    assert (found.low, found.unit) == (value, unit)


@pytest.mark.parametrize(
    ("one", "other"),
    [("800万元", "捌佰万元整"), ("半年", "6个月"), ("两年", "24个月"), ("一年半", "18个月"), ("半小时", "30分钟"), ("一半", "50%"), ("五分之二", "2/5"), ("三分之二", "2/3"),
     ("0.02%", "万分之二"), ("0.4%", "千分之四"), ("0.4%", "4‰"), ("四分之三", "75%")],
)  # fmt: skip
def test_one_value_in_two_spellings(one: str, other: str) -> None:
    assert span(quantity(one)) == span(quantity(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("第2年", "第24个月"), ("0.3%", "0.3‰"), ("万分之三", "千分之三"), ("3/4", "3/5"), ("半年", "半小时"), ("2年", "2个月"), ("30天", "30个工作日")],
)  # fmt: skip
def test_different_values_stay_different(one: str, other: str) -> None:
    first, second = quantity(one), quantity(other)
    assert (first.low, first.unit, first.ordinal) != (second.low, second.unit, second.ordinal)


@pytest.mark.parametrize("text", ["大半", "另有半数以上", "上半年", "下半年", "前半年"])
def test_other_halves_are_no_number_of_months(text: str) -> None:
    assert not any(isinstance(m, Quantity) and m.unit == "month" for m in find_mentions(text))


@pytest.mark.parametrize(
    ("text", "year", "month", "day", "period"),
    [("27年4月", 2027, 4, None, ""), ("27年4月9日", 2027, 4, 9, ""), ("24年底", 2024, None, None, "底"), ("24年上半年", 2024, None, None, "H1"), ("2027Q3", 2027, None, None, "Q3"),
     ("09.11.2027", 2027, 11, 9, ""), ("4/19", None, 4, 19, ""), ("4/9前", None, 4, 9, "")],
)  # fmt: skip
def test_short_and_european_dates(
    text: str, year: int | None, month: int | None, day: int | None, period: str
) -> None:
    (found,) = find_mentions(text)
    assert isinstance(found, When)
    assert (found.year, found.month, found.day, found.period) == (year, month, day, period)


@pytest.mark.parametrize("text", ["质保24年", "24年的历史", "工作27年"])
def test_a_length_of_years_is_no_year(text: str) -> None:
    assert isinstance(find_mentions(text)[0], Quantity)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("3.2 年度返利按季结算", "年度返利按季结算"), ("5.1　双方每月对账", "双方每月对账"), ("7.4 台架试验", "台架试验"), ("2.1.3 天线安装", "天线安装"),
     ("各方如下。\n6.2 项目经理驻场", "各方如下。\n项目经理驻场")],
)  # fmt: skip
def test_a_clause_number_is_no_quantity(text: str, rest: str) -> None:
    assert [m for m in find_mentions(canonical(text)) if isinstance(m, Quantity) and m.unit != "clause"] == []
    assert canonical(canonical(text)) == canonical(text)
    assert without_clause_number(text.rpartition("\n")[2]) == rest.rpartition("\n")[2]


@pytest.mark.parametrize(
    "text", ["3.5 万元", "1.5 个月", "2.5%的股份", "质保期 1.5 年", "12 个月", "1.5 小时内"]
)
def test_an_amount_in_front_is_no_clause_number(text: str) -> None:
    (found,) = find_mentions(canonical(text))
    assert not isinstance(found, Code | When)
    assert found.unit != "clause"
    assert without_clause_number(text) == text
