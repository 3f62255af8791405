"""A talk track in the tone that is asked for: other wordings of Yiju's own, the same points and facts."""

import pytest
import regex

from tests.support.make import CUSTOMER, found_in, said, source
from yiju.copilot.lately import Given, Past, frames_of
from yiju.copilot.scenes import scene_file, tones
from yiju.copilot.spoken import spoken_in
from yiju.copilot.strategy import Composed
from yiju.copilot.talk import compose_talk, find_scene
from yiju.copilot.talk_lines import forms
from yiju.store.types import Kind

SOURCES = (
    source(
        Kind.CONTRACT,
        "2025-06-01",
        "付款条件为验收合格后45日内付清。",
        "产品价格每年下降3%。",
        title="框架合同",
    ),
    source(
        Kind.CALL,
        "2026-03-04",
        said("李昕", "我们担心交期再延后，这样我们不能接受。"),
        said("周磊", "样件2月20日前我发给您。"),
    ),
)


def made(tone: str, scene: str = "报价", past: Past | None = None) -> Composed:
    return compose_talk(found_in(*SOURCES), find_scene(scene), past=past, tone=tone)


def spoken(composed: Composed, role: str) -> list[str]:
    return [c.text for s in composed.sections for c in s.claims if c.role == role]


def test_every_sort_has_wordings_for_every_tone() -> None:
    assert tones() == ("正式", "亲切", "直接")
    for tone in tones():
        assert scene_file()["tone"][tone].keys() == scene_file()["lines"].keys()
        for sort, held in scene_file()["tone"][tone].items():
            for role in ("say", "reply"):
                suits = held[role]
                assert len(suits) >= 2 and len(set(suits)) == len(suits), (tone, sort)
                assert set(suits) < set(range(len(forms(sort, role)))), (tone, sort)


@pytest.mark.parametrize("scene", ["报价", "异议处理", "续约"])
def test_a_tone_changes_the_words_and_nothing_else(scene: str) -> None:
    plain = made("", scene)
    told = {tone: made(tone, scene) for tone in tones()}
    for composed in told.values():
        assert spoken(composed, "why") == spoken(plain, "why") != []
    assert len({tuple(spoken(one, "say") + spoken(one, "fallback")) for one in told.values()}) == len(told)


def test_what_sounds_like_others_is_varied_within_the_tone() -> None:
    first = made("正式")
    past = Past((Given("s1", frames_of(spoken_in(first.sections, CUSTOMER.name))),))
    again = made("正式", past=past)
    assert again.varied and spoken(again, "say") != spoken(first, "say")
    frames = {
        part
        for sort, suits in scene_file()["tone"]["正式"].items()
        for number in suits["say"]
        for part in regex.split(r"\{\w+\}", forms(sort, "say")[number])
        if len(part) > 6
    }
    assert all(any(part in line for part in frames) for line in spoken(again, "say"))
