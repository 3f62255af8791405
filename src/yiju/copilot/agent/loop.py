"""The loop: the model speaks, its calls are done; until a tool ends it, it calls no more, or must stop.

model ─▶ (calls) tools ─▶ model …     (no calls) end, or once more where nothing was called at all
"""

from collections.abc import Callable
from typing import Any, cast

from langchain.agents import create_agent
from langchain.agents.middleware.types import AgentMiddleware, AgentState, hook_config
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool, StructuredTool
from langgraph.errors import GraphRecursionError
from langgraph.runtime import Runtime

from yiju.copilot.agent.box import Box
from yiju.copilot.agent.budget import Halt
from yiju.copilot.agent.model import GatewayModel, Speak

_NUDGE = "请调用工具：先用 search 等工具查资料，再用 answer 给出回答。不要直接写文字。"
State = AgentState[Any]


class _Rules(AgentMiddleware[Any, Any, Any]):
    """Calls go to the box, whatever they are; the loop ends when the box says so."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self._box = box
        self.mute = 0
        """How often the model called nothing."""

    @hook_config(can_jump_to=["end"])
    def before_model(self, state: State, runtime: Runtime[Any]) -> dict[str, Any] | None:
        return {"jump_to": "end"} if self._box.over else None

    @hook_config(can_jump_to=["model", "end"])
    def after_model(self, state: State, runtime: Runtime[Any]) -> dict[str, Any] | None:
        last = state["messages"][-1]
        if isinstance(last, AIMessage) and last.tool_calls:
            return None
        self.mute += 1
        if self._box.valid or self.mute > 1:
            return {"jump_to": "end"}
        return {"messages": [HumanMessage(_NUDGE)], "jump_to": "model"}

    def wrap_tool_call(self, request: Any, handler: Callable[..., Any]) -> ToolMessage:
        call = request.tool_call
        text = self._box.call(call["name"], call["args"])
        return ToolMessage(content=text, tool_call_id=call["id"], name=call["name"])


def converse(box: Box, speak: Speak, system: str, user: str) -> bool:
    """Let the model work with the box.

    Returns:
        Whether it called tools at all; one that does not is no agent.

    Raises:
        Cancelled: nobody waits any more.
        ModelUnavailable: the model failed, or takes no tools.
        Halt: the budget is used up, or it must not go on.
    """
    rules = _Rules(box)
    agent = create_agent(
        GatewayModel(speak=speak),
        tools=[_offered(one.name, one.about) for one in box.tools.values()],
        system_prompt=system,
        middleware=[rules],
    )
    first: dict[str, Any] = {"messages": [HumanMessage(user)]}
    try:
        agent.invoke(cast(Any, first), {"recursion_limit": 8 * (box.budget.steps + 4)})
    except GraphRecursionError:
        raise Halt("steps") from None
    if box.error is not None:
        raise box.error
    if box.end is not None:
        raise box.end
    return box.valid > 0


def _offered(name: str, about: str) -> BaseTool:
    """A name for the graph to send calls to; the box does them."""

    def nothing(**arguments: Any) -> str:
        raise AssertionError("calls go to the box")

    return StructuredTool.from_function(nothing, name=name, description=about, infer_schema=True)
