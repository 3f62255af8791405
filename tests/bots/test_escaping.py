"""Text of documents and chats stays text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.bots.escaping import escape, escape_start

OWN = "https://copilot.example.com"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("见 http://evil.example/a", "见 http：//evil.example/a"),
        ("http://a.example,https://evil.example", "http：//a.example,https：//evil.example"),
        (f"见{OWN}/s/1", f"见{OWN}/s/1"),
        (f"{OWN}/s/1，https://evil.example", f"{OWN}/s/1，https：//evil.example"),
        (f"{OWN}.evil.example/x", "https：//copilot.example．com.evil.example/x"),
        (f"{OWN}@evil.example/x", "https：//copilot.example．com@evil.example/x"),
        ("x" * 40 + "://evil.example", "x" * 40 + "：//evil.example"),
        ("[点我](https://evil.example)", "［点我］(https：//evil.example)"),
        ("见 www.evil.example/login", "见 www．evil.example/login"),
        ("看evil.com/x，evil.com.cn 和点我.top。", "看evil．com/x，evil．com．cn 和点我．top。"),
        ("请点 https:evil.net", "请点 https：evil．net"),
        ("JavaScript:alert(1) mailto:a@b.com", "JavaScript：alert(1) mailto：a@b.com"),
        ("ｈｔｔｐｓ://evil.com", "ｈｔｔｐｓ：//evil．com"),
        ("王总 wang.li@hailan.com，转 a@evil.com/x", "王总 wang.li@hailan.com，转 a@evil．com/x"),
        ("报价单.xlsx、说明.md、1.5 万、Q3.pdf、V2.10", "报价单.xlsx、说明.md、1.5 万、Q3.pdf、V2.10"),
        (f"{OWN}/s/1 evil.com", f"{OWN}/s/1 evil．com"),
        ("file_name Q_17 _斜_", "file_name Q_17 ＿斜＿"),
        ("2026-02-12_Sommerfeld_逐件碳数据", "2026-02-12＿Sommerfeld＿逐件碳数据"),
    ],
)
def test_no_address_but_ours_is_a_link(text: str, shown: str) -> None:
    assert escape(text, OWN) == shown


@given(st.text(alphabet="ab:/.*_`[]<>#-~|\\ \n，http", max_size=80))
def test_nothing_acts(text: str) -> None:
    shown = escape(text)
    assert not set("*`[]<>\\~|") & set(shown)
    assert "://" not in shown
    assert len(shown) == len(text)
    assert not escape_start(shown).startswith(("#", "+", "-", "="))


@pytest.mark.parametrize("part", ["a.", "a://", "http", "_", ":/", "a@", "a@b.", "www."])
def test_long_texts_are_escaped_in_time(part: str) -> None:
    begun = time.monotonic()
    escape(part * 50_000)
    assert time.monotonic() - begun < 5.0
