"""The gateway to a chat model: any endpoint that speaks ``/v1/chat/completions``.

Answers are asked for as JSON of a given schema (``response_format: json_schema``), read as a stream, and
validated strictly. An endpoint that does not know an optional field of the request (DeepSeek has no
``json_schema``, some models take no ``temperature``) is asked again without it, and remembered.
"""

import copy
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

from yiju.models.chat_errors import (
    Interrupted,
    Left,
    NoTools,
    check_address,
    explain,
    rejected_parameter,
    retry_after,
    retryable,
    timed_out,
)
from yiju.models.chat_reply import MOST_ANSWER_CHARS, Reply, broken, without_limits
from yiju.models.chat_tools import as_sent, offered
from yiju.models.chat_types import (
    Called,
    Calling,
    Chat,
    Completion,
    Leaving,
    Message,
    Spoken,
    T,
    ToolCall,
    ToolSpec,
    Usage,
)
from yiju.models.json_answer import parse_answer
from yiju.models.outside import on_this_machine, policy_for
from yiju.models.veiled import restored_answer, restored_call
from yiju.privacy import Policy
from yiju.privacy.veil import Veil
from yiju.settings import Settings

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

__all__ = [
    "Called",
    "Calling",
    "Chat",
    "ChatModel",
    "Completion",
    "Leaving",
    "Message",
    "Spoken",
    "ToolCall",
    "ToolSpec",
    "Usage",
    "make_chat",
]

_Request = Callable[[float], dict[str, Any]]
"""What a request holds beside its messages, given the seconds that are left for it."""

_ATTEMPTS = 3
_GLANCE = 0.1
"""Seconds between looks at whether an answer is still wanted."""
_FIRST_PAUSE = 0.4
"""Seconds before the second attempt; doubled for the third."""


