"""The embeddings adapter against a real server on this machine."""

import base64
import json
import socket
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.support.stub_llm import Step, StubLLM
from yiju.errors import ModelUnavailable
from yiju.models.embedder import make_embedder
from yiju.models.embedder_endpoint import EndpointEmbedder
from yiju.settings import Settings


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


def _vector(text: str) -> list[float]:
    return [float(len(text)), 1.0, -float(text.count("a"))]


def _listed(body: dict[str, Any]) -> Step:
    """Vectors in reverse order, as numbers."""
    rows = [{"index": n, "embedding": _vector(t)} for n, t in enumerate(body["input"])]
    return Step(raw=json.dumps({"object": "list", "data": rows[::-1], "usage": {"prompt_tokens": 3}}))


def _base64(body: dict[str, Any]) -> Step:
    """The same as base64."""
    rows = [
        {"index": n, "embedding": base64.b64encode(np.asarray(_vector(t), dtype="<f4").tobytes()).decode()}
        for n, t in enumerate(body["input"])
    ]
    return Step(raw=json.dumps({"data": rows}))


def _made(stub: StubLLM, *, key: str = "", seconds: float = 10.0) -> EndpointEmbedder:
    return EndpointEmbedder(stub.url, "bge-m3", key, seconds=seconds, pause=0.01)


@pytest.mark.parametrize("answer", [_listed, _base64])
def test_vectors_come_in_the_order_of_the_texts_at_unit_length(stub: StubLLM, answer: Any) -> None:
    stub.script(answer)
    made = _made(stub, key="sk-embed-key")
    texts = [f"{'a' * (n % 5)}段落{n}" for n in range(70)]
    vectors = made.passages(texts)
    expected = np.asarray([_vector(t) for t in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, expected, atol=1e-6)
    assert np.allclose(made.query(texts[3]), expected[3], atol=1e-6)
    assert made.dim == 3
    assert [len(sent["input"]) for sent in stub.requests] == [32, 32, 6, 1]
    assert {(sent["model"], sent["encoding_format"]) for sent in stub.requests} == {("bge-m3", "float")}
    assert set(stub.paths) == {"/v1/embeddings"}
    assert set(stub.authorizations) == {"Bearer sk-embed-key"}


def test_the_dimension_is_asked_for_once(stub: StubLLM) -> None:
    stub.script(_listed)
    made = _made(stub)
    assert (made.dim, made.dim) == (3, 3)
    assert made.passages([]).shape == (0, 3)
    assert len(stub.requests) == 1
    assert stub.authorizations == [""]


def test_the_settings_make_one(stub: StubLLM) -> None:
    stub.script(_listed)
    chosen = {"embedder": "endpoint", "embed_base_url": stub.url, "embed_model": "m", "embed_api_key": "k-1"}
    made = make_embedder(Settings.model_validate(chosen))
    assert made is not None
    assert made.query("合同").shape == (3,)
    assert stub.authorizations == ["Bearer k-1"]


def test_a_changed_length_is_refused(stub: StubLLM) -> None:
    short = Step(raw='{"data": [{"index": 0, "embedding": [1, 0]}]}')
    stub.script(_listed, short)
    made = _made(stub)
    made.query("x")
    with pytest.raises(ModelUnavailable, match="由 3 变成了 2"):
        made.query("x")


def test_an_overloaded_server_is_asked_again_when_it_says(stub: StubLLM) -> None:
    stub.script(Step(status=429, headers={"retry-after": "0"}), Step(status=503), _listed)
    assert _made(stub).query("x").shape == (3,)
    assert len(stub.requests) == 3


def test_it_gives_up_after_three_attempts(stub: StubLLM) -> None:
    stub.script(Step(status=500))
    with pytest.raises(ModelUnavailable, match="HTTP 500"):
        _made(stub).query("x")
    assert len(stub.requests) == 3


def test_a_wait_beyond_the_limit_is_not_waited_for(stub: StubLLM) -> None:
    stub.script(Step(status=429, headers={"retry-after": "3600"}))
    with pytest.raises(ModelUnavailable, match="HTTP 429"):
        _made(stub).query("x")
    assert len(stub.requests) == 1


@pytest.mark.parametrize("step", [Step(pause=5), Step(raw=" " * 200 + "{}", trickle=0.02)])
def test_a_slow_server_is_left_in_time(stub: StubLLM, step: Step) -> None:
    stub.script(step)
    with pytest.raises(ModelUnavailable, match=r"0\.2 秒内没有应答"):
        _made(stub, seconds=0.2).query("x")


@pytest.mark.parametrize(
    "raw",
    [
        "<html>",
        "[1]",
        "{}",
        '{"data": []}',
        '{"data": [{"index": 0, "embedding": []}]}',
        '{"data": [{"index": 0, "embedding": [1, NaN]}]}',
        '{"data": [{"index": 0, "embedding": ["1", "x"]}]}',
        '{"data": [{"index": 0, "embedding": [1' + "0" * 400 + "]}]}",
        '{"data": [{"index": 0, "embedding": "AAA"}]}',
        '{"data": [{"index": 0, "embedding": "AAAA"}]}',
        '{"data": [{"index": 5, "embedding": [1, 0]}]}',
        '{"data": [{"index": 0, "embedding": [1, 0]}, {"index": 0, "embedding": [0, 1]}]}',
    ],
)
def test_a_wrong_answer_is_no_vector(stub: StubLLM, raw: str) -> None:
    stub.script(Step(raw=raw))
    with pytest.raises(ModelUnavailable, match="bge-m3"):
        _made(stub).query("x")


def test_the_key_stays_secret(stub: StubLLM) -> None:
    stub.script(Step(status=401, body='{"error": "bad key sk-embed-key"}'))
    with pytest.raises(ModelUnavailable, match="HTTP 401") as caught:
        _made(stub, key="sk-embed-key").query("x")
    assert "sk-embed" not in f"{caught.value}{caught.value.hint}"
    assert len(stub.requests) == 1


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ModelUnavailable, match="连不上"):
        EndpointEmbedder(f"http://127.0.0.1:{port}/v1", "m").query("x")


def test_a_proxy_is_not_asked_for_this_machine(stub: StubLLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    stub.script(_listed)
    assert _made(stub).query("x").shape == (3,)
