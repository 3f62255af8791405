"""A reranking endpoint behind ``ask``: asked of the viewer's own passages; where it is down, that is said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.stored import put, settings_for, viewer
from tests.support.stub_llm import Body, Step, StubLLM
from yiju.copilot.retrieve import Reader
from yiju.copilot.service import Copilot
from yiju.models.embedder_hashing import HashingEmbedder
from yiju.models.reranker_endpoint import EndpointReranker
from yiju.store.store import Store

CUSTOMER = "莱茵汽车"


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    with StubLLM() as server:
        yield server


@pytest.fixture
def copilot(tmp_path: Path, stub: StubLLM) -> Iterator[Copilot]:
    with Store.open(settings_for(tmp_path / "data", embedder="hashing")) as store:
        for unit, months in (("east", "36"), ("west", "60")):
            files = {
                "a.txt": f"质保期为{months}个月，自验收合格之日起计算。",
                "b.txt": "食堂每周供应三天素食。",
            }
            made = HashingEmbedder()
            put(store, tmp_path / unit, files, unit=unit, customer=f"{CUSTOMER}{unit}", embedder=made)
        reranker = EndpointReranker(stub.url, "m", pause=0.01)
        yield Copilot(Reader(store, HashingEmbedder(), viewer("east"), reranker=reranker))


def _even(body: Body) -> Step:
    rows = [{"index": at, "relevance_score": 1.0} for at in range(len(body["documents"]))]
    return Step(raw=json.dumps({"results": rows}))


def test_the_question_and_own_passages_alone_are_sent(copilot: Copilot, stub: StubLLM) -> None:
    stub.script(_even)
    given = copilot.ask("质保期多长")
    sent = [text for request in stub.requests for text in request["documents"]]
    assert [request["query"] for request in stub.requests] == ["质保期多长"]
    assert any("36个月" in text for text in sent)
    assert not any("60个月" in text for text in sent)
    assert "36个月" in given.sections[0].claims[0].text
    assert given.notices == ()


def test_an_endpoint_that_is_down_costs_no_answer(copilot: Copilot, stub: StubLLM) -> None:
    stub.script(Step(status=500))
    given = copilot.ask("质保期多长")
    assert "36个月" in given.sections[0].claims[0].text
    assert len(given.notices) == 1
    assert "重排模型 m 不可用" in given.notices[0]
