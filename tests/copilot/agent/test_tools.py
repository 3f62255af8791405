"""What tools are offered as, and how much they tell."""

import json
from typing import Any

import pytest

from yiju.copilot.agent.tools import TOOLS
from yiju.copilot.agent.tools.base import MOST_TOKENS, fenced
from yiju.models.tokens import count_tokens


def _objects(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for one in schema for found in _objects(one)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for one in schema.values() for found in _objects(one)]


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_closed_bounded_and_names_no_viewer(name: str) -> None:
    spec = TOOLS[name].spec
    assert spec.name == name and spec.description
    text = json.dumps(spec.parameters)
    assert "$ref" not in text and "title" not in text
    for one in _objects(spec.parameters):
        assert one["additionalProperties"] is False
        assert not {"viewer", "user", "unit", "units", "role", "roles"} & one["properties"].keys()
        for field in one["properties"].values():
            if field["type"] == "string":
                assert "enum" in field or field["maxLength"] <= 300
            if field["type"] == "array":
                assert field["maxItems"] <= 10
            if field["type"] == "integer":
                assert field["maximum"] <= 200


def test_a_result_is_bounded_and_fenced() -> None:
    told = fenced([f"[E{n}] 这是第{n}行资料，写得不长也不短。" for n in range(1, 500)])
    assert count_tokens(told) <= MOST_TOKENS + 20
    assert told.startswith("<资料>\n[E1]") and told.endswith("\n</资料>")
