"""From what a model wrote to a checked value: the first JSON object, strictly validated."""

import json
import re
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from yiju.errors import ModelUnavailable

T = TypeVar("T", bound=BaseModel)

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_MOST_STARTS = 20


def parse_answer(text: str, output: type[T]) -> T:
    """The value a model's answer stands for.

    An answer that is not JSON as a whole is mended once: thoughts are left out and the first JSON object
    in the rest is taken. Validation is strict: no coercion between types.

    Raises:
        ModelUnavailable: nothing was answered, there is no JSON object, or it is not of the form asked for.
    """
    answer = _THOUGHT.sub("", text).strip()
    if not answer:
        raise ModelUnavailable("大模型没有给出任何内容。")
    found = first_object(answer)
    if found is None:
        said = f"：“{answer[:40]}”"
        raise ModelUnavailable(f"大模型的回答不是 JSON{said}。", quoted=said)
    try:
        return output.model_validate_json(json.dumps(found), strict=True)  # refuses lone surrogates too
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"]) or "整体"
        raise ModelUnavailable(f"大模型的回答不符合约定的格式（{place}：{first['type']}）。") from None


def first_object(text: str) -> dict[str, Any] | None:
    """The first complete JSON object in a text, or None."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    at = -1
    for _ in range(_MOST_STARTS):
        at = text.find("{", at + 1)
        if at < 0:
            return None
        try:
            value, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
