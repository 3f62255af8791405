"""Other words and points where a talk track would sound like those lately given; what matters stays."""

import itertools

import pytest

from tests.copilot.test_strategy import ALL
from tests.support.make import CUSTOMER, Line, Source, found_in, said, source
from yiju.copilot.draft import Draft
from yiju.copilot.lately import Given, Past, frames_of
from yiju.copilot.sameness import alike
from yiju.copilot.spoken import CUT, Spoken, frame_of, spoken_in
from yiju.copilot.strategy import Composed
from yiju.copilot.talk import compose_talk, find_scene, scene_names
from yiju.copilot.talk_lines import Anchor, forms, lines
from yiju.copilot.variety import LIMIT, choose
from yiju.store.types import Kind


def _talk(scene: str, *sources: Source, past: Past | None = None) -> Composed:
    return compose_talk(found_in(*sources), find_scene(scene), past=past)


def _given(*made: Composed) -> Past:
    said = [frames_of(spoken_in(one.sections, CUSTOMER.name)) for one in made]
    return Past(tuple(Given(f"s{number}", one) for number, one in enumerate(said)))


def _whys(composed: Composed) -> list[str]:
    return [c.text for s in composed.sections for c in s.claims if c.role == "why"]


def _spoken(composed: Composed) -> list[str]:
    return [line.text for line in spoken_in(composed.sections, CUSTOMER.name)]


def test_a_frame_is_a_line_without_its_facts_and_names() -> None:
    quote = "年降比例为3%，按年执行"
    text = f"“王总说‘{quote}’，贵司莱茵汽车怎么看？”"
    assert frame_of(text, [f"8.2 {quote}。"], {"王总", "莱茵汽车"}).split(CUT) == [
        "“",
        "说‘",
        "’，贵司",
        "怎么看？”",
    ]


@pytest.mark.parametrize("scene", scene_names())
def test_what_was_said_just_now_is_said_in_other_words(scene: str) -> None:
    first = _talk(scene, *ALL)
    past = _given(first)
    second = _talk(scene, *ALL, past=past)
    assert first.varied == "" and second.varied in {"wording", "points"}
    assert alike(first.sections, CUSTOMER.name, past) == 1.0
    assert alike(second.sections, CUSTOMER.name, past) <= LIMIT
    assert second == _talk(scene, *ALL, past=past), "the same facts and the same past give the same"
    assert {s.title for s in first.sections} == {s.title for s in second.sections}


def test_where_nothing_is_alike_the_usual_words_stay() -> None:
    usual = _talk("报价", *ALL)
    other = Past((Given("s1", frames_of([_line("今日天气晴朗，适合出门远足。")])),))
    assert _talk("报价", *ALL, past=Past()) == usual
    assert _talk("报价", *ALL, past=other) == usual


def test_a_fall_back_given_before_is_put_otherwise_however_unlike_the_rest_is() -> None:
    usual = _talk("报价", *ALL)
    used = [c.text for s in usual.sections for c in s.claims if c.role == "fallback"]
    rest = [f"今天第{n}件事是天气，{n}号晴朗，适合出门远足、划船、看书。" for n in range(40)]
    past = Past((Given("s1", frames_of([_line(text) for text in (used[0], *rest)])),))
    assert alike(usual.sections, CUSTOMER.name, past) <= LIMIT
    again = _talk("报价", *ALL, past=past)
    told = [c.text for s in again.sections for c in s.claims if c.role == "fallback"]
    assert used[0] not in told
    assert again.varied == "wording"
    assert _whys(again) == _whys(usual)


def test_every_fact_of_a_varied_talk_track_is_verified_and_every_line_rests_on_one() -> None:
    made = [_talk("报价", *ALL)]
    for _ in range(8):
        made.append(_talk("报价", *ALL, past=_given(*made)))
    for composed in made:
        facts = {c.id for s in composed.sections for c in s.claims if c.nature == "fact"}
        for section in composed.sections:
            for claim in section.claims:
                assert claim.verdict in ({"supported", "conflict"} if claim.nature == "fact" else {None})
                assert claim.nature == "fact" or set(claim.rests_on) <= facts
        assert composed.dropped == made[0].dropped


