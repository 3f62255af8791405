"""What a judge is, and how one asks a model that may be dead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from yiju.errors import ModelUnavailable
from yiju.models.chat import Chat, Completion, Message
from yiju.models.chat_errors import EndpointDown

T = TypeVar("T", bound=BaseModel)

ACCEPTED = 0.5
"""A score from which a claim counts as supported, for every judge."""
_GIVE_UP = 3
"""Calls in a row to an endpoint that is down, after which it is not asked again."""


class Judge(Protocol):
    """Says how far evidence supports a claim."""

    @property
    def name(self) -> str: ...

    def judge(self, claim: str, evidence: Sequence[str]) -> float | None:
        """A score in [0, 1], ``ACCEPTED`` or more for *supported*; None where none came out, never zero."""
        ...


@dataclass
class PatientChat:
    """A chat model that notes what failed, and is left alone once its endpoint is down for good.

    Attributes:
        failures: why calls brought no answer, in order.
    """

    chat: Chat
    failures: list[str] = field(default_factory=list)
    _down: int = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self.chat.name

    def complete_json(
        self, messages: Sequence[Message], output: type[T], *, name: str, schema: dict[str, Any] | None = None
    ) -> Completion[T]:
        """Ask. Raises ModelUnavailable, EndpointDown."""
        if self._down >= _GIVE_UP:
            self.failures.append(self.failures[-1])
            raise EndpointDown(self.failures[-1])
        try:
            done = self.chat.complete_json(messages, output, name=name, schema=schema)
        except EndpointDown as error:
            self._down += 1
            self.failures.append(str(error))
            raise
        except ModelUnavailable as error:
            self._down = 0
            self.failures.append(str(error))
            raise
        self._down = 0
        return done


def unscored_if_unavailable(ask: Callable[[], float | None]) -> float | None:
    """The score that ``ask`` gives; None where the model gave no usable answer or it is no number in [0, 1].

    Values beyond an end by less than a rounding error are moved to it.
    """
    try:
        value = ask()
    except ModelUnavailable:
        return None
    if value is None or not -1e-6 <= value <= 1 + 1e-6:  # NaN fails every comparison
        return None
    return min(1.0, max(0.0, value))
