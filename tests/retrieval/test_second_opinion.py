"""A reranking endpoint on this machine has the last word on the order, and sees no more than the viewer."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.retrieval.test_store_shelf import shelf
from tests.support.stored import put
from tests.support.stub_llm import Body, Step, StubLLM
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.models.reranker_endpoint import EndpointReranker
from yiju.retrieval.ranked import Ranked
from yiju.retrieval.search import retrieve
from yiju.retrieval.second_opinion import FEATURE, READ
from yiju.store.store import Store

QUESTION = "模具费怎么分摊"


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    for unit in ("east", "west"):
        files = {f"{n}.txt": f"模具费由双方分摊｜{unit}｜第{n}号" for n in range(40)}
        put(store, tmp_path / unit, files, unit=unit, customer="莱茵汽车", embedder=HashingEmbedder())
    return store


def _numbered(body: Body) -> Step:
    """The higher a passage's number, the better."""
    rows = [
        {"index": at, "relevance_score": float(text.split("第")[-1].split("号")[0])}
        for at, text in enumerate(body["documents"])
    ]
    return Step(raw=json.dumps({"results": rows}))


def _asked(
    store: Store, stub: StubLLM, told: list[str], *units: str, limit: int = 50, seconds: float = 10.0
) -> list[Ranked]:
    reranker = EndpointReranker(stub.url, "m", seconds=seconds, pause=0.01)
    with store.vectors.session():
        return retrieve(
            shelf(store, *units),
            HashingEmbedder(),
            QUESTION,
            limit=limit,
            reranker=reranker,
            tell=told.append,
        )


def _own(store: Store, *units: str, limit: int = 50) -> list[str]:
    with store.vectors.session():
        found = retrieve(shelf(store, *units), HashingEmbedder(), QUESTION, limit=limit)
    return [one.passage.text for one in found]


def test_the_model_orders_the_best_and_the_rest_stays_behind(filled: Store, stub: StubLLM) -> None:
    stub.script(_numbered)
    own = _own(filled, "east")
    told: list[str] = []
    found = _asked(filled, stub, told, "east")
    texts = [one.passage.text for one in found]
    scored = [one.features[FEATURE] for one in found[:READ]]
    assert len(own) == 40
    assert scored == sorted(scored, reverse=True)
    assert len(set(scored)) == READ
    assert sorted(texts[:READ]) == sorted(own[:READ])
    assert texts[READ:] == own[READ:]
    assert texts[:READ] != own[:READ]
    assert all(one.score >= after.score for one, after in pairwise(found))
    assert told == []


def test_it_reads_more_than_is_asked_for(filled: Store, stub: StubLLM) -> None:
    stub.script(_numbered)
    found = _asked(filled, stub, [], "east", limit=3)
    assert len(stub.requests[0]["documents"]) == READ
    assert len(found) == 3
    best = sorted(
        (int(t.split("第")[-1].split("号")[0]) for t in stub.requests[0]["documents"]), reverse=True
    )
    assert [int(one.features[FEATURE]) for one in found] == best[:3]


def test_nothing_of_another_unit_is_sent(filled: Store, stub: StubLLM) -> None:
    stub.script(_numbered)
    _asked(filled, stub, [], "west")
    sent = [text for request in stub.requests for text in request["documents"]]
    assert len(sent) == READ
    assert all("west" in text and "east" not in text for text in sent)
    stub.requests.clear()
    assert _asked(filled, stub, []) == []
    assert stub.requests == []


@pytest.mark.parametrize(
    ("step", "seconds"),
    [
        (Step(status=500), 10.0),
        (Step(status=401), 10.0),
        (Step(raw='{"results": []}'), 10.0),
        (Step(raw="<html>"), 10.0),
        (Step(pause=5), 0.2),
    ],
)
def test_where_it_fails_the_own_order_stands_and_it_is_said(
    filled: Store, stub: StubLLM, step: Step, seconds: float
) -> None:
    stub.script(step)
    told: list[str] = []
    found = _asked(filled, stub, told, "east", seconds=seconds)
    assert [one.passage.text for one in found] == _own(filled, "east")
    assert len(told) == 1
    assert "重排模型 m 不可用" in told[0]
    assert "本次按自带的排序" in told[0]
