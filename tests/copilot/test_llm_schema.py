"""The schema lets a constrained model write no id that could not be right."""

from typing import Any

from yiju.copilot.llm_schema import answer_schema


def _rests_on(schema: dict[str, Any]) -> list[str]:
    item = schema["properties"]["statements"]["items"]["properties"]["rests_on"]["items"]
    return list(item["enum"])


def test_a_section_of_advice_rests_on_the_facts_that_it_was_given() -> None:
    schema = answer_schema("statements", evidence=(), facts=("F1", "F2"), most=3, natures=("advice",))
    assert _rests_on(schema) == ["F1", "F2"], "its own statements are advice, and no ground"


def test_where_facts_may_be_among_its_statements_advice_may_rest_on_them() -> None:
    schema = answer_schema("statements", evidence=("E1",), facts=("F1",), most=2)
    assert _rests_on(schema) == ["F1", "S1", "S2"]
