"""The chat gateway against a server that misbehaves."""

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

from tests.support.stub_llm import Step, StubLLM, answer
from yiju.errors import ModelUnavailable
from yiju.models import chat as gateway
from yiju.models.chat import ChatModel, Message, make_chat
from yiju.models.chat_errors import EndpointDown
from yiju.settings import Settings


class Reply(BaseModel):
    """What the tests ask for."""

    model_config = ConfigDict(extra="forbid")
    words: list[str]


GOOD = answer({"words": ["好"]})
ASK = [Message("system", "只答 JSON"), Message("user", "你好")]


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_FIRST_PAUSE", 0.01)


def model(stub: StubLLM, timeout: float = 20.0, key: str = "") -> ChatModel:
    return ChatModel(base_url=stub.url, model="stub", api_key=key, timeout=timeout)


def test_a_good_answer(stub: StubLLM) -> None:
    stub.script(GOOD)
    done = model(stub, key="sk-secret").complete_json(ASK, Reply, name="reply")
    assert done.value.words == ["好"]
    assert (done.usage.prompt_tokens, done.usage.answer_tokens, done.usage.attempts) == (11, 7, 1)
    sent = stub.requests[0]
    assert sent["response_format"]["type"] == "json_schema"
    assert sent["response_format"]["json_schema"]["name"] == "reply"
    assert sent["temperature"] == 0
    assert sent["stream"] is True
    assert [message["content"] for message in sent["messages"]] == ["只答 JSON", "你好"]
    assert stub.authorizations == ["Bearer sk-secret"]


def test_the_key_of_another_service_is_never_sent(stub: StubLLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-for-you")
    stub.script(GOOD)
    model(stub).complete_json(ASK, Reply, name="reply")
    assert "sk-not-for-you" not in stub.authorizations[0]


def test_a_proxy_is_not_asked_for_this_machine(stub: StubLLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    stub.script(GOOD)
    assert model(stub).complete_json(ASK, Reply, name="reply").value.words == ["好"]


@pytest.mark.parametrize(
    "text",
    [
        '好的，结果如下：\n```json\n{"words": ["好"]}\n```\n希望有帮助',
        '<think>先想想 {"words": ["错"]} 吧</think>{"words": ["好"]}',
        '{"words": ["好"]}{"words": ["又来"]}',
        '集合 {一, 二} 之后 {"words": ["好"]}',
    ],
)
def test_json_with_talk_around_it_is_mended(stub: StubLLM, text: str) -> None:
    stub.script(Step(text=text))
    assert model(stub).complete_json(ASK, Reply, name="reply").value.words == ["好"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(text=""), "没有给出任何内容"),
        (Step(empty_choices=True), "没有给出任何内容"),
        (Step(text="<think>只想不说"), "没有给出任何内容"),
        (Step(text="抱歉，我无法完成。"), "不是 JSON"),
        (Step(text='{"words": ["好"'), "不是 JSON"),
        (Step(text='{"words": NaN}'), "不是 JSON"),
        (Step(text="{" * 9000), "不是 JSON"),
        (Step(text="[1, 2]"), "不是 JSON"),
        (answer({"words": "好"}), "不符合约定的格式"),
        (answer({"words": [1]}), "不符合约定的格式"),
        (answer({"words": [], "tag": "〔依据〕"}), "不符合约定的格式"),
        (Step(text='{"words": ["\\ud800"]}'), "不符合约定的格式"),
        (Step(text='{"words": ["好"', finish="length"), "截断"),
        (Step(text='{"words": []}', finish="content_filter"), "拒绝"),
        (Step(refusal="I cannot help with that."), "拒绝|没有给出任何内容"),
        (Step(text="长" * 40_000), "过长"),
        (Step(text='{"words": ["好', error_event=True), "途中报错"),
        (Step(raw='{"choices": "nonsense"}'), "不是 JSON"),
        (Step(raw="data: {not json}\n\n"), "不是 JSON"),
        (Step(raw='data: {"choices": [{"delta": 3}]}\n\n'), "不符合|没有给出|中途断开"),
        (Step(status=400, body='{"error": {"message": "context too long"}}'), "不接受.*context too long"),
    ],
)
def test_a_bad_answer_is_a_clear_error(stub: StubLLM, step: Step, said: str) -> None:
    stub.script(step)
    with pytest.raises(ModelUnavailable, match=said):
        model(stub).complete_json(ASK, Reply, name="reply")


