"""The rerank adapter against a real server on this machine."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.stub_llm import Body, Step, StubLLM
from yiju.errors import ModelUnavailable, YijuError
from yiju.models.reranker import make_reranker
from yiju.models.reranker_endpoint import EndpointReranker
from yiju.settings import Settings


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


def _made(stub: StubLLM, *, key: str = "", seconds: float = 10.0) -> EndpointReranker:
    return EndpointReranker(stub.url, "bge-reranker", key, seconds=seconds, pause=0.01)


def _scored(body: Body) -> list[tuple[int, float]]:
    """A passage's score is its number; the best comes first, as servers give them."""
    texts = body.get("documents") or body["texts"]
    return sorted(((n, float(text.split("#")[1])) for n, text in enumerate(texts)), key=lambda row: -row[1])


def _cohere(body: Body) -> Step:
    rows = [{"index": n, "relevance_score": score} for n, score in _scored(body)]
    return Step(raw=json.dumps({"id": "x", "results": rows, "meta": {}}))


def _jina(body: Body) -> Step:
    rows = [
        {"index": n, "relevance_score": s, "document": {"text": body["documents"][n]}}
        for n, s in _scored(body)
    ]
    return Step(raw=json.dumps({"model": body["model"], "usage": {}, "results": rows}))


def _data(body: Body) -> Step:
    return Step(raw=json.dumps({"data": [{"index": n, "score": s} for n, s in _scored(body)]}))


def _tei(body: Body) -> Step:
    if "texts" not in body:
        said = "Failed to deserialize the JSON body into the target type: missing field `texts`"
        return Step(status=422, body=said)
    return Step(raw=json.dumps([{"index": n, "score": s} for n, s in _scored(body)]))


PASSAGES = [f"段落#{(n * 37) % 101}" for n in range(70)]
EXPECTED = [float((n * 37) % 101) for n in range(70)]


@pytest.mark.parametrize("server", [_cohere, _jina, _data])
def test_scores_come_in_the_order_of_the_passages(stub: StubLLM, server: Callable[[Body], Step]) -> None:
    stub.script(server)
    assert _made(stub, key="rk-1").scores("年降多少", PASSAGES) == EXPECTED
    assert [len(sent["documents"]) for sent in stub.requests] == [32, 32, 6]
    assert [sent["top_n"] for sent in stub.requests] == [32, 32, 6]
    assert {(sent["model"], sent["query"]) for sent in stub.requests} == {("bge-reranker", "年降多少")}
    assert set(stub.paths) == {"/v1/rerank"}
    assert set(stub.authorizations) == {"Bearer rk-1"}


def test_a_server_that_wants_texts_is_asked_so_from_then_on(stub: StubLLM) -> None:
    stub.script(_tei)
    assert _made(stub).scores("问", PASSAGES) == EXPECTED
    assert ["texts" in sent for sent in stub.requests] == [False, True, True, True]


def test_a_whole_address_is_taken_as_it_is(stub: StubLLM) -> None:
    stub.script(_cohere)
    url = stub.url.removesuffix("/v1")
    assert EndpointReranker(f"{url}/rerank", "m").scores("问", ["一#1"]) == [1.0]
    assert EndpointReranker(f"{url}/", "m").scores("问", ["一#1"]) == [1.0]
    assert stub.paths == ["/rerank", "/rerank"]


def test_nothing_is_asked_for_nothing_and_long_passages_are_cut(stub: StubLLM) -> None:
    stub.script(_cohere)
    made = _made(stub)
    assert made.scores("问", []) == []
    assert stub.requests == []
    made.scores("问", ["短#1#" + "长" * 9000])
    assert len(stub.requests[0]["documents"][0]) == 2_000


def test_an_overloaded_server_is_asked_again(stub: StubLLM) -> None:
    stub.script(Step(status=503), Step(status=429, headers={"retry-after": "0"}), _cohere)
    assert _made(stub).scores("问", ["一#2"]) == [2.0]
    assert len(stub.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_a_refusal_is_not_asked_again(stub: StubLLM, status: int) -> None:
    stub.script(Step(status=status))
    with pytest.raises(ModelUnavailable, match=f"重排模型 bge-reranker .*HTTP {status}"):
        _made(stub).scores("问", ["一#1"])
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"index": 0, "relevance_score": 1}],
        [{"index": 0, "relevance_score": 1}, {"index": 0, "relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"index": 2, "relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"index": -1, "relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"index": "1", "relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"index": True, "relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"relevance_score": 2}],
        [{"index": 0, "relevance_score": 1}, {"index": 1}],
        [{"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": None}],
        [{"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": "2"}],
        [{"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": float("nan")}],
        [{"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": float("inf")}],
        [{"index": 0, "relevance_score": 1}, {"index": 1, "relevance_score": 10**400}],
        [1, 2],
        "?",
        None,
    ],
)
def test_an_answer_that_does_not_score_every_passage_once_is_refused(stub: StubLLM, rows: Any) -> None:
    stub.script(Step(raw=json.dumps({"results": rows})))
    with pytest.raises(ModelUnavailable, match="bge-reranker"):
        _made(stub).scores("问", ["一", "二"])


@pytest.mark.parametrize("raw", ["<html>", "3", "{}", '"x"'])
def test_no_rerank_answer_at_all(stub: StubLLM, raw: str) -> None:
    stub.script(Step(raw=raw))
    with pytest.raises(ModelUnavailable, match="bge-reranker") as caught:
        _made(stub).scores("问", ["一"])
    assert "YIJU_RERANK_BASE_URL" in caught.value.hint


def test_a_slow_server_is_left_in_time(stub: StubLLM) -> None:
    stub.script(Step(pause=5))
    with pytest.raises(ModelUnavailable, match=r"0\.2 秒内没有应答"):
        _made(stub, seconds=0.2).scores("问", ["一#1"])


def test_the_settings_make_one_or_none(stub: StubLLM) -> None:
    assert make_reranker(Settings.model_validate({})) is None
    with pytest.raises(YijuError, match="要一起设"):
        make_reranker(Settings.model_validate({"rerank_model": "m"}))
    stub.script(_cohere)
    chosen = {"rerank_base_url": stub.url, "rerank_model": "m", "rerank_api_key": "k-2"}
    made = make_reranker(Settings.model_validate(chosen))
    assert made is not None
    assert made.name == "endpoint-m"
    assert made.scores("问", ["一#5"]) == [5.0]
    assert stub.authorizations == ["Bearer k-2"]
