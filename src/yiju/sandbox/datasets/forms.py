"""What a training line must be like for those who read it: OpenAI's fine-tuning, TRL's trainers."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from yiju.models.tokens import MESSAGE_TOKENS, count_tokens

MOST_TOKENS = 65_536
"""OpenAI's limit for one training example of the models that take the longest."""
_ROLES = ("system", "user", "assistant")


def problems_of(kind: str, line: Any) -> list[str]:
    """What is wrong with a line of this kind, if anything. Cases are checked where suites are known."""
    if not isinstance(line, dict):
        return ["不是 JSON 对象"]
    if kind == "sft":
        return list(_sft(line))
    return list(_dpo(line)) if kind == "dpo" else []


def _sft(line: dict[str, Any]) -> Iterator[str]:
    """Source: OpenAI's fine-tuning guide, chat format."""
    if set(line) != {"messages"}:
        yield "只能有 messages 一个字段"
        return
    yield from _messages("messages", line["messages"])
    if not _well_formed(line["messages"]):
        return
    roles = [message["role"] for message in line["messages"]]
    if roles[-1] != "assistant":
        yield "最后一条要是 assistant"
    yield from _order(roles)
    yield from _length(line["messages"])


def _dpo(line: dict[str, Any]) -> Iterator[str]:
    """Source: TRL's dataset formats, conversational preference with an explicit prompt."""
    if set(line) != {"prompt", "chosen", "rejected"}:
        yield "要有且只有 prompt、chosen、rejected"
        return
    for name, messages in line.items():
        yield from _messages(name, messages)
    if not all(map(_well_formed, line.values())):
        return
    roles = [message["role"] for message in line["prompt"]]
    if roles[-1] != "user":
        yield "prompt 的最后一条要是 user"
    yield from _order(roles)
    for name in ("chosen", "rejected"):
        if [message["role"] for message in line[name]] != ["assistant"]:
            yield f"{name} 要是一条 assistant"
        yield from _length([*line["prompt"], *line[name]])
    if line["chosen"] == line["rejected"]:
        yield "chosen 和 rejected 相同"


def _messages(name: str, messages: Any) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield f"{name} 要是非空的列表"
        return
    for message in messages:
        if not isinstance(message, dict) or set(message) != {"role", "content"}:
            yield f"{name} 的每一条只能有 role 和 content"
        elif message["role"] not in _ROLES:
            yield f"{name} 里有不认识的 role"
        elif not isinstance(message["content"], str) or not message["content"].strip():
            yield f"{name} 里有空的 content"


def _well_formed(messages: Any) -> bool:
    return not list(_messages("", messages))


def _order(roles: list[str]) -> Iterator[str]:
    if "system" in roles[1:]:
        yield "system 只能是第一条"
    spoken = [role for role in roles if role != "system"]
    if spoken[0] != "user" or any(one == other for one, other in pairwise(spoken)):
        yield "user 和 assistant 要从 user 起轮流"


def _length(messages: list[dict[str, str]]) -> Iterator[str]:
    tokens = sum(count_tokens(message["content"]) + MESSAGE_TOKENS for message in messages)
    if tokens > MOST_TOKENS:
        yield f"约 {tokens} 个 token，超过 {MOST_TOKENS}"
