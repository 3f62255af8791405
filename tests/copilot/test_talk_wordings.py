"""Wordings around a fact: complete, fitting each other, steady, and not the same for everyone."""

import re
import tomllib
from importlib import resources
from typing import cast

import pytest

from tests.support.make import Line, Source, found_in, said, source
from yiju.copilot.talk import compose_talk, find_scene
from yiju.store.types import Kind

ROLES = ("say", "reply", "fallback")
SLOTS = {"who", "quote", "text", "about"}


def _lines() -> dict[str, dict[str, list[str]]]:
    text = resources.files("yiju.copilot.lexicon").joinpath("scenes.toml").read_text(encoding="utf-8")
    return cast(dict[str, dict[str, list[str]]], tomllib.loads(text)["lines"])


@pytest.mark.parametrize("sort", sorted(_lines()))
def test_every_sort_of_fact_has_wordings_that_fit_each_other(sort: str) -> None:
    forms = _lines()[sort]
    assert set(forms) == set(ROLES)
    assert len(forms["reply"]) == len(forms["fallback"]) >= 3
    assert len(forms["say"]) >= 3
    for texts in forms.values():
        assert len(set(texts)) == len(texts)
        for text in texts:
            assert set(re.findall(r"\{(\w+)\}", text)) <= SLOTS
            assert re.fullmatch(r"“.+[。？]”", text)
            assert not re.search(r"\d|[一二三四五六七八九十]+[天周月日成折]", text), (
                "figures come from facts alone"
            )


def _around(scene: str, *sources: Source) -> list[str]:
    composed = compose_talk(found_in(*sources), find_scene(scene))
    return [claim.text for section in composed.sections for claim in section.claims if claim.role in ROLES]


def _shaped(sort: str, lines: list[str], role: str = "reply") -> bool:
    return any(form in lines for form in _lines()[sort][role])


@pytest.mark.parametrize(
    ("told", "sort"),
    [
        ("决策是这样的：三千万以内的定点，总部采购总监何宁自己签。", "power"),
        ("定点要何宁最后签字，技术部只出评分意见。", "power"),
        ("何宁下个月调任，由新来的周放接手采购这一块。", "person"),
    ],
)
def test_who_decides_is_not_spoken_of_as_somebody_who_goes(told: str, sort: str) -> None:
    lines = _around("需求挖掘", source(Kind.CALL, "2026-03-01", said("李昕", told)))
    assert _shaped(sort, lines)
    assert not _shaped({"power": "person", "person": "power"}[sort], lines)


def test_what_two_people_differ_on_is_named_by_their_words_where_it_has_no_name() -> None:
    call = source(
        Kind.CALL, "2026-02-04", said("李昕", "我们账上是520万。"), said("王蕾", "我们是550万，682减82减50。")
    )
    (spoken,) = [line for line in _around("异议处理", call) if "这件事" in line]
    assert "‘我们是550万，682减82减50’这件事" in spoken


def _said(number: int) -> list[str]:
    contract = source(
        Kind.CONTRACT,
        "2025-03-01",
        Line(f"第{number}号产品年降比例为3%，按年执行。", clause="8.2"),
        title="框架合同",
    )
    composed = compose_talk(found_in(contract), find_scene("报价"))
    return [claim.text for section in composed.sections for claim in section.claims if claim.role in ROLES]


def test_a_fact_is_told_in_the_same_words_each_time_and_another_in_others() -> None:
    assert _said(1) == _said(1) != []
    shapes = {re.sub(r"第\d+号", "", "".join(_said(number))) for number in range(1, 13)}
    assert len(shapes) >= 4


def test_a_reply_is_met_by_its_own_fall_back() -> None:
    forms = _lines()["term"]
    for number in range(1, 13):
        lines = _said(number)
        answered = {a for a, r in enumerate(forms["reply"]) if r in lines}
        assert answered == {a for a, f in enumerate(forms["fallback"]) if f in lines} != set()
