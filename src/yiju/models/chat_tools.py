"""Tools in the words of ``/v1/chat/completions``."""

import json
from collections.abc import Sequence
from typing import Any

from yiju.models.chat_types import Spoken, ToolCall, ToolSpec


def offered(tools: Sequence[ToolSpec]) -> dict[str, Any]:
    """What a request holds of the tools that may be called; which one, or none, is the model's choice."""
    functions = [
        {"name": one.name, "description": one.description, "parameters": one.parameters} for one in tools
    ]
    return {"tools": [{"type": "function", "function": one} for one in functions]}


def as_sent(said: Spoken) -> dict[str, Any]:
    """One message of a request."""
    sent: dict[str, Any] = {"role": said.role, "content": said.text}
    if said.calls:
        sent["tool_calls"] = [_call(one) for one in said.calls]
    if said.role == "tool":
        sent["tool_call_id"] = said.answers
    return sent


def _call(call: ToolCall) -> dict[str, Any]:
    """A call as it is told back. What is no JSON object is told as an empty one: servers refuse the rest."""
    try:
        written = isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        written = False
    arguments = call.arguments if written else "{}"
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}
