"""Placeholders for personal data throughout one line; its answers then written as JSON."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from yiju import privacy
from yiju.privacy.mask import PLACEHOLDER

_OURS = frozenset({"id", "class", "provenance", "as_of", "file", "role", "nature"})
"""Fields whose words are ours, or must be found again as they are."""


def finished(line: dict[str, Any], names: Iterable[str] | None) -> tuple[dict[str, Any], dict[str, int]]:
    """The line as it is written, and how many values of each kind were masked.

    Args:
        names: people whom it may speak of; None to mask nothing.
    """
    masked: dict[str, int] = {}
    if names is not None:
        texts = list(strings(line))
        changed, mapping = privacy.mask_all(texts, names)
        rest = iter(changed)
        line = _each(line, lambda _text: next(rest))
        masked = dict(Counter(placeholder.strip("〈〉0123456789") for placeholder in mapping))
    return _written(line), masked


def strings(value: Any, name: str = "") -> Iterator[str]:
    """Every text of a line that came from somebody, in order; answers that are JSON are looked into."""
    if isinstance(value, str):
        if name == "content" and (inner := _object(value)) is not None:
            yield from strings(inner)
        elif name not in _OURS:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, name)


def placeholders(line: dict[str, Any]) -> set[str]:
    """The placeholders that stand in a line."""
    return {match[0] for text in strings(line) for match in PLACEHOLDER.finditer(text)}


def _each(value: Any, change: Callable[[str], str], name: str = "") -> Any:
    if isinstance(value, str):
        return value if name in _OURS else change(value)
    if isinstance(value, dict):
        return {key: _each(inner, change, key) for key, inner in value.items()}
    return [_each(inner, change, name) for inner in value] if isinstance(value, list) else value


def _written(line: dict[str, Any]) -> dict[str, Any]:
    """With every assistant's answer as the JSON text that a model would write."""
    return {
        key: [_message(one) for one in value]
        if key in {"messages", "prompt", "chosen", "rejected"}
        else value
        for key, value in line.items()
    }


def _message(message: dict[str, Any]) -> dict[str, Any]:
    content = message["content"]
    if not isinstance(content, str):
        content = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return {**message, "content": content}


def _object(text: str) -> dict[str, Any] | None:
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
