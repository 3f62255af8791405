"""The sample customers, end to end: every tag leads to its place, every fact holds, nothing leaks in."""

from functools import cache

from tests.support.advice import CUSTOMERS, Given, cited, claims
from tests.support.samples import LISTED, TODAY
from yiju.copilot.place import place_in_context
from yiju.copilot.retrieve import Reader
from yiju.copilot.verify import verify_claim
from yiju.store.documents import get_document
from yiju.store.types import Citation, Kind, Role


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
            last = citation.locator.page_end or page
            pages = f"P{page}" if last == page else f"P{page}-{last}"
            assert f"{pages}(印刷页{page - 2})" in citation.tag
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
    spans = [s for s in who.spans([held]) if s.paragraph.id == citation.paragraph_id]
    [span] = [s for s in spans if s.start == citation.start]
    assert citation.end in {s.end for s in spans}, "whole sentences are cited"
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
                # A rep's own goal of which the material says nothing is said to rest on nothing.
                assert claim.rests_on or {"given", "ungrounded"} <= set(claim.flags)
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
