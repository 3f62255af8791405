"""How much one conversation may cost: steps, tokens, seconds."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from yiju.copilot.agent.types import Stopped
from yiju.models.chat import Called, Spoken, ToolSpec, Usage
from yiju.models.tokens import MESSAGE_TOKENS, count_tokens

TOLD: dict[Stopped, str] = {
    "steps": "对话助手用完了步数，这个回答由固定流程给出。",
    "tokens": "对话助手用完了这一轮的模型用量，这个回答由固定流程给出。",
    "seconds": "对话助手超过了这一轮的时间，这个回答由固定流程给出。",
    "repeats": "对话助手一再重复同一步，已停下；这个回答由固定流程给出。",
    "unverified": "对话助手写的内容都没有通过核验，这个回答由固定流程给出。",
}
"""What people are told of an end without an answer."""


class Halt(Exception):
    """The agent ends here, without an answer of its own."""

    def __init__(self, why: Stopped) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Budget:
    """What may be spent, and what was. Safe to use from several threads.

    Attributes:
        steps: calls of tools; tokens: of prompts and answers together; seconds: since it was made.
    """

    steps: int
    tokens: int
    seconds: float
    spent: int = 0
    taken: int = 0
    _began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._began + self.seconds - time.monotonic()

    def check(self, tokens: int = 0) -> None:
        """Raises Halt where the next call of the model, of so many tokens at least, is not to be paid."""
        if self.left <= 0:
            raise Halt("seconds")
        if self.spent + tokens > self.tokens:
            raise Halt("tokens")

    def step(self) -> None:
        """One more step. Raises Halt where there are none left."""
        with self._lock:
            if self.taken >= self.steps:
                raise Halt("steps")
            self.taken += 1

    def spend(self, tokens: int) -> None:
        """So many tokens were used."""
        with self._lock:
            self.spent += tokens


def prompt_tokens(said: Sequence[Spoken], tools: Sequence[ToolSpec] = ()) -> int:
    """Tokens of a prompt, counted from above."""
    texts = [one.text + "".join(call.name + call.arguments for call in one.calls) for one in said]
    offered = sum(count_tokens(f"{one.name}{one.description}{one.parameters}") for one in tools)
    return sum(count_tokens(text) + MESSAGE_TOKENS for text in texts) + offered


def used(usage: Usage) -> int:
    """Tokens of a call, as the server counted them; 0 where it does not."""
    return usage.prompt_tokens + usage.answer_tokens


def answer_tokens(called: Called) -> int:
    """Tokens of an answer, counted from above."""
    return count_tokens(called.text + "".join(one.arguments for one in called.calls))
