"""Statements, and pieces that only look like one."""

import pytest

from yiju.copilot.predicates import states_something
from yiju.copilot.trim import trim


@pytest.mark.parametrize(
    "text",
    [
        "乙方逾期交货的，按日支付违约金",
        "第一中标人份额为百分之六十",
        "项目: 付款账期 | 修订版: 75日",
        "Any change of release agent is a PCN case",
        "We need the report",
    ],
)
def test_statements(text: str) -> None:
    assert states_something(text)


@pytest.mark.parametrize(
    "text", ["（ 1 ‰）按日计收", "Any change of release agent", "供应商年度价格表", "，并加盖公章"]
)
def test_pieces(text: str) -> None:
    assert not states_something(text)


def test_no_sentence_is_cut_down_to_a_noun() -> None:
    text = "Any change of release agent, sand core or alloy supplier is a PCN case and must be announced"
    assert trim(text, 40) == text
