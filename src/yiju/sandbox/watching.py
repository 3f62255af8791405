"""A chat model that notes when its server fails: what is drafted without it is no word of the model's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from yiju.errors import ModelUnavailable
from yiju.models.chat import Chat, Completion, Message
from yiju.models.chat_errors import EndpointDown, Interrupted, ServerFailed

T = TypeVar("T", bound=BaseModel)


@dataclass
class Watched:
    """Passes everything on. ``failures``: why the server gave no answer, in order.

    A refusal, an answer that is too long or no JSON is the model's own doing, and none.
    """

    chat: Chat
    failures: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The model's name."""
        return self.chat.name

    def complete_json(
        self, messages: Sequence[Message], output: type[T], *, name: str, schema: dict[str, Any] | None = None
    ) -> Completion[T]:
        """Ask. Raises ModelUnavailable, EndpointDown."""
        try:
            return self.chat.complete_json(messages, output, name=name, schema=schema)
        except ModelUnavailable as error:
            if isinstance(error, EndpointDown | Interrupted | ServerFailed):
                self.failures.append(str(error))
            raise
