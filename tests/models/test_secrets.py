"""No error repeats a password, a key or a query string: errors are logged, and notices are saved."""

import json

import httpx
import pytest
from pydantic import BaseModel
from qdrant_client import QdrantClient
from qdrant_client.http.exceptions import ResponseHandlingException

from tests.support.stub_llm import Step, StubLLM
from yiju.errors import BAD_ADDRESS, ModelUnavailable, YijuError, address, without_secrets
from yiju.models.chat import ChatModel, Message
from yiju.models.embedder_endpoint import EndpointEmbedder
from yiju.store.vectors.client import ClientVectors

SECRETS = ("hunter22", "hush-99", "kn0ck-kn0ck", "/v1")
ASK = [Message("user", "你好")]


class _Answer(BaseModel):
    """What is asked for, and never comes."""


def _silent(told: YijuError) -> None:
    assert [secret for secret in SECRETS if secret in str(told)] == []


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:hunter22@llm.example:8000/v1?api-key=hush-99#x", "http://llm.example:8000"),
        ("https://api.example.com/v1", "https://api.example.com"),
        ("http://[::1]:90/v1", "http://[::1]:90"),
        ("user:hunter22@127.0.0.1:1", "127.0.0.1:1"),
        ("localhost:6333", "localhost:6333"),
        ("http://user:hun/ter22@h/v1", BAD_ADDRESS),
        ("http://user:hun#ter22@h", BAD_ADDRESS),
        ("http://[::", BAD_ADDRESS),
        ("", BAD_ADDRESS),
    ],
)
def test_an_address_is_scheme_host_and_port(url: str, shown: str) -> None:
    assert address(url) == shown


def test_anothers_words_lose_their_keys() -> None:
    said = (
        "at http://u:hunter22@h:1/p?k=hush-99: api_key=abc, Bearer abcdefgh, sk-12345678, password: x1, mine"
    )
    assert without_secrets(said, "mine") == "at http://h:1 ***, ***, ***, ***, ***"
    assert without_secrets("max_tokens: 5 超出 token 上限") == "max_tokens: 5 超出 token 上限"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:hunter22@127.0.0.1:1/v1?api-key=hush-99",
        "http://user:hunter22#hush-99@127.0.0.1/v1",
        "http://user:hunter22@[::",
        "ftp://user:hunter22@127.0.0.1:1",
    ],
)
def test_an_endpoint_that_is_not_there(url: str) -> None:
    chat = ChatModel(base_url=url, model="m", api_key="kn0ck-kn0ck", timeout=5)
    with pytest.raises(ModelUnavailable) as told:
        chat.complete_json(ASK, _Answer, name="r")
    _silent(told.value)
    with pytest.raises(ModelUnavailable) as told:
        EndpointEmbedder(url, "m", "kn0ck-kn0ck", pause=0).query("x")
    _silent(told.value)


def test_a_server_that_repeats_the_key() -> None:
    words = {"error": {"message": "key kn0ck-kn0ck at http://u:hunter22@h/v1?k=hush-99 is odd"}}
    with StubLLM() as stub:
        stub.script(Step(status=400, body=json.dumps(words)))
        url = stub.url.replace("://", "://user:hunter22@")
        chat = ChatModel(base_url=url, model="m", api_key="kn0ck-kn0ck", timeout=5)
        with pytest.raises(ModelUnavailable, match="is odd") as told:
            chat.complete_json(ASK, _Answer, name="r")
    _silent(told.value)


def test_an_embedding_server_that_repeats_the_url() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"no way to {request.url} with kn0ck-kn0ck")

    url = "http://user:hunter22@embed.example:8000/v1?k=hush-99"
    made = EndpointEmbedder(url, "m", "kn0ck-kn0ck", transport=httpx.MockTransport(handle), pause=0)
    with pytest.raises(ModelUnavailable, match=r"http://embed\.example:8000") as told:
        made.query("x")
    _silent(told.value)


def test_a_vector_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "http://user:hunter22@vectors.example:6333/v1?api-key=hush-99"

    def refuse(*_: object) -> bool:
        raise ResponseHandlingException(OSError(f"no way to {url}"))

    client = QdrantClient(":memory:")
    monkeypatch.setattr(client, "collection_exists", refuse)
    with pytest.raises(YijuError, match=r"http://vectors\.example:6333") as told:
        ClientVectors(client, "yiju", place=url, server=True)
    _silent(told.value)
