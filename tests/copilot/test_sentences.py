"""Sentence spans: nothing lost, nothing cut inside a number."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiju.copilot.sentences import split_spans


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("价格权重降到38%。ESG权重提高到15%！", ["价格权重降到38%。", "ESG权重提高到15%！"]),
        ("见第8.2条；年降3.5%。", ["见第8.2条；", "年降3.5%。"]),
        ("他说：“样本量不够。”我们会补。", ["他说：“样本量不够。”", "我们会补。"]),
        ("We need the data. It is late.", ["We need the data.", "It is late."]),
        ("Version 2.5 of VDA6.3 applies.", ["Version 2.5 of VDA6.3 applies."]),
        ("真的吗？？！好。", ["真的吗？？！", "好。"]),
        ("没有句号", ["没有句号"]),
        ("", []),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@given(st.text(alphabet="好的。！ .;A8\n”)", max_size=60))
def test_nothing_is_lost(text: str) -> None:
    spans = split_spans(text)
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
