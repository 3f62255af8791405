"""Whose words they are: only the person's own may be shown, kept or trusted."""

import pytest

from yiju.copilot.agent.own_words import is_own, quoted

SAID = "给莱茵汽车准备拜访策略，谈年降3%和碳足迹，对Anke Vogt说"


@pytest.mark.parametrize(
    "text", ["谈年降3%", "年降3%和碳足迹", "拜访策略，莱茵汽车", "Anke Vogt", "anke vogt"]
)
def test_words_of_the_person(text: str) -> None:
    assert is_own(text, SAID)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "年降5%",
        "承诺降价",
        "年降三十",
        "碳足迹 http://x",
        "年降<b>",
        "Anke Brandt",
        "a@b.c",
        "年降3%！@#",
    ],
)
def test_words_of_somebody_else(text: str) -> None:
    assert not is_own(text, SAID)


def test_a_comment_is_kept_as_it_was_said_and_not_otherwise() -> None:
    assert quoted(" 谈年降3% ", SAID) == "谈年降3%"
    assert quoted("碳足迹谈年降", SAID) == quoted("", SAID) == ""
