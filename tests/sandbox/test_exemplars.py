"""The list of exemplars says what is learned of each rewrite, and of which nothing is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.test_learned_edits import judged
from tests.support.stored import settings_for
from tests.support.taught import CUSTOMERS, HEADS, NORTH, REPS, fill, give, judge, said
from yiju.sandbox.edits import Edits
from yiju.sandbox.exemplars import list_exemplars, teaching_of
from yiju.sandbox.lesson import lesson_of
from yiju.sandbox.lessons import lessons_from
from yiju.sandbox.publishing import withdraw
from yiju.store.store import Store

QUOTE = "2月6日之前，我把对账单发给罗启明，共3份"
ONE, TWO = CUSTOMERS[NORTH]


@pytest.fixture
def north(tmp_path: Path) -> Iterator[Store]:
    with Store.open(settings_for(tmp_path / "data")) as store:
        fill(store, tmp_path / "in", NORTH)
        yield store


def _untaught(rewrite: str) -> str:
    lesson = lesson_of(judged(1, QUOTE, rewrite))
    return Edits([lesson], []).untaught(lesson)


@pytest.mark.parametrize(
    ("rewrite", "why"),
    [
        (f"请书面确认：“{QUOTE}”，由谁负责？", ""),
        (f"先了结我方逾期事项：“{QUOTE}”——当面给出完成日期与责任人", "与原来的写法相同"),
        ("先听客户说说对账单的事", "没有留下原文的话"),
        (f"黑龙江那边嫌镀层起泡：“{QUOTE}”", "有只属于这位客户的话"),
    ],
)
def test_why_a_rewrite_is_no_frame(rewrite: str, why: str) -> None:
    told = _untaught(rewrite)
    assert (told.partition("：")[0], "“镀层”" in told) == (why, "镀层" in rewrite)


def test_what_is_told_as_learned_is_what_words_the_next_draft(north: Store) -> None:
    (_strategy, talk, _rest) = give(north, REPS[NORTH], ONE, plain=True)
    lines = [claim for claim in said(talk) if claim.role == "say"]
    frame = judge(north, HEADS[NORTH], talk, lines[0], "edit", rewrite=f"先请教：{lines[0].text}")
    odd = judge(north, HEADS[NORTH], talk, lines[1], "edit", rewrite="上回在黑龙江您嫌镀层起泡，我记着呢。")
    told = {one.id: one for one in list_exemplars(north.sql, HEADS[NORTH])}
    assert told[frame.id].frame.startswith("先请教：")
    assert "〔原话〕" in told[frame.id].frame
    assert told[frame.id].untaught == ""
    assert told[odd.id].frame == ""
    assert told[odd.id].untaught
    assert teaching_of(north.sql, HEADS[NORTH], talk) == {frame.id}, "as the page of the suggestion tells"
    shaped = {one for made in give(north, REPS[NORTH], TWO) for one in made.shaped_by}
    assert frame.id in shaped
    assert odd.id not in shaped


def test_a_withdrawn_one_teaches_nothing_and_says_no_more(north: Store) -> None:
    talk = give(north, REPS[NORTH], ONE, plain=True)[1]
    line = next(claim for claim in said(talk) if claim.role == "say")
    kept = judge(north, HEADS[NORTH], talk, line, "edit", rewrite=f"先请教：{line.text}")
    withdraw(north.sql, HEADS[NORTH], kept.id)
    (one,) = list_exemplars(north.sql, HEADS[NORTH])
    assert (one.withdrawn, one.frame, one.untaught, one.struck) == (True, "", "", ())


def test_clauses_that_two_customers_statements_lose_are_told() -> None:
    short = f"先了结我方逾期事项：“{QUOTE}”"
    ones = [judged(n, QUOTE, short, customer=name) for n, name in enumerate(("甲公司", "乙公司"))]
    edits = lessons_from(ones, {}).edits
    assert all("当面给出完成日期与责任人" in "".join(edits.struck_by(one.annotation)) for one in ones)
    assert lessons_from(ones[:1], {}).edits.struck_by(ones[0].annotation) == ()
