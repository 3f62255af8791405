"""What passes between drafting and a chat model, and what is asked of one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


class Message(NamedTuple):
    """One message of a prompt."""

    role: Literal["system", "user"]
    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost. Tokens are the server's own count, 0 where it tells none."""

    seconds: float
    prompt_tokens: int = 0
    answer_tokens: int = 0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class Completion(Generic[T]):
    """A validated answer."""

    value: T
    usage: Usage


class Chat(Protocol):
    """What drafting needs of a model.

    Raises:
        ModelUnavailable: no usable answer; the message says why.
        EndpointDown: nor would there be one to the next question.
    """

    @property
    def name(self) -> str: ...

    def complete_json(
        self, messages: Sequence[Message], output: type[T], *, name: str, schema: dict[str, Any] | None = None
    ) -> Completion[T]: ...


@runtime_checkable
class Leaving(Protocol):
    """A model that can be left while it writes."""

    def until(self, stopped: Callable[[], bool]) -> Chat:
        """The same model; an answer is waited for no longer than until ``stopped`` says so."""
        ...


@runtime_checkable
class Knowing(Protocol):
    """A model that is told no names, where names are to be kept from it."""

    def knowing(self, names: Iterable[str]) -> Chat:
        """The same model, for texts that may speak of these people."""
        ...


class ToolSpec(NamedTuple):
    """A tool that a model may call. ``parameters``: a JSON schema of its arguments."""

    name: str
    description: str
    parameters: dict[str, Any]


class ToolCall(NamedTuple):
    """A call as a model wrote it. ``arguments``: JSON, or what it took for that."""

    id: str
    name: str
    arguments: str


class Spoken(NamedTuple):
    """One message of a conversation with tools. ``answers``: the call that a tool's is the result of."""

    role: Literal["system", "user", "assistant", "tool"]
    text: str
    calls: tuple[ToolCall, ...] = ()
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """What a model did with its tools: calls, or words where it calls none."""

    text: str
    calls: tuple[ToolCall, ...]
    usage: Usage


@runtime_checkable
class Calling(Protocol):
    """A model that can be offered tools.

    Raises:
        NoTools: this endpoint, or this model, takes none.
        ModelUnavailable, EndpointDown: as ``Chat``.
    """

    def call_tools(self, said: Sequence[Spoken], tools: Sequence[ToolSpec]) -> Called: ...
