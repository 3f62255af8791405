"""A model that breaks leaves the extractive suggestion, and a notice that says why."""

from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, TODAY, honest
from tests.support.desk import Desk, Entry
from tests.support.stored import settings_for
from tests.support.stub_llm import Step, StubLLM, answer
from yiju.copilot.llm_mode import make_llm_mode
from yiju.store.store import Store


@pytest.mark.parametrize(
    ("step", "calls", "why"),
    [
        (Step(text='{"statements": [{"nature"'), 2, "不是 JSON"),
        (Step(text="好的，以下是策略"), 2, "不是 JSON"),
        (answer({"lines": "x", "statements": "x"}), 2, "格式"),
        (Step(status=500), 6, "500"),
        (Step(status=401), 1, "YIJU_LLM_API_KEY"),
        (Step(status=404), 1, "404"),
        (Step(status=429, headers={"Retry-After": "0"}), 3, "429"),
        (answer({"statements": []} | {"lines": []}), None, "没有可写的内容"),
        (Step(text='{"statements": [{"nature": "fact", "text": "很长"}]}', cut_after=40), 6, "断开"),
        (Step(refusal="no"), 2, "没有给出任何内容"),
    ],
)
def test_a_model_that_breaks_leaves_the_extractive_strategy(
    desk: Desk, step: Step, calls: int | None, why: str
) -> None:
    desk.stub.script(step)
    given, plain = desk.strategy(), desk.plain.strategy(CUSTOMER, as_of=TODAY)
    assert (given.mode, given.sections, given.headline) == ("extractive", plain.sections, plain.headline)
    (notice,) = given.notices
    assert "原文摘编" in notice and why in notice
    assert len(notice) < 160
    if calls is not None:
        assert len(desk.stub.requests) == calls


@pytest.mark.parametrize("step", [Step(text="?"), Step(status=500), answer({"lines": [], "statements": []})])
def test_talk_and_answers_fall_back_too(desk: Desk, step: Step) -> None:
    desk.stub.script(step)
    talk, said = desk.talk(), desk.ask("莱茵汽车的付款方式是什么")
    assert talk.sections == desk.plain.talk(CUSTOMER, scene="异议处理", as_of=TODAY).sections
    assert "60天电汇" in said.sections[0].claims[0].text
    assert talk.mode == said.mode == "extractive"


def test_a_slow_model_is_asked_once(account: Path, stub: StubLLM) -> None:
    stub.script(Step(pause=30))
    with Store.open(settings_for(account)) as store:
        given = Desk(store, stub, timeout=0.4).strategy()
    assert given.mode == "extractive"
    assert len(stub.requests) == 1
    (notice,) = given.notices
    assert "规定时间" in notice and "YIJU_LLM_TIMEOUT" in notice


def test_an_endpoint_that_goes_down_midway_is_asked_no_more(desk: Desk) -> None:
    first: list[int] = []

    def once(body: Entry) -> Step:
        first.append(1)
        return honest(body) if len(first) == 1 else Step(status=401)

    desk.stub.script(once)
    given = desk.strategy()
    assert given.mode == "llm"
    assert len(desk.stub.requests) == 2
    (notice,) = given.notices
    assert "原文摘编" in notice and notice.count("401") == 1


def test_nobody_answers_at_all(account: Path) -> None:
    stub = StubLLM()
    stub._server.server_close()
    with Store.open(settings_for(account)) as store:
        given = Desk(store, stub).strategy()
    assert given.mode == "extractive"
    assert "连不上" in given.notices[0] and "YIJU_LLM_BASE_URL" in given.notices[0]


def test_half_a_setting_is_said_to_be_half(tmp_path: Path) -> None:
    told: list[str] = []
    assert make_llm_mode(settings_for(tmp_path, llm_base_url="http://127.0.0.1:1/v1"), told.append) is None
    assert "YIJU_LLM_MODEL" in told[0]
    assert make_llm_mode(settings_for(tmp_path), told.append) is None
    assert len(told) == 1
