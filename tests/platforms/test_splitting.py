"""Cut texts fit, lose nothing but blank space, and keep together what belongs together."""

import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from yiju.platforms.splitting import split_text

_PARTS = st.sampled_from(
    [
        "客户下周三开预算会。",
        "报价 12,000 元，",
        "先问谁批，",
        "〔依据 邮件 10月12日 王敏〕3",
        "〔推测〕",
        "[查看原文](https://copilot.example.com/q/17)",
        "**说：**",
        "`Q-17`",
        "\\*",
        "&lt;",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "e\u0301",
        "🇨🇳",
        "\n",
        "\n\n",
        " ",
        "（“好的。”）",
    ]
)
_TEXTS = st.lists(_PARTS, max_size=60).map("".join)
_WHOLE = [
    regex.compile(pattern)
    for pattern in (r"〔[^〔〕\n]*〕\d*", r"\[查看原文\]\([^()]*\)", r"\*\*[^*\n]+\*\*", r"\\\*", r"&lt;")
]


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(_TEXTS, st.integers(60, 200))
@settings(max_examples=300, deadline=None)
def test_pieces_fit_and_lose_nothing_and_cut_nothing_that_is_whole(text: str, most: int) -> None:
    pieces = split_text(text, most)
    assert all(0 < len(piece.encode()) <= most and piece.strip() for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)
    for whole in _WHOLE:
        assert [found for piece in pieces for found in whole.findall(piece)] == whole.findall(text)
    characters = [shown for piece in pieces for shown in regex.findall(r"\X", piece) if shown.strip()]
    assert characters == [shown for shown in regex.findall(r"\X", text) if shown.strip()]


@given(st.text(max_size=300), st.integers(4, 40))
@settings(max_examples=300, deadline=None)
def test_any_text_fits_any_limit(text: str, most: int) -> None:
    pieces = split_text(text, most)
    assert all(len(piece.encode()) <= most for piece in pieces)
    assert _bare("".join(pieces)) == _bare(text)


@pytest.mark.parametrize("most", [2048, 20480])
def test_the_limit_is_met_to_the_byte_and_never_passed(most: int) -> None:
    fitting = "价" * (most // 3) + "a" * (most % 3)
    assert split_text(fitting, most) == [fitting]
    assert split_text(fitting + "b", most) != [fitting + "b"]
    assert [len(piece) for piece in split_text("价" * (most // 3 + 1), most)] == [most // 3, 1]


def test_paragraphs_then_sentences_then_clauses_are_where_it_is_cut() -> None:
    assert split_text("甲甲甲甲甲。\n\n乙乙，乙乙。", 30) == ["甲甲甲甲甲。", "乙乙，乙乙。"]
    assert split_text("甲甲甲甲。乙乙，乙乙乙乙", 30) == ["甲甲甲甲。", "乙乙，乙乙乙乙"]
    assert split_text("甲甲甲甲，乙乙乙乙乙乙", 30) == ["甲甲甲甲，", "乙乙乙乙乙乙"]


def test_a_tag_stays_with_the_sentence_before_it() -> None:
    pieces = split_text("预算已经批了，等用印。" * 2 + "下周三签。〔依据 邮件〕2 然后交付。", 60)
    assert pieces == [
        "预算已经批了，等用印。",
        "预算已经批了，等用印。",
        "下周三签。〔依据 邮件〕2 然后交付。",
    ]


def test_nothing_gives_nothing_and_too_few_bytes_are_refused() -> None:
    assert split_text(" \n\n ", 10) == []
    with pytest.raises(ValueError, match="most_bytes"):
        split_text("好", 3)


def test_coloured_words_that_do_not_fit_are_coloured_in_each_piece() -> None:
    note = f'<font color="comment">{"报价以合同为准，" * 40}</font>'
    pieces = split_text(f"前言。{note}后话。", 200)
    assert all(len(piece.encode()) <= 200 for piece in pieces)
    assert [piece.count("<font") for piece in pieces] == [piece.count("</font>") for piece in pieces]
    assert sum(piece.count("报价以合同为准") for piece in pieces) == 40
