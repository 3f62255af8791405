"""Figures that two people set against each other."""

import pytest

from tests.support.make import material, said, source
from yiju.copilot.disputes import find_disputes
from yiju.store.types import Kind

THEIR_MAIL = "Anke Vogt <vogt@rhein.example>"


@pytest.mark.parametrize(
    ("first", "second", "held"),
    [
        (
            ("王蕾", "那就好，过了线返利5%就有了。"),
            ("李昕", "去年你说的可不是5%，你说的是6%。"),
            ("5%", "6%"),
        ),
        (("李昕", "我们账上是520万。"), ("王蕾", "我们是550万，682减82减50。"), ("520万", "550万")),
        (
            ("李昕", "我这次库存最多两个半月。"),
            ("王蕾", "可是你们经理说的是快四个月。"),
            ("两个半月", "四个月"),
        ),
    ],
)
def test_two_people_with_two_figures(
    first: tuple[str, str], second: tuple[str, str], held: tuple[str, str]
) -> None:
    (found,) = find_disputes(material(source(Kind.CALL, "2026-02-04", said(*first), said(*second))))
    both = found.older.text + found.newer.text
    assert all(figure in both for figure in held)
    assert found.older.text == first[1]


def test_a_letter_that_argues_with_our_figure_is_joined_to_it() -> None:
    (found,) = find_disputes(
        material(
            source(
                Kind.MAIL, "2025-12-30", "贵司全年开票采购额为1,692万元。", sender="王蕾 <w@huarui.example>"
            ),
            source(
                Kind.MAIL,
                "2026-01-06",
                "我司账上采购额为1,758万元，与贵司1,692万元相差66万元。",
                sender=THEIR_MAIL,
            ),
        )
    )
    assert "1,758" in found.newer.text
    assert "开票" in found.older.text


def test_a_question_and_its_answer_are_no_dispute() -> None:
    asked = said("王蕾", "标书写的是3个月，可是你们年报里写的是6个月，我正想问以哪个为准。")
    call = source(Kind.CALL, "2026-02-04", asked, said("李昕", "年报可不是这个项目的，按标书，3个月。"))
    assert find_disputes(material(call)) == []


def test_two_papers_at_odds_are_told_while_the_answer_is_to_be_confirmed() -> None:
    asked = said("王蕾", "标书写的是3个月，可是你们年报里写的是6个月，我正想问以哪个为准。")
    answer = said("李昕", "年报是全集团的，按标书，3个月。不过这个我也要再确认一次，你们走书面。")
    (found,) = find_disputes(material(source(Kind.CALL, "2026-02-04", asked, answer)))
    assert "年报里" in found.older.text
    assert "按标书" in found.newer.text


def test_one_figure_said_twice_is_no_dispute() -> None:
    call = source(Kind.CALL, "2026-02-04", said("李昕", "我们账上是550万。"), said("王蕾", "对，550万。"))
    assert find_disputes(material(call)) == []
