"""What a model answered, with the values put back that were kept from it."""

import json

from pydantic import ValidationError

from yiju.errors import ModelUnavailable
from yiju.models.chat_types import T, ToolCall
from yiju.privacy.veil import Veil


def restored_answer(value: T, veil: Veil) -> T:
    """A validated answer.

    Raises:
        ModelUnavailable: a value does not fit where the model put it.
    """
    try:
        return veil.restored(value)
    except ValidationError:
        raise ModelUnavailable("大模型把个人信息写在了放不下的地方。") from None


def restored_call(call: ToolCall, veil: Veil) -> ToolCall:
    """A tool's call. Arguments stay the JSON that they are, whatever signs a value holds."""
    try:
        arguments = json.loads(call.arguments)
    except (ValueError, RecursionError):
        return call  # no tool takes it
    back = veil.restore(arguments)
    return call if back == arguments else call._replace(arguments=json.dumps(back, ensure_ascii=False))
