"""What a model's endpoint is told of people, and what comes back."""

import ast
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, SecretStr

import yiju
from tests.support.stub_llm import Step, StubLLM, answer, call
from yiju.errors import ModelUnavailable, YijuError
from yiju.models.chat import ChatModel, Message, Spoken, ToolCall, ToolSpec, make_chat
from yiju.models.embedder import make_embedder
from yiju.models.outside import is_private
from yiju.models.reranker import make_reranker
from yiju.settings import Settings

MOBILE, MAIL, ID, CARD = (
    "138-1234-5678",
    "li.lei@rhein.example.com",
    "11010519491231002X",
    "6222021234567890128",
)
SECRETS = (MOBILE, MAIL, ID, CARD)
PROMPT = [
    Message("system", "只用证据回答。"),
    Message("user", f"[E1] 王工电话{MOBILE}，邮箱{MAIL}。\n[E2] 身份证{ID}，卡号{CARD}；王工电话{MOBILE}。"),
]


class Reply(BaseModel):
    """An answer of a few words."""

    model_config = ConfigDict(extra="forbid")
    words: list[str]


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


def chat(stub: StubLLM, **more: Any) -> ChatModel:
    made = make_chat(Settings(llm_base_url=stub.url, llm_model="m", llm_api_key=SecretStr("k"), **more))
    assert made is not None
    return made


def sent(stub: StubLLM) -> str:
    """All that was sent, as the server read it."""
    return json.dumps(stub.requests, ensure_ascii=False)


def test_nothing_personal_is_sent_and_all_of_it_comes_back(stub: StubLLM) -> None:
    stub.script(answer({"words": ["打〈手机1〉", "写给〈邮箱1〉", "〈身份证1〉和〈银行卡1〉"]}))
    done = chat(stub).complete_json(PROMPT, Reply, name="reply")
    assert done.value.words == [f"打{MOBILE}", f"写给{MAIL}", f"{ID}和{CARD}"]
    assert not any(one in sent(stub) for one in SECRETS)
    assert stub.prompt().count("〈手机1〉") == 2
    assert "王工" in stub.prompt()


def test_a_placeholder_in_escapes_comes_back_too(stub: StubLLM) -> None:
    stub.script(Step(text=json.dumps({"words": ["打〈手机1〉"]}, ensure_ascii=True)))
    assert chat(stub).complete_json(PROMPT, Reply, name="reply").value.words == [f"打{MOBILE}"]


def test_what_the_model_invents_or_the_text_says_itself_stands_for_nothing(stub: StubLLM) -> None:
    stub.script(answer({"words": ["〈手机1〉", "〈手机2〉", "〈手机9〉", "〈人名1〉", "手机1"]}))
    text = f"原文写着〈手机1〉，实际是{MOBILE}"
    done = chat(stub).complete_json([Message("user", text)], Reply, name="reply")
    assert done.value.words == ["〈手机1〉", MOBILE, "〈手机9〉", "〈人名1〉", "手机1"]


def test_signs_that_json_escapes_come_back_whole(stub: StubLLM) -> None:
    name = 'Anna "Änne" Weber'
    stub.script(answer({"words": ["〈人名1〉同意"]}))
    known = chat(stub, privacy="name=mask_in_prompts").knowing([name])
    done = known.complete_json([Message("user", f"{name}说可以")], Reply, name="reply")
    assert done.value.words == [f"{name}同意"]
    assert "Weber" not in sent(stub)


def test_a_form_to_answer_in_holds_nothing_either(stub: StubLLM) -> None:
    stub.script(answer({"words": ["〈手机1〉"]}))
    schema = {"type": "object", "properties": {"words": {"type": "array", "items": {"enum": [MOBILE]}}}}
    done = chat(stub).complete_json([Message("user", "选一个")], Reply, name="reply", schema=schema)
    assert done.value.words == [MOBILE]
    assert MOBILE not in sent(stub)


def test_a_second_attempt_hides_the_same(stub: StubLLM) -> None:
    stub.script(Step(status=500), answer({"words": ["〈手机1〉"]}))
    assert chat(stub).complete_json(PROMPT, Reply, name="reply").value.words == [MOBILE]
    first, second = (body["messages"] for body in stub.requests)
    assert first == second


def test_tools_are_called_with_the_values(stub: StubLLM) -> None:
    stub.script(call("search", query="谁用〈手机1〉", more={"mail": "〈邮箱1〉"}))
    tool = ToolSpec("search", f"查资料，如{MOBILE}", {"type": "object", "properties": {}})
    earlier = ToolCall("c1", "search", json.dumps({"query": MAIL}))
    said = [
        Spoken("user", f"{MOBILE}是谁的"),
        Spoken("assistant", "", (earlier,)),
        Spoken("tool", MAIL, (), "c1"),
    ]
    (made,) = chat(stub).call_tools(said, [tool]).calls
    assert json.loads(made.arguments) == {"query": f"谁用{MOBILE}", "more": {"mail": MAIL}}
    assert not any(one in sent(stub) for one in SECRETS)


def test_words_beside_tools_come_back(stub: StubLLM) -> None:
    stub.script(Step(text="是〈手机1〉的机主"))
    assert chat(stub).call_tools([Spoken("user", MOBILE)], []).text == f"是{MOBILE}的机主"


def test_only_an_endpoint_that_is_private_and_declared_ours_is_told(stub: StubLLM) -> None:
    stub.script(answer({"words": []}))
    chat(stub, local_models=True).complete_json(PROMPT, Reply, name="reply")
    assert all(one in stub.prompt() for one in SECRETS)
    public = Settings(llm_base_url="https://api.example.com/v1", llm_model="m", local_models=True)
    made = make_chat(public)
    assert made is not None and made.privacy is not None


