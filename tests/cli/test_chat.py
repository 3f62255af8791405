"""``yiju chat``: lines in, messages out, for people and for scripts."""

import io
import json
import sys
from typing import Any

import pytest

from tests.cli.conftest import CUSTOMER, Desk
from tests.support.agent import worded
from tests.support.shell import Ran
from tests.support.stub_llm import StubLLM, answer, call
from yiju.copilot.agent import incapable

TODAY = ("--today", "2026-02-10")


@pytest.fixture
def chat(filled: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Talks in one go; the lines are piped in."""

    def talk(*lines: str, options: tuple[str, ...] = TODAY) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return filled("chat", *options)

    return talk


def test_lines_are_answered_in_turn(chat: Any) -> None:
    ran = chat(f"拜访策略 {CUSTOMER}", "", "依据 1", "采纳 1", "那付款条件呢？", "退出", "我的客户")
    assert ran.code == 0
    for expected in (
        f"拜访策略 · {CUSTOMER}",
        "第 1 处依据",
        "记下了：采纳第 1 条",
        "60日内电汇付款",
        "可发：",
    ):
        assert expected in ran.out
    assert "您的客户" not in ran.out  # said after 退出
    assert ran.err == ""


def test_json_is_one_object_a_turn(chat: Any) -> None:
    ran = chat("待办承诺", "付款条件是什么", "👍", options=(*TODAY, "--json"))
    turns = [json.loads(line) for line in ran.out.splitlines()]
    assert [turn["text"] for turn in turns] == ["待办承诺", "付款条件是什么", "👍"]
    (answer,) = turns[1]["messages"]
    cited = [source for line in answer["lines"] for source in line["sources"]]
    assert [source["number"] for source in cited] == list(range(1, len(cited) + 1))
    assert cited and all(source["tag"].startswith("〔依据") for source in cited)
    assert answer["suggestion"].startswith("s")


def test_the_day_is_the_one_given(chat: Any) -> None:
    assert "⚠ 逾期" in chat("待办承诺").out
    assert "⚠ 逾期" not in chat("待办承诺", options=("--today", "2026-01-16")).out


def test_nothing_said_is_no_error(chat: Any) -> None:
    ran = chat()
    assert (ran.code, ran.out, ran.err) == (0, "", "")


def test_mistakes_are_told(chat: Any, desk: Desk) -> None:
    assert chat("帮助", options=("--today", "昨天")).code == 2
    unknown = chat("帮助", options=("--as", "nobody"))
    assert (unknown.code, "没有这个用户" in unknown.err) == (1, True)
    nowhere = Desk(desk.data / "missing")("chat")
    assert (nowhere.code, "没有数据目录" in nowhere.err) == (1, True)


def test_what_documents_hold_does_not_command_the_terminal(chat: Any) -> None:
    ran = chat("拜访策略 \x1b[31m红色", "话术 \u202e反")
    assert "\x1b" not in ran.out and "\u202e" not in ran.out


def test_the_model_may_call_tools_unless_it_is_told_otherwise(
    chat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    incapable.forget()
    with StubLLM() as stub:
        monkeypatch.setenv("YIJU_LLM_BASE_URL", stub.url)
        monkeypatch.setenv("YIJU_LLM_MODEL", "stub")
        stub.script(
            call("search", query="付款条件是什么"),
            lambda body: worded(body, "付款条件是收到合格发票后60日内电汇付款。", "60日内"),
        )
        ran = chat(f"{CUSTOMER}的付款条件是什么")
        assert ran.code == 0 and "60日内电汇付款" in ran.out and "模型 stub" in ran.out
        assert len(stub.requests) == 2 and all("tools" in one for one in stub.requests)
        stub.requests.clear()
        stub.script(answer({"statements": []}))
        ran = chat(f"{CUSTOMER}的付款条件是什么", options=(*TODAY, "--no-agent"))
        assert ran.code == 0 and "60日内电汇付款" in ran.out
        assert stub.requests and not [one for one in stub.requests if "tools" in one]
