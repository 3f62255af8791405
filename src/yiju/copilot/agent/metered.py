"""The chat model of one conversation: every call is checked against the budget first, and counted after."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from yiju.copilot.agent.budget import Budget, Halt, answer_tokens, prompt_tokens, used
from yiju.errors import ModelUnavailable
from yiju.models.chat import Called, Calling, Chat, Completion, Leaving, Message, Spoken, ToolSpec, Usage
from yiju.models.chat_errors import EndpointDown, NoTools
from yiju.models.chat_types import Knowing, T
from yiju.models.tokens import count_tokens


@dataclass
class Metered:
    """A chat whose calls are paid from a budget. ``usages``: what each cost."""

    chat: Chat
    budget: Budget
    usages: list[Usage] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The model's."""
        return self.chat.name

    def speak(self, said: Sequence[Spoken], tools: Sequence[ToolSpec]) -> Called:
        """One call with tools.

        Raises:
            Halt: the budget is used up.
            NoTools, ModelUnavailable: as ``Calling``.
        """
        if not isinstance(self.chat, Calling):
            raise NoTools
        estimate = prompt_tokens(said, tools)
        self.budget.check(estimate)
        try:
            called = self.chat.call_tools(said, tools)
        except ModelUnavailable:
            self.budget.check()  # left because the time is over
            raise
        self._paid(called.usage, estimate + answer_tokens(called))
        return called

    def complete_json(
        self, messages: Sequence[Message], output: type[T], *, name: str, schema: dict[str, Any] | None = None
    ) -> Completion[T]:
        """As ``Chat``. Raises EndpointDown where the budget is used up: the next call would fail, too."""
        estimate = prompt_tokens([Spoken(one.role, one.text) for one in messages])
        try:
            self.budget.check(estimate)
        except Halt:
            raise EndpointDown("这一轮的模型用量已经用完。") from None
        done = self.chat.complete_json(messages, output, name=name, schema=schema)
        self._paid(done.usage, estimate + count_tokens(done.value.model_dump_json()))
        return done

    def until(self, stopped: Callable[[], bool]) -> "Metered":
        """See ``Leaving``."""
        if not isinstance(self.chat, Leaving):
            return self
        return replace(self, chat=self.chat.until(lambda: stopped() or self.budget.left <= 0))

    def knowing(self, names: Iterable[str]) -> "Metered":
        """See ``Knowing``."""
        return replace(self, chat=self.chat.knowing(names)) if isinstance(self.chat, Knowing) else self

    def _paid(self, usage: Usage, estimate: int) -> None:
        self.usages.append(usage)
        self.budget.spend(used(usage) or estimate)
