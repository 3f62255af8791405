"""The bots' conversation with the agent: what it shows, the feedback it asks to confirm, and without it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.account import CUSTOMER, TODAY, build
from tests.support.agent import scripted, worded
from tests.support.stored import settings_for
from tests.support.stub_llm import Step, StubLLM, answer, call, calls
from tests.support.talking import Talker
from yiju.sandbox.proposals import LIFETIME
from yiju.sandbox.signals import own_signals
from yiju.sandbox.types import Signal
from yiju.store.store import Store

PAID = "付款方式为货到验收后60天电汇。"
ASKED = f"{CUSTOMER}的付款方式是什么"


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small account's data folder."""
    return build(tmp_path_factory.mktemp("account"))


@pytest.fixture
def stub() -> Iterator[StubLLM]:
    """A scripted model."""
    with scripted() as server:
        yield server


@pytest.fixture
def talker(account: Path, stub: StubLLM) -> Iterator[Talker]:
    """A rep who talks with the bot in a chat of their own."""
    with Store.open(settings_for(account, llm_base_url=stub.url, llm_model="stub")) as store:
        made = Talker(store, "xiaoli", TODAY)
        made.desk = replace(made.desk, extractive=False)
        yield made


def _asked(stub: StubLLM) -> None:
    stub.script(call("search", query="付款方式是什么"), lambda body: worded(body, PAID, "60天电汇"))


def _signals(talker: Talker, suggestion: str) -> list[Signal]:
    return own_signals(talker.desk.store.sql, talker.asker.own, [suggestion])


def test_free_text_goes_to_the_agent_and_commands_do_not(talker: Talker, stub: StubLLM) -> None:
    _asked(stub)
    said = talker.say(ASKED)
    assert PAID in said and "模型 stub" in said and "第8.1条" in said
    count = len(stub.requests)
    assert count == 2 and "tools" in stub.requests[0]
    assert "60天电汇" in talker.say("依据 1")
    talker.say("待办承诺")
    assert len(stub.requests) == count


def _propose(talker: Talker, stub: StubLLM) -> str:
    _asked(stub)
    talker.say(ASKED)
    suggestion = talker.memory.suggestion
    stub.script(call("feedback", kind="used", claim=1), Step(text="好"))
    said = talker.say("上面第一条我今天谈的时候拿出来讲了")
    assert "要对" in said and "会谈中用了" in said and "确认" in said
    assert _signals(talker, suggestion) == []
    assert talker.memory.suggestion == suggestion
    return suggestion


def test_feedback_is_kept_when_the_person_says_so(talker: Talker, stub: StubLLM) -> None:
    suggestion = _propose(talker, stub)
    assert "要不要记下您的意见" in talker.say("记忆")
    assert "记下了" in talker.say("确认")
    (signal,) = _signals(talker, suggestion)
    assert (signal.kind, signal.author, signal.channel) == ("used", "xiaoli", "dingtalk")
    assert not talker.memory.pending


@pytest.mark.parametrize("said", ["取消", "我的客户", ASKED])
def test_anything_else_lets_it_go(talker: Talker, stub: StubLLM, said: str) -> None:
    suggestion = _propose(talker, stub)
    _asked(stub)
    talker.say(said)
    assert talker.memory.pending.get("kind") != "confirm"
    assert _signals(talker, suggestion) == []


@pytest.mark.parametrize("said", ["確認", "對", "ＯＫ", "Ok。", "确认！", "好的"])
def test_a_yes_is_read_in_any_script_and_width(talker: Talker, stub: StubLLM, said: str) -> None:
    suggestion = _propose(talker, stub)
    assert "记下了" in talker.say(said)
    assert len(_signals(talker, suggestion)) == 1


@pytest.mark.parametrize("said", ["好像", "再想想", "随便"])
def test_neither_yes_nor_no_is_asked_again(talker: Talker, stub: StubLLM, said: str) -> None:
    suggestion = _propose(talker, stub)
    count = len(stub.requests)
    assert "要对" in talker.say(said) and len(stub.requests) == count
    assert _signals(talker, suggestion) == []
    assert "记下了" in talker.say("确认")


def test_below_an_answer_a_yes_may_be_meant_for_the_answer(talker: Talker, stub: StubLLM) -> None:
    _asked(stub)
    talker.say(ASKED)
    suggestion = talker.memory.suggestion
    both = calls(("feedback", {"kind": "down", "claim": 1}), ("search", {"query": "付款方式是什么"}))
    stub.script(both, lambda body: worded(body, PAID, "60天电汇"))
    said = talker.say(f"刚才第一条说得不对路，另外{CUSTOMER}的付款方式到底是什么")
    assert PAID in said and f"要对{CUSTOMER}的回答“{ASKED}”（第 1 条）记下" in said
    assert said.count("要对") == 1 and "缺：" not in said, "it is no part of the answer"
    assert "要对" in talker.say("好")
    assert _signals(talker, suggestion) == []
    assert "记下了" in talker.say("记下")
    (signal,) = _signals(talker, suggestion)
    assert signal.kind == "down"


def test_it_does_not_wait_for_ever(talker: Talker, stub: StubLLM) -> None:
    suggestion = _propose(talker, stub)
    until = dt.datetime.now(dt.UTC) - LIFETIME
    stale = {**talker.memory.pending, "until": until.isoformat()}
    talker.memory = talker.memory.model_copy(update={"pending": stale})
    assert "已经过期" in talker.say("确认")
    assert _signals(talker, suggestion) == []


def test_what_has_expired_is_not_asked_again(talker: Talker, stub: StubLLM) -> None:
    suggestion = _propose(talker, stub)
    until = dt.datetime.now(dt.UTC) - LIFETIME
    stale = {**talker.memory.pending, "until": until.isoformat()}
    talker.memory = talker.memory.model_copy(update={"pending": stale})
    assert "记下" not in talker.say("再想想")
    assert _signals(talker, suggestion) == []


def test_all_of_the_words_that_would_be_kept_are_shown(talker: Talker, stub: StubLLM) -> None:
    _asked(stub)
    talker.say(ASKED)
    suggestion = talker.memory.suggestion
    words = (
        "上次给我的那个第一条我看了看，最好还是改成"
        + "、".join(f"先说第{n}件事再问他们的意见" for n in range(1, 9))
        + "最后才谈价格"
    )
    stub.script(call("feedback", kind="edited", claim=1, comment=words), Step(text="好"))
    assert words in talker.say(words)
    talker.say("确认")
    (signal,) = _signals(talker, suggestion)
    assert signal.comment == words


def test_advice_that_the_agent_made_is_shown_as_such(talker: Talker, stub: StubLLM) -> None:
    stub.script(call("strategy", customer=CUSTOMER), answer({"statements": []}))
    said = talker.say(f"我后天要去{CUSTOMER}，你看我该怎么准备才好呢，尤其是碳足迹这件事情")
    assert f"拜访策略 · {CUSTOMER}" in said


def test_without_the_agent_the_fixed_graph_answers(talker: Talker, stub: StubLLM) -> None:
    settings = talker.desk.settings.model_copy(update={"agent": False})
    talker.desk = replace(talker.desk, chosen=settings)
    stub.script(answer({"statements": []}))
    assert "60天电汇" in talker.say(ASKED)
    assert not [one for one in stub.requests if "tools" in one]


def test_a_model_that_is_no_agent_costs_no_answer(talker: Talker, stub: StubLLM) -> None:
    stub.script(Step(text="60天"), Step(text="60天"), answer({"statements": []}))
    said = talker.say(ASKED)
    assert "60天电汇" in said and "不能调用工具" in said
