"""A talk track: what to say, why, what they may answer, a fall-back, and what not to say."""

import pytest

from tests.copilot.test_strategy import ALL, CONTRACT
from tests.support.make import Source, found_in, said, source
from yiju.copilot.strategy import Composed
from yiju.copilot.talk import compose_talk, find_scene, scene_names
from yiju.store.types import Kind

_ROLES = ["say", "why", "reply", "fallback"]


def talk(scene: str, *sources: Source, person: str = "") -> Composed:
    return compose_talk(found_in(*sources), find_scene(scene), person)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("开场", "开场"),
        ("客户反对涨价，做异议处理", "异议处理"),
        ("去要回逾期的货款", "催款"),
        ("谈谈年降", "报价"),
        ("合同快到期了", "续约"),
        ("跟董事汇报", "高层汇报"),
    ],
)
def test_a_scene_is_known_by_its_words(text: str, name: str) -> None:
    assert find_scene(text).name == name
    assert name in scene_names()


def test_a_scene_unknown_is_searched_as_it_stands() -> None:
    scene = find_scene("聊聊模具寿命")
    assert scene.name == scene.query == "聊聊模具寿命"
    assert scene.anchors


@pytest.mark.parametrize("scene", scene_names())
def test_every_scene_gives_whole_points_that_rest_on_their_fact(scene: str) -> None:
    composed = talk(scene, *ALL)
    points = [s for s in composed.sections if s.title.startswith("要点")]
    assert 1 <= len(points) <= 3
    for point in points:
        assert [claim.role for claim in point.claims] == _ROLES
        why = point.claims[1]
        assert why.nature == "fact"
        assert why.citations
        for claim in point.claims:
            assert "{" not in claim.text
            assert "〔" not in claim.text
            if claim is not why:
                assert claim.nature == "advice"
                assert claim.rests_on == (why.id,)
    (avoid,) = composed.sections[-1].claims
    assert avoid.role == "avoid"
    facts = {claim.id for point in points for claim in point.claims if claim.nature == "fact"}
    assert set(avoid.rests_on) <= facts
    assert avoid.rests_on


def test_a_named_person_is_spoken_to_in_their_own_matter() -> None:
    texts = {
        "Peter Kahl": "过程审核的整改证据我们必须看到原件，样本量不够。",
        "李昕": "付款账期的问题希望贵司尽快答复，最关心的是票据。",
    }
    calls = [source(Kind.CALL, "2026-02-20", said(who, text)) for who, text in texts.items()]
    for person, full in (("Kahl", "Peter Kahl"), ("李昕", "李昕")):
        why = talk("异议处理", *ALL, *calls, person=person).sections[0].claims[1]
        assert why.citations[0].locator.speaker == full


def test_no_amount_is_promised_that_no_source_states() -> None:
    import regex

    composed = talk("报价", *ALL)
    quotes = " ".join(c.quote for s in composed.sections for claim in s.claims for c in claim.citations)
    for section in composed.sections:
        for claim in section.claims:
            for number in regex.findall(r"\d+(?:\.\d+)?%", claim.text):
                assert number in quotes


def test_without_material_it_says_what_is_missing() -> None:
    composed = talk("催款", source(Kind.NOTE, "2026-01-01", "收到。"))
    assert [claim for section in composed.sections for claim in section.claims] == []
    assert composed.missing
    assert "催款" in composed.missing[0]


def test_a_contract_alone_carries_a_talk_on_price() -> None:
    composed = talk("报价", CONTRACT)
    why = composed.sections[0].claims[1]
    assert why.citations[0].document.kind is Kind.CONTRACT
