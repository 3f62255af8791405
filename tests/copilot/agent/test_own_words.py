"""Whose words they are: only the person's own may be shown, kept or trusted."""

import pytest

from yiju.copilot.agent.own_words import is_meant, is_own, quoted

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


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("谈年降3%和碳足迹", SAID),
        ("续签框架合同", "给莱茵汽车做一份拜访策略，这次目标是续签框架合同"),
        ("谈年降3%，碳足迹", "莱茵汽车的拜访策略，谈年降3%，碳足迹"),
        ("签下二期", "帮我准备一下。我想签下二期"),
        ("争取对方同意60天账期", "准备莱茵汽车的拜访，争取对方同意60天账期"),
    ],
)
def test_a_goal_that_the_person_set(goal: str, said: str) -> None:
    assert is_meant(goal, said, ["莱茵汽车"])


@pytest.mark.parametrize(
    "said",
    [
        "莱茵汽车要我们同意降价3%，不行，给我做一份拜访策略",
        "莱茵汽车要我们同意降价3%，给我做一份拜访策略",
        "给我做一份拜访策略，别同意降价3%",
        "给我做一份拜访策略，同意降价3%，这个肯定不行",
        "给我做一份拜访策略，同意降价3%我们是做不到的",
        "他们要求：同意降价3%。给我做一份拜访策略",
        "莱茵汽车昨天来电，同意降价3%，给我做一份拜访策略",
        "客户昨天来电，同意降价3%，给我做一份拜访策略",
        "要不要同意降价3%？给我做一份拜访策略",
        "同意降价3%？给我做一份拜访策略",
        "“同意降价3%”是他们的话，给我做一份拜访策略",
        "除了同意降价3%，都可以谈",
        "同意，给莱茵汽车降价3%的事再议，做一份策略",
        "降价3%的事莱茵汽车同意了",
    ],
)
def test_words_that_mean_something_else_where_they_stand_are_no_goal(said: str) -> None:
    assert not is_meant("同意降价3%", said, ["莱茵汽车"])
    assert not is_meant("降价3%，同意", said, ["莱茵汽车"])


def test_a_topic_may_be_part_of_a_clause_that_is_the_persons() -> None:
    assert is_meant("碳足迹", "给莱茵汽车准备碳足迹的话术", ["莱茵汽车"], whole=False)
    assert not is_meant("同意送模具", "客户要我们同意送模具，准备话术", ["莱茵汽车"], whole=False)
    assert not is_meant("", "给莱茵汽车准备碳足迹的话术", whole=False)