class ChatModel:
    """A chat model behind an OpenAI-compatible endpoint. Safe to share between threads.

    Every request passes here: what ``privacy`` hides is sent as placeholders, and put back in the answer.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str = "",
        timeout: float = 120.0,
        privacy: Policy | None = None,
    ) -> None:
        self.name = model
        self.base_url = base_url
        self.timeout = timeout
        # Given even when empty: the client would otherwise send the key of OPENAI_API_KEY to this endpoint.
        self._api_key = api_key or "not-needed"
        self._client: ChatOpenAI | None = None
        self._left_out: set[str] = set()  # shared with those of ``until``
        self._stopped: Callable[[], bool] = lambda: False
        self.privacy = privacy

    def until(self, stopped: Callable[[], bool]) -> Self:
        """See ``Leaving``. The connection is shared."""
        self._connect()
        other = copy.copy(self)
        other._stopped = stopped
        return other

    def knowing(self, names: Iterable[str]) -> Self:
        """See ``Knowing``."""
        if self.privacy is None:
            return self
        other = copy.copy(self)
        other.privacy = self.privacy.knowing(names)
        return other

    def complete_json(
        self, messages: Sequence[Message], output: type[T], *, name: str, schema: dict[str, Any] | None = None
    ) -> Completion[T]:
        """Ask, and return an answer of type ``output``.

        Args:
            output: the model the answer is validated with, strictly.
            name: the schema's (letters, digits, ``_``, ``-``).
            schema: a JSON schema to constrain the answer by, narrower than ``output``'s own.

        Raises:
            ModelUnavailable, EndpointDown: see ``Chat``. All attempts together take at most ``timeout`` s.
        """
        form = schema or output.model_json_schema()
        veil = Veil(self.privacy, messages, form)
        wanted = {"name": name, "strict": True, "schema": veil.hide(form)}
        said = [Spoken(message.role, veil.hide(message.text)) for message in messages]
        reply, usage = self._answered(said, lambda left: self._request(left, wanted))
        return Completion(restored_answer(parse_answer(reply.text, output), veil), usage)

    def call_tools(self, said: Sequence[Spoken], tools: Sequence[ToolSpec]) -> Called:
        """Go on with a conversation in which tools may be called. See ``Calling``."""
        veil = Veil(self.privacy, said, tools)
        hidden, known = veil.hide(list(said)), veil.hide(list(tools))
        reply, usage = self._answered(hidden, lambda left: self._request(left) | offered(known))
        called = tuple(restored_call(call, veil) for call in reply.called)
        return Called(veil.restore(reply.text), called, usage)

    def _answered(self, said: Sequence[Spoken], request: _Request) -> tuple[Reply, Usage]:
        """A whole reply, after as many attempts as it takes."""
        check_address(self.base_url)
        self._connect()  # its imports take seconds, which are not the model's
        began = time.monotonic()
        deadline = began + self.timeout
        attempt = 1
        while True:
            reply = self._ask(said, request, deadline)
            error = reply.error or broken(reply)
            if error is None:
                break
            if self._leave_out(rejected_parameter(error)):
                continue
            pause = retry_after(error)
            pause = _FIRST_PAUSE * 2 ** (attempt - 1) if pause is None else pause
            told = explain(error, url=self.base_url, model=self.name, key=self._api_key)
            again = (retryable(error) or isinstance(told, Interrupted)) and not isinstance(told, NoTools)
            if attempt >= _ATTEMPTS or not again or time.monotonic() + pause >= deadline:
                raise told from None
            time.sleep(pause)
            attempt += 1
        return reply, Usage(time.monotonic() - began, reply.prompt_tokens, reply.answer_tokens, attempt)

    def _leave_out(self, field: str) -> bool:
        """Send less from now on; False if nothing is left to leave out. A schema first loses its limits."""
        if field == "response_format" and "limits" not in self._left_out:
            field = "limits"
        new = bool(field) and field not in self._left_out
        if new:
            self._left_out |= {field}
        return new

    def _ask(self, said: Sequence[Spoken], request: _Request, deadline: float) -> Reply:
        """One request, read in its own thread so that a server that trickles cannot pass the deadline."""
        reply = Reply()
        left = deadline - time.monotonic()
        reader = threading.Thread(target=self._read, args=(said, request(left), reply), daemon=True)
        reader.start()
        while reader.is_alive() and (left := deadline - time.monotonic()) > 0:
            reader.join(min(left, _GLANCE))
            if self._stopped():
                break
        if reader.is_alive():
            reply.abandoned = True
            raise Left if self._stopped() else timed_out(self.base_url)
        return reply

    def _read(self, said: Sequence[Spoken], request: dict[str, Any], reply: Reply) -> None:
        try:
            for chunk in self._connect().stream([as_sent(one) for one in said], **request):
                reply.text += chunk.text
                reply.add_calls(getattr(chunk, "tool_call_chunks", ()))
                reply.refusal += chunk.additional_kwargs.get("refusal") or ""
                reply.finish = chunk.response_metadata.get("finish_reason") or reply.finish
                if chunk.usage_metadata:
                    reply.prompt_tokens = chunk.usage_metadata["input_tokens"]
                    reply.answer_tokens = chunk.usage_metadata["output_tokens"]
                if reply.abandoned or reply.length > MOST_ANSWER_CHARS:
                    break
        except Exception as error:  # whatever it is, the asking thread must hear of it
            reply.error = error

    def _request(self, left: float, wanted: dict[str, Any] | None = None) -> dict[str, Any]:
        """``wanted``: the form that an answer must have."""
        body: dict[str, Any] = {}
        if wanted is not None:
            # In extra_body, because the client's own response_format switches it to a parsing stream that
            # hides what came when an answer is cut.
            schema = without_limits(wanted) if "limits" in self._left_out else wanted
            by_schema = {"type": "json_schema", "json_schema": schema}
            plain = "response_format" in self._left_out
            body["response_format"] = {"type": "json_object"} if plain else by_schema
        if "temperature" not in self._left_out:
            body["temperature"] = 0
        return {"extra_body": body, "timeout": left, "stream_usage": "stream_options" not in self._left_out}

    def _connect(self) -> "ChatOpenAI":
        if self._client is None:
            import openai
            from langchain_openai import ChatOpenAI
            from pydantic import SecretStr

            self._client = ChatOpenAI(
                base_url=self.base_url,
                model=self.name,
                api_key=SecretStr(self._api_key),
                max_retries=0,  # attempts are counted here, against one deadline
                use_responses_api=False,
                http_client=openai.DefaultHttpxClient(trust_env=False)
                if on_this_machine(self.base_url)
                else None,
            )
        return self._client


def make_chat(settings: Settings) -> ChatModel | None:
    """The chat model of the settings, or None where none is configured (extractive mode)."""
    if not settings.llm_configured:
        return None
    return ChatModel(
        base_url=settings.llm_base_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key.get_secret_value(),
        timeout=settings.llm_timeout,
        privacy=policy_for(settings.llm_base_url, settings),
    )
