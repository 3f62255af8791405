"""Wordings around a fact: complete, fitting each other, steady, and not the same for everyone."""

import re
import tomllib
from importlib import resources
from typing import cast

import pytest

from tests.support.make import Line, found_in, source
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
