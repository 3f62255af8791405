"""What one attempt at asking a chat model brought, and what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from yiju.errors import ModelUnavailable
from yiju.models.chat_errors import Interrupted

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


def broken(reply: Reply) -> Exception | None:
    """Why an attempt that raised nothing still gave no whole answer."""
    if reply.refusal or reply.finish == "content_filter":
        return ModelUnavailable("大模型拒绝了这个请求（内容审查或模型自身的限制）。")
    if len(reply.text) > MOST_ANSWER_CHARS:
        return ModelUnavailable(f"大模型的回答过长（超过 {MOST_ANSWER_CHARS} 字），已停止读取。")
    if reply.finish == "length":
        return ModelUnavailable("大模型的回答因长度上限被截断。")
    if not reply.finish and reply.text and not reply.text.rstrip().endswith("}"):
        return Interrupted("大模型的回答中途断开，没有收完。")
    return None


_LIMITS = {"maxLength", "maxItems", "minItems"}


def without_limits(schema: Any) -> Any:
    """A JSON schema without bounds on lengths, which some endpoints do not know."""
    if isinstance(schema, dict):
        return {key: without_limits(value) for key, value in schema.items() if key not in _LIMITS}
    return [without_limits(item) for item in schema] if isinstance(schema, list) else schema
