"""What one attempt at asking a chat model brought, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yiju.errors import ModelUnavailable
from yiju.models.chat_errors import Interrupted
from yiju.models.chat_types import ToolCall

MOST_ANSWER_CHARS = 16_000
"""A longer answer is given up: reading stops, which also stops the server."""


@dataclass(slots=True)
class Reply:
    """What one attempt has brought so far; filled by the reading thread."""

    text: str = ""
    finish: str = ""
    refusal: str = ""
    prompt_tokens: int = 0
    answer_tokens: int = 0
    error: Exception | None = None
    abandoned: bool = False
    calls: dict[int, list[str]] = field(default_factory=dict)
    """Place of a call → its id, name and arguments, as far as they have come."""

    def add_calls(self, pieces: Iterable[Mapping[str, Any]]) -> None:
        """Pieces of calls, as a stream brings them: each says which call it goes on with."""
        for piece in pieces:
            place = piece.get("index")
            call = self.calls.setdefault(len(self.calls) if place is None else place, ["", "", ""])
            call[0] = piece.get("id") or call[0]
            call[1] += piece.get("name") or ""
            call[2] += piece.get("args") or ""

    @property
    def called(self) -> tuple[ToolCall, ...]:
        """The calls, in order. One that came without an id gets one."""
        found = enumerate(call for _, call in sorted(self.calls.items()))
        return tuple(ToolCall(one or f"call-{n}", name, arguments) for n, (one, name, arguments) in found)

    @property
    def length(self) -> int:
        """Characters of words and arguments."""
        return len(self.text) + sum(len(call[2]) for call in self.calls.values())


def broken(reply: Reply) -> Exception | None:
    """Why an attempt that raised nothing still gave no whole answer."""
    if reply.refusal or reply.finish == "content_filter":
        return ModelUnavailable("大模型拒绝了这个请求（内容审查或模型自身的限制）。")
    if reply.length > MOST_ANSWER_CHARS:
        return ModelUnavailable(f"大模型的回答过长（超过 {MOST_ANSWER_CHARS} 字），已停止读取。")
    if reply.finish == "length":
        return ModelUnavailable("大模型的回答因长度上限被截断。")
    whole = (reply.text or "".join(call.arguments for call in reply.called)).rstrip()
    if not reply.finish and whole and not whole.endswith("}"):
        return Interrupted("大模型的回答中途断开，没有收完。")
    return None


_LIMITS = {"maxLength", "maxItems", "minItems"}


def without_limits(schema: Any) -> Any:
    """A JSON schema without bounds on lengths, which some endpoints do not know."""
    if isinstance(schema, dict):
        return {key: without_limits(value) for key, value in schema.items() if key not in _LIMITS}
    return [without_limits(item) for item in schema] if isinstance(schema, list) else schema