@pytest.mark.parametrize(
    ("status", "said", "asked"),
    [(401, "拒绝了访问", 1), (403, "拒绝了访问", 1), (404, "没有模型“stub”", 1), (429, "限流", 3)],
)
def test_what_would_fail_again_says_so(stub: StubLLM, status: int, said: str, asked: int) -> None:
    stub.script(Step(status=status, body='{"error": {"message": "bad key sk-secret"}}'))
    with pytest.raises(EndpointDown, match=said) as caught:
        model(stub, key="sk-secret").complete_json(ASK, Reply, name="reply")
    assert caught.value.hint
    assert "sk-secret" not in str(caught.value)
    assert len(stub.requests) == asked


@pytest.mark.parametrize(
    "first",
    [
        Step(status=500),
        Step(status=503),
        Step(status=429, headers={"Retry-After": "0"}),
        Step(text='{"words": ["好", "很长很长很长"]}' * 8, cut_after=60),
        Step(text='{"words": ["好', no_finish=True),
    ],
)
def test_a_passing_trouble_is_tried_again(stub: StubLLM, first: Step) -> None:
    stub.script(first, GOOD)
    done = model(stub).complete_json(ASK, Reply, name="reply")
    assert done.value.words == ["好"]
    assert done.usage.attempts == 2


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (Step(status=500), "内部出错（500）"),
        (Step(text="字" * 900, cut_after=80), "中途断开"),
        (Step(text='{"words": ["好', no_finish=True), "中途断开"),
    ],
)
def test_tries_are_bounded(stub: StubLLM, step: Step, said: str) -> None:
    stub.script(step)
    with pytest.raises(ModelUnavailable, match=said):
        model(stub).complete_json(ASK, Reply, name="reply")
    assert len(stub.requests) == 3


def test_a_long_retry_after_is_not_waited_for(stub: StubLLM) -> None:
    stub.script(Step(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(EndpointDown, match="限流"):
        model(stub).complete_json(ASK, Reply, name="reply")
    assert len(stub.requests) == 1


@pytest.mark.parametrize("step", [Step(pause=30.0), Step(text=GOOD.text * 200, trickle=0.05)])
def test_silence_and_trickle_end_at_the_time_out(stub: StubLLM, step: Step) -> None:
    stub.script(step)
    with pytest.raises(EndpointDown, match="规定时间"):
        model(stub, timeout=0.5).complete_json(ASK, Reply, name="reply")
    assert len(stub.requests) <= 1  # never asked again


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(EndpointDown, match="连接被拒绝"):
            ChatModel(base_url=url, model="stub", timeout=20).complete_json(ASK, Reply, name="reply")


def test_an_endpoint_without_json_schema_is_asked_for_a_json_object(stub: StubLLM) -> None:
    refuse = Step(status=400, body='{"error": {"message": "This response_format type is unavailable now"}}')
    stub.script(refuse, refuse, GOOD)
    chat = model(stub)
    bounded = {"type": "object", "properties": {"words": {"type": "array", "maxItems": 3}}}
    assert chat.complete_json(ASK, Reply, name="reply", schema=bounded).value.words == ["好"]
    sent = [request["response_format"] for request in stub.requests]
    assert "maxItems" in str(sent[0])
    assert sent[1]["type"] == "json_schema"
    assert "maxItems" not in str(sent[1])
    assert sent[2] == {"type": "json_object"}
    chat.complete_json(ASK, Reply, name="reply")
    assert stub.requests[3]["response_format"] == {"type": "json_object"}


def test_an_endpoint_that_always_complains_is_given_up(stub: StubLLM) -> None:
    stub.script(Step(status=400, body='{"error": {"message": "temperature and response_format unknown"}}'))
    with pytest.raises(ModelUnavailable, match="不接受"):
        model(stub).complete_json(ASK, Reply, name="reply")
    assert len(stub.requests) <= 5


def test_make_chat_follows_the_settings() -> None:
    assert make_chat(Settings(llm_base_url="", llm_model="m")) is None
    made = make_chat(
        Settings(llm_base_url="http://127.0.0.1:9", llm_model="m", llm_api_key=SecretStr("k"), llm_timeout=7)
    )
    assert made is not None
    assert (made.name, made.timeout) == ("m", 7)


def test_importing_the_gateway_is_light() -> None:
    code = "import sys, yiju.models.chat; print({'langchain_openai', 'openai'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
