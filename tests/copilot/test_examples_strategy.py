"""The sample customers, end to end in extractive mode: every tag leads to its place, every claim holds."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.support.samples import CAR, DISTRIBUTOR, HOSPITAL, LISTED, TODAY, reader
from yiju.copilot.place import place_in_context
from yiju.copilot.retrieve import Reader
from yiju.copilot.sections import AGENDA, COMMITMENTS, NEXT, QUESTIONS, RISKS
from yiju.copilot.service import Copilot
from yiju.copilot.verify import verify_claim
from yiju.store.documents import get_document
from yiju.store.store import Store
from yiju.store.suggestions import get_suggestion
from yiju.store.types import Citation, Claim, Kind, Role, Suggestion

CUSTOMERS = (CAR, DISTRIBUTOR, HOSPITAL)
SCENES = {CAR: ("异议处理", "高层汇报"), DISTRIBUTOR: ("报价",), HOSPITAL: ("催款",)}
QUESTIONS_ASKED = {
    CAR: (
        "年降比例是多少",
        "MPX-3投标什么时候截止？",
        "质保期多长",
        "供应链排放2030年目标降多少？",
        "谁有否决权",
    ),
    DISTRIBUTOR: ("返利比例是多少？", "HbA1c试剂盒现在多少钱？", "付款账期多久"),
    HOSPITAL: ("还欠多少钱？", "还款计划是怎么约定的？", "违约金怎么算"),
}


@pytest.fixture(scope="module", params=[True, False], ids=["dense", "keywords"])
def given(samples: Store, request: pytest.FixtureRequest) -> tuple[Reader, list[Suggestion]]:
    """Everything the copilot says of the samples, with and without an embedder."""
    who = reader(samples, dense=request.param)
    copilot = Copilot(who)
    made = [copilot.strategy(name, goal="推进合作", as_of=TODAY) for name in CUSTOMERS]
    made += [copilot.talk(name, scene=scene, as_of=TODAY) for name in CUSTOMERS for scene in SCENES[name]]
    made += [
        copilot.ask(question, customer=name, as_of=TODAY)
        for name, asked in QUESTIONS_ASKED.items()
        for question in asked
    ]
    return who, made


def claims(suggestion: Suggestion, title: str = "") -> list[Claim]:
    return [c for s in suggestion.sections for c in s.claims if title in ("", s.title)]


def cited(made: list[Suggestion]) -> Iterator[tuple[Suggestion, Claim, Citation]]:
    for suggestion in made:
        for claim in claims(suggestion):
            for citation in claim.citations:
                yield suggestion, claim, citation


def strategy_of(made: list[Suggestion], name: str) -> Suggestion:
    return next(s for s in made if s.kind == "strategy" and s.customer == name)


Given = tuple[Reader, list[Suggestion]]


def test_every_citation_leads_to_its_words(given: Given) -> None:
    who, made = given
    place = cache(lambda paragraph_id: place_in_context(who, paragraph_id))
    count = 0
    for _, _, citation in cited(made):
        found = place(citation.paragraph_id)
        assert found["text"][citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert found["document"]["id"] == citation.document.id
        assert found["locator"] == citation.locator.model_dump()
        assert found["before"] or found["after"] or found["document"]["paragraphs"] == 1
        count += 1
    assert count > 100


def test_every_citation_stays_inside_its_customer_and_its_document(given: Given) -> None:
    who, made = given
    document = cache(lambda document_id: get_document(who.store.sql, who.viewer, document_id))
    paged = 0
    for suggestion, _, citation in cited(made):
        held = document(citation.document.id)
        assert held.customer == suggestion.customer
        assert held.unit == suggestion.unit
        assert held.current
        if held.pages is not None:
            assert citation.locator.page is not None
            last = citation.locator.page_end or citation.locator.page
            assert 1 <= citation.locator.page <= last <= held.pages
            paged += 1
        else:
            assert citation.locator.page is None
    assert paged > 10


def test_the_reports_printed_pages_are_told_apart_from_physical_ones(given: Given) -> None:
    _, made = given
    seen = 0
    for _, _, citation in cited(made):
        if citation.document.kind is not Kind.REPORT or "ESG年报" not in citation.document.title:
            continue
        page = citation.locator.page
        assert page is not None
        if page > 2:  # the cover and the contents carry no number: physical page 12 is printed 10
            assert citation.locator.page_label == str(page - 2)
            assert f"P{page}(印刷页{page - 2})" in citation.tag or citation.locator.page_end is not None
            seen += 1
    assert seen > 0


def test_every_shown_fact_is_supported_by_its_quotes(given: Given) -> None:
    who, made = given
    aliases = {row["name"]: (row["name"], *row["aliases"]) for row in LISTED["customer"]}
    checked = 0
    for suggestion in made:
        for claim in claims(suggestion):
            if claim.nature == "advice":
                continue
            assert claim.citations
            assert claim.verdict in {"supported", "conflict"}
            # The tag names the speaker too: a quote is what is said, and who says it.
            quotes = [f"{speaker(who, c)}{c.quote}" for c in claim.citations]
            assert holds(claim.text, quotes, aliases[suggestion.customer]), claim.text
            checked += 1
    assert checked > 50


def holds(text: str, quotes: list[str], names: tuple[str, ...]) -> bool:
    """Whether the quotes support the claim; of two statements in one, each its own quote."""
    if verify_claim(text, quotes, names=names).supported:
        return True
    for mark in ("；", "→"):
        for at in (at for at, char in enumerate(text) if char == mark and len(quotes) == 2):
            parts = zip((text[:at], text[at + 1 :]), quotes, strict=True)
            if all(verify_claim(part, [quote], names=names).supported for part, quote in parts):
                return True
    return False


def speaker(who: Reader, citation: Citation) -> str:
    """Who says it, as a claim names them."""
    held = get_document(who.store.sql, who.viewer, citation.document.id)
    [span] = [
        s
        for s in who.spans([held])
        if s.paragraph.id == citation.paragraph_id and (s.start, s.end) == (citation.start, citation.end)
    ]
    verb = {Kind.MAIL: "来信", Kind.POST: "发文"}.get(held.kind, "")
    return f"{span.speaker}{verb}：" if span.speaker else ""


def test_only_own_words_of_a_document_are_cited(given: Given) -> None:
    who, made = given
    quotable = {
        s.paragraph.id
        for name in CUSTOMERS
        for s in who.material(who.customer(name), TODAY).spans
        if s.paragraph.role in {Role.BODY, Role.TABLE_ROW}
    }
    assert {citation.paragraph_id for _, _, citation in cited(made)} <= quotable


def test_advice_rests_on_claims_that_are_shown(given: Given) -> None:
    _, made = given
    for suggestion in made:
        every = claims(suggestion)
        facts = {claim.id for claim in every if claim.nature == "fact"}
        assert len({claim.id for claim in every}) == len(every)
        for claim in every:
            if claim.nature == "advice":
                assert claim.rests_on
                assert set(claim.rests_on) <= facts
                assert not claim.citations
                assert claim.verdict is None


def test_no_claim_holds_a_tag_of_its_own(given: Given) -> None:
    _, made = given
    for suggestion in made:
        for claim in claims(suggestion):
            assert "〔" not in claim.text
            for citation in claim.citations:
                assert citation.tag.startswith("〔依据")
                assert citation.tag.endswith("〕")
                assert citation.tag.count("〔") == citation.tag.count("〕") == 1


def test_strategies_are_full_and_say_what_they_lack(given: Given) -> None:
    _, made = given
    for name in CUSTOMERS:
        strategy = strategy_of(made, name)
        assert strategy.headline
        assert len(claims(strategy)) >= 15
        for section in strategy.sections:
            assert bool(section.claims) != bool(section.missing)
        for title in (AGENDA, QUESTIONS, NEXT):
            assert claims(strategy, title)
        assert strategy.mode == "extractive"
        assert strategy.dropped == len(strategy.dropped_claims)


def test_the_car_makers_planted_facts_are_found(given: Given) -> None:
    strategy = strategy_of(given[1], CAR)
    overdue = [c for c in claims(strategy, COMMITMENTS) if "overdue" in c.flags and "theirs" not in c.flags]
    assert any("追溯方案" in claim.text for claim in overdue)
    reductions = [c for c in claims(strategy, RISKS) if c.verdict == "conflict" and "2.8%" in c.text]
    assert len(reductions) == 1
    assert "3.5" in reductions[0].text
    assert {c.document.kind for c in reductions[0].citations} == {Kind.MAIL, Kind.CONTRACT}
    changed = " ".join(c.text for c in claims(strategy) if "changed" in c.flags)
    assert "ESG" in changed
    open_ones = [c for c in claims(strategy, COMMITMENTS) if "open" in c.flags]
    assert any("LCA" in c.text and "due:2026-03-11" in c.flags for c in open_ones)


def test_outdated_prices_are_not_given_as_terms(given: Given) -> None:
    shown = " ".join(c.text for s in given[1] if s.customer == CAR for c in claims(s))
    assert "186.50" not in shown


def test_what_is_not_for_the_customer_is_never_said_to_them(given: Given) -> None:
    for suggestion in given[1]:
        if suggestion.kind == "talk":
            said = " ".join(c.text for c in claims(suggestion) if c.role in {"say", "fallback"})
            assert "45%" not in said


def test_suggestions_are_kept_as_given(given: Given) -> None:
    who, made = given
    for suggestion in made:
        assert get_suggestion(who.store.sql, who.viewer, suggestion.id) == suggestion


def test_missing_vectors_are_said(samples: Store) -> None:
    plain = Copilot(reader(samples, dense=False)).ask("年降比例是多少", customer=CAR)
    assert any("关键词" in notice for notice in plain.notices)
    assert not Copilot(reader(samples)).ask("年降比例是多少", customer=CAR).notices


@pytest.mark.parametrize("name", CUSTOMERS)
def test_two_runs_give_the_same_claims(samples: Store, name: str) -> None:
    copilot = Copilot(reader(samples))
    makers: tuple[Callable[[], Suggestion], ...] = (
        lambda: copilot.strategy(name, as_of=TODAY),
        lambda: copilot.talk(name, scene="异议处理", as_of=TODAY),
        lambda: copilot.ask("付款条件是什么", customer=name, as_of=TODAY),
    )
    for make in makers:
        one, two = make(), make()
        assert (one.headline, one.sections, one.dropped_claims) == (
            two.headline,
            two.sections,
            two.dropped_claims,
        )


def test_the_day_asked_for_decides_what_is_overdue(samples: Store) -> None:
    copilot = Copilot(reader(samples))
    earlier = copilot.strategy(CAR, as_of=dt.date(2026, 3, 10))
    later = copilot.strategy(CAR, as_of=dt.date(2026, 4, 10))

    def flags(suggestion: Suggestion) -> set[str]:
        return {
            flag
            for c in claims(suggestion, COMMITMENTS)
            if "LCA" in c.text and "due:2026-03-11" in c.flags
            for flag in c.flags
        }

    assert "open" in flags(earlier)
    assert "overdue" in flags(later)
