"""Our chat gateway as a LangChain model, so that ``create_agent`` speaks through the one door there is.

Entered only where an agent runs: importing LangChain takes seconds.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from yiju.copilot.agent.box import UNREADABLE
from yiju.models.chat import Called, Spoken, ToolCall

Speak = Callable[[Sequence[Spoken]], Called]
"""One call of the model, with the tools that it is offered."""


class GatewayModel(BaseChatModel):
    """A model whose tools are known to ``speak`` already."""

    speak: Speak

    @property
    def _llm_type(self) -> str:
        return "yiju-gateway"

    def bind_tools(self, tools: Sequence[Any], *, tool_choice: Any = None, **kwargs: Any) -> Any:
        """The same model: what it is offered does not change."""
        return self

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        called = self.speak([spoken(one) for one in messages])
        calls = [
            {"name": c.name, "args": _arguments(c), "id": c.id, "type": "tool_call"} for c in called.calls
        ]
        message = AIMessage(content=called.text, tool_calls=calls)
        return ChatResult(generations=[ChatGeneration(message=message)])


def spoken(message: BaseMessage) -> Spoken:
    """A message of LangChain's in the gateway's words."""
    text = str(message.text)
    if isinstance(message, SystemMessage):
        return Spoken("system", text)
    if isinstance(message, ToolMessage):
        return Spoken("tool", text, answers=message.tool_call_id)
    if not isinstance(message, AIMessage):
        return Spoken("user", text)
    calls = tuple(
        ToolCall(one["id"] or "", one["name"], json.dumps(one["args"], ensure_ascii=False))
        for one in message.tool_calls
    )
    return Spoken("assistant", text, calls)


def _arguments(call: ToolCall) -> dict[str, Any]:
    try:
        found = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {UNREADABLE: ""}