def test_a_reply_is_met_by_its_own_fall_back_in_every_variation() -> None:
    made = [_talk("报价", *ALL)]
    pairs = {
        (reply, fallback)
        for sort in ("term", "conflict", "concern", "change", "tender")
        for reply, fallback in zip(forms(sort, "reply"), forms(sort, "fallback"), strict=True)
    }
    for _ in range(6):
        made.append(_talk("报价", *ALL, past=_given(*made)))
        for section in made[-1].sections:
            roles = {claim.role: claim.text for claim in section.claims}
            if "reply" in roles:
                assert (roles["reply"], roles["fallback"]) in pairs


def _anchor(sort: str, number: int, score: float, *, held: bool = False) -> Anchor:
    contract = source(Kind.CONTRACT, "2025-03-01", Line(f"第{number}号产品年降比例为3%。", clause="8.2"))
    span = found_in(contract).material.spans[0]
    return Anchor(sort, Draft(f"{sort}:{number}", "fact", span.text, (span,)), score, held)


def _worn(*sorts: str) -> Past:
    """Everything that can be said around facts of these sorts was said lately."""
    made = []
    for number, sort in enumerate(sorts):
        for say, reply in itertools.product(range(len(forms(sort, "say"))), range(len(forms(sort, "reply")))):
            texts = (forms(sort, "say")[say], forms(sort, "reply")[reply], forms(sort, "fallback")[reply])
            made.append(Given(f"s{number}-{say}-{reply}", frames_of([_line(one) for one in texts])))
    return Past(tuple(made))


def _line(text: str) -> Spoken:
    return Spoken(text, text)


def test_a_point_gives_way_to_one_that_fits_as_well_but_not_the_first_nor_one_that_matters() -> None:
    best = [_anchor("term", 1, 3.0), _anchor("risk", 2, 2.5), _anchor("news", 3, 2.4)]
    spare = [_anchor("kept", 4, 2.3), _anchor("person", 5, 0.1)]
    past = _worn("risk", "news")
    given = choose([*best, *spare], 1, past, exchange=True)
    assert given.anchors[0].sort == "term", "the first one stays"
    chosen = choose([*best, *spare], 2, past, exchange=True)
    assert [one.sort for one in chosen.anchors[:2]] == ["term", "kept"] and chosen.varied == "points"
    assert best[1] in chosen.anchors, "it may still come in where another fails"
    held = [best[0], _anchor("risk", 2, 2.5, held=True), *spare]
    assert [one.sort for one in choose(held, 2, past, exchange=True).anchors[:2]] == ["term", "risk"]
    fits_worse = [*best[:2], _anchor("kept", 4, 1.9)]
    assert [one.sort for one in choose(fits_worse, 2, past, exchange=True).anchors[:2]] == ["term", "risk"]
    assert choose([*best, *spare], 2, past, exchange=False).varied != "points"


def test_a_broken_promise_and_a_contradiction_are_told_however_often_they_were() -> None:
    first = _talk("异议处理", *ALL)
    matter = {c.text for s in first.sections for c in s.claims if {"overdue", "conflict"} & set(c.flags)}
    assert matter, "the account has some"
    made = [first]
    for _ in range(6):
        made.append(_talk("异议处理", *ALL, past=_given(*made)))
        assert matter <= set(_whys(made[-1]))


def test_two_points_of_one_sort_are_not_put_in_the_same_words() -> None:
    texts = ("付款账期的问题希望贵司尽快答复，最关心的是票据。", "包装破损的问题必须解决，仓库很担心。")
    calls = [source(Kind.CALL, f"2026-02-2{n}", said("李昕", text)) for n, text in enumerate(texts)]
    spoken = _spoken(_talk("异议处理", *calls))
    assert len(set(spoken)) == len(spoken)
    frames = [line.frame for line in spoken_in(_talk("异议处理", *calls).sections, CUSTOMER.name)]
    assert len(set(frames)) == len(frames)


def test_lines_are_made_of_the_wordings_chosen() -> None:
    anchor = _anchor("term", 1, 1.0)
    choice = choose([anchor], 1, None, exchange=False).choices[anchor.why.key]
    said_, asked, met = lines("term", anchor.why, 0, choice)
    assert asked.text == forms("term", "reply")[choice.reply]
    assert met.text == forms("term", "fallback")[choice.reply]
    assert len(said_.others) == len(forms("term", "say")) - 1
