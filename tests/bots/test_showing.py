"""A suggestion on pages: nothing is lost, nothing stands twice, every number leads to its source."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from yiju.bots.showing import FIRST, Shown, message_of
from yiju.bots.types import Line
from yiju.copilot.sections import AGENDA, COMMITMENTS, CONCERNS, NEWS, NEXT, PEOPLE, QUESTIONS, RISKS, TERMS
from yiju.store.erasing import Gone, erased
from yiju.store.types import Citation, CitedDocument, Claim, Locator, Section, Suggestion

_TITLES = (NEWS, PEOPLE, CONCERNS, COMMITMENTS, RISKS, TERMS, AGENDA, QUESTIONS, NEXT)
_ROLES = ("say", "why", "reply", "fallback")


def _citation(place: int) -> Citation:
    """Two spans of each of fifteen paragraphs."""
    document = CitedDocument.model_validate(
        {"id": f"d{place % 3}", "title": "通话", "kind": "call", "date": dt.date(2026, 1, 1), "uri": ""}
    )
    return Citation(
        tag=f"〔依据2026-01-01通话记录00:{place % 15:02}李昕〕",
        paragraph_id=f"d{place % 3}-{place % 15:04}",
        quote="话",
        start=place // 15,
        end=place // 15 + 1,
        document=document,
        locator=Locator(paragraph=place % 15 + 1),
    )


@st.composite
def suggestions(draw: st.DrawFn) -> Suggestion:
    """Of any kind, with claims of any length that cite any of thirty places."""
    kind = draw(st.sampled_from(["strategy", "talk", "answer"]))
    titles = {"strategy": _TITLES, "talk": ("要点1", "要点2", "别说"), "answer": ("回答", "最接近的内容")}[
        kind
    ]
    number = 0
    sections = []
    for title in titles:
        claims = []
        for at in range(draw(st.integers(0, 6))):
            number += 1
            places = draw(st.lists(st.integers(0, 29), max_size=2, unique=True))
            claims.append(
                Claim(
                    id=f"c{number}",
                    nature="fact" if places else "advice",
                    text=f"第{number}句" + "说" * draw(st.integers(1, 400)),
                    citations=tuple(map(_citation, places)),
                    rests_on=() if places or number == 1 else ("c1",),
                    role=_ROLES[at % 4] if kind == "talk" else "",
                )
            )
        sections.append(Section(title=title, claims=tuple(claims), missing="" if claims else "通话记录"))
    return Suggestion(
        id="s1", kind=kind, customer="莱茵汽车", unit="main", mode="extractive", user="u",
        created_at=dt.datetime(2026, 1, 20, tzinfo=dt.UTC), headline="一句话", sections=tuple(sections),
    )  # fmt: skip


def _items(shown: Shown) -> list[Line]:
    return [line for page in shown.pages for line in page if line.style == "item"]


@given(suggestions())
def test_every_claim_stands_once_on_some_page(one: Suggestion) -> None:
    shown = Shown(one)
    own = [claim.id for section in one.sections for claim in section.claims]
    assert sorted(claim.id for claim in shown.claims) == sorted(own)
    items = _items(shown)
    assert len(items) == len(shown.claims)
    for number, (line, claim) in enumerate(zip(items, shown.claims, strict=True), 1):
        assert line.lead.startswith(f"{number}.")
        assert claim.text in line.text
    missing = [line for page in shown.pages for line in page if line.style == "note"]
    assert len(missing) == sum(bool(section.missing) for section in one.sections)


@given(suggestions())
def test_every_number_leads_to_its_source_and_they_count_up(one: Suggestion) -> None:
    shown = Shown(one)
    met: list[int] = []
    for line, claim in zip(_items(shown), shown.claims, strict=True):
        assert [source.tag for source in line.sources] == [citation.tag for citation in claim.citations]
        for source, citation in zip(line.sources, claim.citations, strict=True):
            assert citation in shown.sources[source.number - 1]
            met.append(source.number)
    assert list(dict.fromkeys(met)) == list(range(1, len(shown.sources) + 1))


@given(suggestions())
def test_a_page_is_no_longer_than_a_phone_takes(one: Suggestion) -> None:
    shown = Shown(one)
    for number, page in enumerate(shown.pages):
        items = [line for line in page if line.style == "item"]
        assert sum(len(line.text) for line in items) <= 700 or len(items) == 1
        assert items or number == 0 or any(line.style == "note" for line in page)
        heads = message_of(shown, number).lines
        assert heads[0].text.endswith("莱茵汽车")


@given(suggestions(), st.integers(0, 2))
def test_numbers_stay_when_a_document_is_forgotten(one: Suggestion, document: int) -> None:
    before, after = Shown(one), Shown(erased(one, Gone(frozenset({f"d{document}"}))))
    assert [claim.id for claim in after.claims] == [claim.id for claim in before.claims]
    for old, new in zip(before.claims, after.claims, strict=True):
        assert len(old.citations) == len(new.citations)
    assert [spans[0].paragraph_id for spans in after.sources] == [
        spans[0].paragraph_id for spans in before.sources
    ]
    for line in _items(after):
        for source in line.sources:
            assert source.tag == after.sources[source.number - 1][0].tag


def test_the_first_page_of_a_strategy_holds_the_most_useful() -> None:
    def claims(title: str) -> tuple[Claim, ...]:
        return tuple(
            Claim(id=f"{title}{n}", nature="fact", text=f"{title}{n}", citations=(_citation(n),))
            for n in range(3)
        )

    one = Suggestion(
        id="s1", kind="strategy", customer="莱茵汽车", unit="main", mode="extractive", user="u",
        created_at=dt.datetime(2026, 1, 20, tzinfo=dt.UTC), headline="先还旧账",
        sections=tuple(Section(title=title, claims=claims(title)) for title in _TITLES),
    )  # fmt: skip
    shown = Shown(one)
    first = [line.text for line in shown.pages[0]]
    assert first == [
        FIRST,
        *(f"{COMMITMENTS}{n}" for n in (0, 1)),
        *(f"{t}0" for t in (NEWS, RISKS, CONCERNS, QUESTIONS)),
    ]
    message = message_of(shown, 0)
    assert [line.text for line in message.lines if line.lead == "一句话："] == ["先还旧账"]
    assert shown.titles[NEXT] == len(shown.pages) - 1
    assert {button.press.action for button in message.buttons} == {"more", "adopt", "up", "down"}
    assert "more" not in {b.press.action for b in message_of(shown, len(shown.pages) - 1).buttons}
