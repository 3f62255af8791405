"""Sorts of values in a text."""

import pytest

from yiju.copilot.values import has_value, value_pattern


@pytest.mark.parametrize(
    ("sort", "text"),
    [
        ("percent", "年降3%"),
        ("percent", "年降3％"),
        ("percent", "下降百分之三点五"),
        ("percent", "0.5个百分点"),
        ("money", "预算330万元"),
        ("money", "1,692.50元"),
        ("money", "¥ 500"),
        ("money", "EUR 120k"),
        ("money", "三百二十万元"),
        ("money", "约4亿"),
        ("duration", "60日内"),
        ("duration", "30个工作日"),
        ("duration", "三个月"),
        ("duration", "within 45 days"),
        ("duration", "质保期36个月"),
        ("duration", "自2026年起为期3年"),
        ("duration", "二十四个月"),
        ("date", "2026年3月27日16:00"),
        ("date", "2026-01-15"),
        ("date", "3月11号之前"),
        ("date", "下周三"),
        ("date", "27 March 2026"),
        ("date", "March 27"),
        ("score", "价格分值: 10"),
        ("score", "满分36分"),
        ("quantity", "42万件"),
        ("quantity", "三批"),
        ("quantity", "37台"),
    ],
)
def test_found(sort: str, text: str) -> None:
    assert has_value(sort, text)
    assert has_value("any", text)


@pytest.mark.parametrize(
    ("sort", "text"),
    [
        ("money", "46万件"),
        ("money", "第8.2条"),
        ("money", "共四百个零件"),
        ("percent", "3分"),
        ("duration", "3月15日"),
        ("duration", "2026年"),
        ("date", "第3段"),
        ("quantity", "3%"),
        ("any", "按时交付，质量合格"),
    ],
)
def test_not_mistaken(sort: str, text: str) -> None:
    assert not has_value(sort, text)


@pytest.mark.parametrize(
    ("sort", "text", "value"),
    [
        ("money", "最高限价为39,600万元整", "39,600万元"),
        ("percent", "降低2.8%，连续三年", "2.8%"),
        ("duration", "合格发票后60日内付款", "60日内"),
    ],
)
def test_the_whole_value_is_matched(sort: str, text: str, value: str) -> None:
    match = value_pattern(sort).search(text)
    assert match is not None
    assert match.group() == value


def test_an_unknown_sort_is_an_error() -> None:
    with pytest.raises(KeyError):
        value_pattern("colour")
