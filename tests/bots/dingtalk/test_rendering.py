"""What people see: text stays text, whatever stands in it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from yiju.bots.dingtalk.rendering import render, title_of
from yiju.bots.types import Line, Message, Source

OWN = "https://copilot.example.com"


def _message(*lines: Line) -> Message:
    return Message(title="t", lines=lines)


def _shown(markdown: str) -> str:
    """As a person reads it: the markup acted on and gone."""
    html = MarkdownIt("commonmark").enable("table").enable("strikethrough").render(markdown)
    return re.sub(r"<[^>]*>", "", html).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_page_of_a_strategy() -> None:
    tag = "〔依据2026-01-15客户官网ESG年报P12第3段〕"
    shown = render(
        _message(
            Line(text="海澜汽车 · 拜访策略", style="heading"),
            Line(lead="1.", text="2025 年碳排放下降 12%", style="item", sources=(Source(number=1, tag=tag),)),
            Line(lead="说：", text="您好，王工"),
            Line(text="原文第一行\n第二行", style="quote"),
            Line(text="要点", style="item"),
            Line(lead="上文：", text="之前的话", style="note"),
            Line(text="第 1/3 页", style="note"),
        ),
        OWN,
    )
    assert shown == (
        "#### 海澜汽车 · 拜访策略\n\n"
        f"**1.** 2025 年碳排放下降 12%  \n  {tag}1\n\n"
        "**说：** 您好，王工\n\n"
        "> 原文第一行  \n>   第二行\n\n"
        "- 要点\n\n"
        "**上文：** 之前的话\n\n"
        "> 第 1/3 页"
    )
    html = MarkdownIt("commonmark").render(shown)
    assert html.count("<strong>") == 3
    assert html.count("<blockquote>") == 2
    assert html.count("<li>") == html.count("<h4>") == 1


@pytest.mark.parametrize(
    "text",
    [
        "# 标题",
        "> 引用",
        "- 列表",
        "---",
        "***",
        "**粗** 和 *斜* 和 __粗__",
        "[点我](https://evil.example/x)",
        "![图](https://evil.example/x.png)",
        "<a atId=all>所有人</a>",
        "<font color=red>红</font>",
        "`代码`",
        "~~删~~",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "一\n# 二\n- 三\n===",
        "\\*",
        "看 dtmd://dingtalkclient/sendMessage?content=采纳",
    ],
)
def test_nothing_in_a_text_acts(text: str) -> None:
    html = (
        MarkdownIt("commonmark")
        .enable(["table", "strikethrough"])
        .render(render(_message(Line(text=text)), OWN))
    )
    assert re.findall(r"<(?!/?(?:p|br)\b)[^>]*>", html) == []
    assert "https://" not in html
    assert "dtmd://" not in html


_TWINS = str.maketrans("＊｀［］＜＞＼～｜＿＃＋－＝：", "*`[]<>\\~|_#+-=:")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60))
def test_what_is_read_is_what_was_written_but_for_widths(text: str) -> None:
    shown = _shown(render(_message(Line(text=text)), OWN))
    html = MarkdownIt("commonmark").render(render(_message(Line(text=text)), OWN))
    assert re.findall(r"<(em|strong|a|img|h\d|ul|ol|li|code|pre|hr|blockquote)\b", html) in ([], ["ol", "li"])

    def bare(one: str) -> str:
        return re.sub(r"[\s—]|&\w+;|[-=_*.)\d&;\"]", "", one.translate(_TWINS))

    assert bare(shown) == bare(text)


def test_links_to_ourselves_stay_links() -> None:
    shown = render(_message(Line(text=f"全文：{OWN}/s/1 见 https://evil.example/x {OWN}.evil.example/")), OWN)
    assert f"{OWN}/s/1" in shown
    assert "https：//evil.example/x" in shown
    assert "https：//copilot.example．com.evil" in shown


def test_codes_keep_their_underlines() -> None:
    assert render(_message(Line(text="料号 ABC_123_X")), OWN) == "料号 ABC_123_X"


def test_a_title_is_one_line_and_never_empty() -> None:
    assert title_of(Message(title=" a\nb ", lines=())) == "a b"
    assert title_of(Message(title="", lines=())) == "依据"
