"""Spoken questions in plain words, the people they call by title, and their parts."""

import pytest

from tests.support.make import Line, material, source
from yiju.copilot.asking import follows, parts, plainly
from yiju.copilot.question import read_question
from yiju.copilot.wording import in_words_of
from yiju.store.types import Kind


@pytest.mark.parametrize(
    ("asked", "plain"),
    [
        ("合同啥时候到期", "合同什么时候到期"),
        ("账期几天来着", "账期几天"),
        ("为啥不给", "为什么不给"),
        ("过期咋办", "过期怎么办"),
        ("那谁有否决权", "谁有否决权"),
        ("那家客户的账期多少", "那家客户的账期多少"),
    ],
)
def test_spoken_words_become_written_ones(asked: str, plain: str) -> None:
    assert plainly(asked) == plain


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("额度给了多少，账期几天", ["额度给了多少", "账期几天"]),
        ("第二套模具640万，财务同意吗", ["第二套模具640万，财务同意吗"]),
        ("预算多少？", ["预算多少"]),
        ("", []),
    ],
)
def test_the_parts_of_a_question(text: str, found: list[str]) -> None:
    assert parts(text) == found


SAID = material(
    source(
        Kind.NOTE,
        "2026-01-01",
        Line("前减震塔的碳足迹为6.8。"),
        Line("仪器归文工负责。"),
        Line("Petersen 去了新厂。"),
    )
).spans


@pytest.mark.parametrize(
    ("text", "held", "gone"),
    [
        ("减震塔碳足迹多少", "震塔", "塔碳"),
        ("Peterson 去哪了", "petersen", "peterson"),
        ("他们的邮箱是什么", "邮箱", "他们"),
    ],
)
def test_a_question_takes_the_words_of_the_material(text: str, held: str, gone: str) -> None:
    words = in_words_of(read_question(text), SAID).words
    assert gone not in words
    assert any(held in word for word in words)


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("那付款条件呢", True),
        ("那么质保期呢？", True),
        ("还有违约金呢", True),
        ("那个合同什么时候到期", False),
        ("付款条件是什么", False),
        ("那哪个客户的账期最长呢", False),
        ("那所有客户的付款条件呢", False),
        ("他们说价格太高，那付款条件呢", False),
    ],
)
def test_what_follows_upon_something_said_before(text: str, so: bool) -> None:
    assert follows(text) is so
