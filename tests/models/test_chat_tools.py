"""Tools through the gateway: what is offered, what is called, and an endpoint that takes none."""

import json
from collections.abc import Iterator

import pytest

from tests.support.stub_llm import Step, StubLLM, call, calls
from yiju.errors import ModelUnavailable
from yiju.models import chat as gateway
from yiju.models.chat import Calling, ChatModel, Spoken, ToolCall, ToolSpec
from yiju.models.chat_errors import NoTools

SEARCH = ToolSpec("search", "查资料", {"type": "object", "properties": {"query": {"type": "string"}}})
ASKED = [Spoken("system", "你查资料。"), Spoken("user", "年降多少？")]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubLLM]:
    """A scripted model; pauses between attempts are short."""
    monkeypatch.setattr(gateway, "_FIRST_PAUSE", 0.01)
    with StubLLM() as server:
        yield server


def _model(stub: StubLLM) -> ChatModel:
    return ChatModel(base_url=stub.url, model="stub", timeout=20)


def test_calls_come_back_whole_with_what_they_cost(stub: StubLLM) -> None:
    stub.script(calls(("search", {"query": "年降"}), ("search", {"query": "账期"})))
    model = _model(stub)
    assert isinstance(model, Calling)
    called = model.call_tools(ASKED, [SEARCH])
    assert [(one.name, json.loads(one.arguments)) for one in called.calls] == [
        ("search", {"query": "年降"}),
        ("search", {"query": "账期"}),
    ]
    assert len({one.id for one in called.calls}) == 2
    assert (called.text, called.usage.prompt_tokens, called.usage.answer_tokens) == ("", 11, 7)
    (sent,) = stub.requests
    assert [one["function"]["name"] for one in sent["tools"]] == ["search"]
    assert "response_format" not in sent and sent["temperature"] == 0


def test_a_conversation_goes_on_with_results(stub: StubLLM) -> None:
    stub.script(Step(text="年降3%。"))
    wrong = ToolCall("call_2", "search", "{not json")
    told = [
        *ASKED,
        Spoken("assistant", "", (ToolCall("call_1", "search", '{"query": "年降"}'), wrong)),
        Spoken("tool", "[E1] 年降3%", answers="call_1"),
        Spoken("tool", "参数不对", answers="call_2"),
    ]
    called = _model(stub).call_tools(told, [SEARCH])
    assert (called.text, called.calls) == ("年降3%。", ())
    messages = stub.requests[0]["messages"]
    assert [one["role"] for one in messages] == ["system", "user", "assistant", "tool", "tool"]
    assert [one["function"]["arguments"] for one in messages[2]["tool_calls"]] == ['{"query": "年降"}', "{}"]
    assert [one["tool_call_id"] for one in messages[3:]] == ["call_1", "call_2"]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "registry.ollama.ai/library/x does not support tools"),
        (400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'),
        (404, "No endpoints found that support tool use"),
        (422, "tools: extra fields not permitted"),
        (400, "Unrecognized request argument supplied: tools"),
        (400, "Function calling is not enabled for this model"),
        (400, "该模型不支持工具调用"),
        (501, "function calling is not implemented"),
    ],
)
def test_an_endpoint_that_takes_no_tools_is_told_apart(stub: StubLLM, status: int, said: str) -> None:
    stub.script(Step(status=status, body=json.dumps({"error": {"message": said}})))
    with pytest.raises(NoTools):
        _model(stub).call_tools(ASKED, [SEARCH])
    assert len(stub.requests) == 1


@pytest.mark.parametrize("status", [400, 404, 500])
def test_another_error_is_none_of_tools(stub: StubLLM, status: int) -> None:
    stub.script(Step(status=status))
    with pytest.raises(ModelUnavailable) as refused:
        _model(stub).call_tools(ASKED, [SEARCH])
    assert not isinstance(refused.value, NoTools)


def test_a_server_that_trips_is_asked_again(stub: StubLLM) -> None:
    stub.script(Step(status=503), call("search", query="年降"))
    assert _model(stub).call_tools(ASKED, [SEARCH]).usage.attempts == 2


def test_endless_arguments_are_given_up(stub: StubLLM) -> None:
    stub.script(Step(calls=(("search", "x" * 40_000),), finish="tool_calls"))
    with pytest.raises(ModelUnavailable, match="过长"):
        _model(stub).call_tools(ASKED, [SEARCH])
