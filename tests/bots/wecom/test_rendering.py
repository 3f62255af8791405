"""What WeCom shows of a message, in each of its markdowns."""

import pytest

from yiju.bots.types import Button, Line, Message, Press, Pressed, Source
from yiju.bots.wecom.buttons import APP, BOT, cards, clip, pressed_card
from yiju.bots.wecom.rendering import render

_LINES = (
    Line(text="话术 · 华东电网", style="heading"),
    Line(text="先谈付款", lead="一句话："),
    Line(text="要点1", style="heading"),
    Line(
        text="付款 60 天。",
        lead="1. 说：",
        style="item",
        sources=(Source(number=2, tag="〔依据 合同第8条〕"),),
    ),
    Line(text="我们等了两个月。", style="quote"),
    Line(text="第 1/2 页", style="note"),
    Line(text="　看原文", lead="依据 3", style="item"),
    Line(text="", lead="更多", style="item"),
    Line(text="开场", lead="1.", style="item"),
    Line(text="催款", lead="2.", style="item"),
    Line(),
)


def test_the_bots_markdown() -> None:
    assert render(Message(title="x", lines=_LINES), "bot") == (
        "### 话术 · 华东电网\n\n**一句话：** 先谈付款\n\n#### 要点1\n\n"
        "**1. 说：** 付款 60 天。〔依据 合同第8条〕2\n\n> 我们等了两个月。\n\n> 第 1/2 页\n\n"
        "- **依据 3** 看原文\n- **更多**\n\n**1.** 开场  \n**2.** 催款"
    )


def test_the_apps_markdown() -> None:
    assert render(Message(title="x", lines=_LINES), "app") == (
        "**话术 · 华东电网**\n\n**一句话：** 先谈付款\n\n**要点1**\n\n"
        '**1. 说：** 付款 60 天。<font color="comment">〔依据 合同第8条〕2</font>\n\n> 我们等了两个月。\n\n'
        '<font color="comment">第 1/2 页</font>\n\n· **依据 3** 看原文\n· **更多**\n\n'
        "**1.** 开场\n**2.** 催款"
    )


def test_plain_text() -> None:
    assert render(Message(title="x", lines=_LINES[:2]), "plain") == "话术 · 华东电网\n\n一句话： 先谈付款"


@pytest.mark.parametrize("dialect", ["bot", "app"])
def test_every_line_of_a_quote_is_one_and_a_note_keeps_its_bold_lead(dialect: str) -> None:
    lines = (Line(text="一\n\n# 二\n- 三", style="quote"), Line(text="四\n五", lead="上文：", style="note"))
    shown = render(Message(title="x", lines=lines), "bot" if dialect == "bot" else "app")
    assert shown.startswith("> 一\n> ＃ 二\n> － 三\n\n")
    assert "**上文：** " in shown
    assert "\n五</font>" not in shown  # a colour ends with its line


def test_titles_fit_their_cards() -> None:
    message = Message(
        title="拜访策略 · 华东电网物资有限公司 · 谈续约和付款条件，以及下半年的框架协议怎么签才好",
        lines=(),
        buttons=(Button(label="采纳", press=Press(action="adopt", suggestion="s1")),),
    )
    for room in (BOT, APP):
        [card] = cards(message, "t", room)
        assert len(card["main_title"]["title"]) == room.title
    assert clip("a\nb", 5) == "a b"


def test_a_button_that_cannot_be_named_or_keyed_is_left_out() -> None:
    buttons = (
        Button(label=" ", press=Press(action="up")),
        Button(label="话", press=Press(action="say", value="长" * 400)),
        Button(label="好", press=Press(action="up")),
    )
    [card] = cards(Message(title="x", lines=(), buttons=buttons), "t", BOT)
    assert [one["text"] for one in card["button_list"]] == ["好"]


@pytest.mark.parametrize("action", ["more", "source", "say"])
def test_presses_that_ask_for_more_leave_the_card(action: str) -> None:
    press = Press.model_validate({"action": action, "suggestion": "s1"})
    assert pressed_card(press, "t", Pressed(label="好"), BOT) is None


def test_a_press_that_did_nothing_leaves_the_card() -> None:
    assert pressed_card(Press(action="adopt", suggestion="s1"), "t", Pressed(), BOT) is None
