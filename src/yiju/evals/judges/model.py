"""A chat model as a judge: one question, one short reason, one mark from 0 to 10."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from yiju.copilot.llm_prompt import neutral
from yiju.evals.judges.base import unscored_if_unavailable
from yiju.models.chat import Chat, Message
from yiju.prompts.registry import load_prompt

_PROMPT = "judge-support"


class SupportMark(BaseModel):
    """The answer: the reason comes first, so that the mark follows from it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(json_schema_extra={"maxLength": 80})
    mark: int = Field(ge=0, le=10)


class ModelJudge:
    """Asks a chat model; its mark divided by 10."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    @property
    def name(self) -> str:
        """``model:`` and the model's own name."""
        return f"model:{self._chat.name}"

    def judge(self, claim: str, evidence: Sequence[str]) -> float | None:
        """See ``Judge``. Evidence comes first in the prompt: servers keep what several claims share."""
        lines = "\n".join(f"[{n}] {neutral(text)}" for n, text in enumerate(evidence, start=1))
        system, user = load_prompt(_PROMPT).render({"evidence": lines, "claim": neutral(claim)})
        messages = [Message("system", system), Message("user", user)]

        def ask() -> float:
            done = self._chat.complete_json(messages, SupportMark, name="support_mark")
            return done.value.mark / 10

        return unscored_if_unavailable(ask)
