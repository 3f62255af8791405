"""The calls of one conversation: checked, paid from the budget, done one at a time, written down."""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from yiju.copilot.agent.budget import Budget, Halt
from yiju.copilot.agent.tools.base import Hand, Told, Tool
from yiju.copilot.agent.types import AgentStep, Outcome
from yiju.copilot.progress import Cancelled, Step
from yiju.errors import NotFound, YijuError
from yiju.invalid import told as told_of

UNREADABLE = "（读不懂）"
"""In place of arguments that are no JSON object: no tool takes it."""
_MOST_INVALID, _MOST_REPEATED = 2, 2
_UNKNOWN = "（没有的工具）"
_OVER = "对话已结束，不再执行。"
_SAID: dict[Outcome, str] = {
    "done": "好了",
    "nothing": "没有查到",
    "unknown": "没有找到",
    "invalid": "没看懂要做什么",
    "repeated": "刚才做过",
    "refused": "没有做",
    "failed": "没有成功",
}


@dataclass
class Box:
    """The tools that may be called, and what became of each call. Its calls may come from several threads.

    Attributes:
        end: why the conversation ended before the model's last word; ended: whether a tool ended it.
        error: what the caller must hear of, as ``Cancelled``.
    """

    hand: Hand
    tools: dict[str, Tool]
    budget: Budget
    steps: list[AgentStep] = field(default_factory=list)
    end: Halt | None = None
    ended: bool = False
    error: Exception | None = None
    valid: int = 0
    invalid: int = 0
    _repeated: int = 0
    _seen: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def over(self) -> bool:
        """Whether nothing is to be called any more."""
        return self.ended or self.end is not None or self.error is not None

    def call(self, name: str, arguments: dict[str, Any]) -> str:
        """What a call is answered."""
        with self._lock:
            late = name in self.tools and self.tools[name].late
            if self.end is not None or self.error is not None or (self.ended and not late):
                return _OVER
            began = time.perf_counter()
            try:
                shown, told = self._done(name, arguments)
            except Halt as halt:
                self.end = halt
                return _OVER
            except Cancelled as error:
                if self.budget.left <= 0:
                    self.end = Halt("seconds")
                else:
                    self.error = error
                return _OVER
            self.ended = self.ended or told.ends
            known = self.tools.get(name)
            seconds = round(time.perf_counter() - began, 3)
            step = AgentStep(
                tool=name if known else _UNKNOWN, arguments=shown, seconds=seconds, outcome=told.outcome
            )
            self.steps.append(step)
            if known:
                self._tell(
                    known, f"{known.doing.removeprefix('正在').rstrip('…')}：{_SAID[told.outcome]}", "/end"
                )
            return told.text

    def _done(self, name: str, arguments: dict[str, Any]) -> tuple[dict[str, str], Told]:
        tool = self.tools.get(name)
        if tool is None:
            self.budget.step()
            return {}, self._invalid(f"没有这个工具。可用的：{'、'.join(self.tools)}。")
        try:
            given = tool.takes.model_validate(arguments)
        except ValidationError as error:
            self.budget.step()
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            return {}, self._invalid(f"参数不对：{where} {told_of(first)}")
        self.valid += 1
        shown = tool.shown(given, self.hand)
        key = f"{name} {json.dumps(given.model_dump(mode='json'), sort_keys=True)}"
        if key in self._seen:
            self._repeated += 1
            if self._repeated >= _MOST_REPEATED:
                self.end = Halt("repeats")
            return shown, Told("这一步刚才做过，结果在上面。请换个做法，或用 answer 回答。", "repeated")
        self._seen.add(key)
        if tool.counts:
            self.budget.step()
        self._tell(tool, tool.doing)
        try:
            told = tool.run(self.hand, given)
        except Cancelled:
            raise
        except NotFound as error:
            return shown, Told(str(error), "unknown")
        except YijuError as error:
            return shown, Told(str(error), "failed")
        if not tool.counts and not told.ends:
            self.budget.step()  # only a last word is free
        return shown, told

    def _invalid(self, said: str) -> Told:
        self.invalid += 1
        if self.invalid >= _MOST_INVALID and (not self.valid or self.invalid > 2 * _MOST_INVALID):
            self.end = Halt("model")
        return Told(said, "invalid")

    def _tell(self, tool: Tool, text: str, part: str = "") -> None:
        budget = self.budget
        told = Step(
            step=f"agent/{tool.name}{part}",
            text=text,
            done=min(budget.taken, budget.steps),
            total=budget.steps + 1,
            elapsed=round(budget.seconds - budget.left, 4),
        )
        self.hand.watch.progress(told)