@pytest.mark.parametrize(
    ("url", "private"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8000/v1", True),
        ("http://10.0.0.5:8000/v1", True),
        ("http://192.168.1.9/v1", True),
        ("http://[fd00::1]/v1", True),
        ("http://172.16.0.1/v1", True),
        ("http://169.254.1.1/v1", True),
        ("http://[fe80::1]/v1", True),
        ("http://vllm:8000/v1", False),
        ("http://gpu.internal/v1", False),
        ("http://api.localhost/v1", False),
        ("http://0x7f000001/v1", False),
        ("http://127.1/v1", False),
        ("http://172.32.0.1/v1", False),
        ("http://100.64.0.1/v1", False),
        ("http://192.0.2.5/v1", False),
        ("http://198.18.0.1/v1", False),
        ("http://240.0.0.1/v1", False),
        ("http://[64:ff9b::808:808]/v1", False),
        ("http://[2002:808:808::1]/v1", False),
        ("http://[::ffff:10.0.0.1]/v1", True),
        ("https://api.example.com/v1", False),
        ("https://localhost.example.com/v1", False),
        ("https://8.8.8.8/v1", False),
        ("https://10.0.0.5.example.com/v1", False),
        ("https://10.0.0.5@api.example.com/v1", False),
        ("http://[::ffff:8.8.8.8]/v1", False),
        ("http://134744072/v1", False),
        ("http://0.0.0.0/v1", False),
        ("no address", False),
        ("", False),
    ],
)
def test_an_address_is_private_as_it_is_written(url: str, private: bool) -> None:
    assert is_private(url) == private


def test_a_name_is_private_only_where_it_is_named() -> None:
    settings = Settings(
        llm_base_url="http://VLLM.:8000/v1",
        llm_model="m",
        local_models=True,
        local_model_hosts=" vllm ，gpu.internal",
    )
    made = make_chat(settings)
    assert made is not None and made.privacy is None
    for change in ({"local_models": False}, {"local_model_hosts": "gpu"}):
        other = make_chat(settings.model_copy(update=change))
        assert other is not None and other.privacy is not None


def test_a_kind_may_be_kept_or_hidden(stub: StubLLM) -> None:
    stub.script(answer({"words": ["〈人名1〉"]}))
    done = chat(stub, privacy="email=keep，name=mask_in_prompts").complete_json(PROMPT, Reply, name="reply")
    assert done.value.words == ["王工"]
    assert MAIL in stub.prompt() and "王工" not in stub.prompt() and MOBILE not in stub.prompt()


@pytest.mark.parametrize("wrong", ["mobil=keep", "mobile", "mobile=hide", "=keep", "mobile:keep"])
def test_a_policy_that_cannot_be_read_stops_everything(stub: StubLLM, wrong: str) -> None:
    with pytest.raises(YijuError, match="YIJU_PRIVACY"):
        chat(stub, privacy=wrong)


def test_no_log_and_no_error_tells_anything(stub: StubLLM, caplog: pytest.LogCaptureFixture) -> None:
    def complains(body: dict[str, Any]) -> Step:
        said = str(body["messages"])
        return Step(status=400, body=json.dumps({"error": {"message": said}}))

    stub.script(complains)
    with caplog.at_level(logging.DEBUG), pytest.raises(ModelUnavailable) as raised:
        chat(stub).complete_json(PROMPT, Reply, name="reply")
    assert not any(one in f"{raised.value}{caplog.text}" for one in SECRETS)


def test_what_is_embedded_and_reranked_holds_nothing_personal(stub: StubLLM) -> None:
    vector = {"data": [{"index": 0, "embedding": [1.0, 0.0]}]}
    stub.script(Step(raw=json.dumps(vector)))
    more: dict[str, Any] = {"embedder": "endpoint", "embed_base_url": stub.url, "embed_model": "m"}
    embedder = make_embedder(Settings(**more))
    assert embedder is not None
    embedder.query(f"谁是{MOBILE}")
    embedder.passages([PROMPT[1].text])
    stub.script(Step(raw=json.dumps({"results": [{"index": 0, "relevance_score": 1}]})))
    reranker = make_reranker(Settings(rerank_base_url=stub.url, rerank_model="m"))
    assert reranker is not None
    reranker.scores(f"{MAIL}是谁", [PROMPT[1].text])
    assert len(stub.requests) == 3
    assert not any(one in sent(stub) for one in SECRETS)
    assert "〈手机〉" in sent(stub) and "〈邮箱〉" in sent(stub)


def test_every_model_is_reached_through_this_door() -> None:
    """Whoever makes a client elsewhere would send what nobody has masked."""
    found: set[tuple[str, str]] = set()
    root = Path(yiju.__file__).parent
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {
                    "ChatModel",
                    "ChatOpenAI",
                    "OpenAI",
                    "Endpoint",
                    "EndpointEmbedder",
                    "EndpointReranker",
                }:
                    found.add((path.relative_to(root).as_posix(), name))
    assert found == {
        ("models/chat.py", "ChatModel"),
        ("models/chat.py", "ChatOpenAI"),
        ("models/embedder.py", "EndpointEmbedder"),
        ("models/embedder_endpoint.py", "Endpoint"),
        ("models/reranker.py", "EndpointReranker"),
        ("models/reranker_endpoint.py", "Endpoint"),
        ("models/transcription.py", "Endpoint"),
    }
