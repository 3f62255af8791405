"""Scorers on examples worked by hand."""

import datetime as dt
import math

import pytest

from yiju.evals.scorers.citations import count_citations
from yiju.evals.scorers.ranking import ndcg_at, ranks_of, recall_at, reciprocal_rank
from yiju.evals.scorers.support import claim_holds
from yiju.store.types import Citation, CitedDocument, Claim, Kind, Locator, Section, Suggestion


def test_ranking_measures() -> None:
    hits = [["a"], ["b", "c"], ["d"], ["b"]]
    ranks = ranks_of(hits, [["c", "x"], ["d"], ["z"]])
    assert ranks == [2, 3, None]
    assert (recall_at(ranks, 1), recall_at(ranks, 2), recall_at(ranks, 3)) == (0, 1 / 3, 2 / 3)
    assert reciprocal_rank(ranks) == 0.5
    assert reciprocal_rank([None]) == reciprocal_rank([11]) == 0.0
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert ndcg_at(ranks) == pytest.approx((1 / math.log2(3) + 1 / 2) / ideal)
    assert ndcg_at([1, 2]) == ndcg_at([1, 1]) == 1.0
    with pytest.raises(ValueError, match="at least one"):
        recall_at([], 3)


def _cited(quote: str, speaker: str | None = None, day: dt.date = dt.date(2026, 1, 15)) -> Citation:
    document = CitedDocument(id="d1", title="合同", kind=Kind.CONTRACT, date=day, uri="file:///a")
    return Citation(
        tag="〔依据2026-01-15合同第1段〕",
        paragraph_id="d1-0001",
        quote=quote,
        start=0,
        end=len(quote),
        document=document,
        locator=Locator(paragraph=1, speaker=speaker),
    )


def _fact(text: str, *citations: Citation) -> Claim:
    return Claim(id="c1", nature="fact", text=text, verdict="supported", citations=citations)


def _suggestion(*claims: Claim) -> Suggestion:
    return Suggestion(
        id="s1",
        kind="answer",
        customer="甲",
        unit="u",
        mode="extractive",
        user="t",
        created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        sections=(Section(title="答", claims=claims),),
    )


PRICE, WARRANTY = _cited("副车架单价为182元。"), _cited("质保期为36个月。")


def test_citation_recall_and_precision_as_alce_defines_them() -> None:
    both = _fact("副车架单价为182元，质保期为36个月", PRICE, WARRANTY)
    padded = _fact("副车架单价为182元", PRICE, WARRANTY)  # the second proves nothing
    false = _fact("副车架单价为128元", PRICE)
    advice = Claim(id="c9", nature="advice", text="先谈质保", rests_on=("c1",))
    counts = count_citations(_suggestion(both, padded, false, advice), claim_holds)
    assert (counts.facts, counts.recalled, counts.citations, counts.precise) == (3, 2, 5, 3)
    assert counts.recall == pytest.approx(2 / 3)
    assert counts.precision == pytest.approx(3 / 5)
    assert count_citations(_suggestion(advice), claim_holds).recall is None


@pytest.mark.parametrize(
    ("text", "citations", "holds"),
    [
        ("李昕：“质保期为36个月”", [_cited("质保期为36个月。", "李昕")], True),
        ("王蕾：“质保期为36个月”", [_cited("质保期为36个月。", "李昕")], False),
        ("副车架单价为182元；质保期为36个月", [PRICE, WARRANTY], True),
        ("质保期为36个月；副车架单价为182元", [PRICE, WARRANTY], True),
        ("副车架单价为182元；质保期为48个月", [PRICE, WARRANTY], False),
        ("副车架单价为182元", [], False),
    ],
)
def test_a_shown_fact_is_judged_by_its_words_and_quotes(
    text: str, citations: list[Citation], holds: bool
) -> None:
    assert claim_holds(_fact(text, *citations), citations) is holds
