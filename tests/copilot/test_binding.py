"""A contract in force and a later tender that differ: the contract is never left untold."""

import pytest

from tests.copilot.test_ask import ask, facts
from tests.support.make import Line, Source, source
from yiju.store.types import Kind


def _contract(*clauses: str, day: str = "2025-03-01", title: str = "框架采购合同") -> Source:
    lines = [Line(text, clause=f"12.{n}") for n, text in enumerate(clauses, 1)]
    return source(Kind.CONTRACT, day, *lines, title=title)


def _tender(*clauses: str) -> Source:
    return source(Kind.TENDER, "2026-01-19", *map(Line, clauses), title="支架招标文件")


AGREED, DEMANDED = "质保期为验收合格之日起36个月。", "质保期为验收合格之日起48个月，以先到者为准。"
PAID, WANTED = (
    "甲方在收到合格发票后60日内以电汇方式付款。",
    "招标人在收到合格发票后75日内以电汇方式付款。",
)


@pytest.mark.parametrize("question", ["质保期多久？", "质保期是几个月"])
def test_the_contracts_term_stands_before_the_tenders_other_one(question: str) -> None:
    composed = ask(question, _contract(AGREED), _tender(DEMANDED))
    (first, *_) = facts(composed)
    assert first.verdict == "conflict"
    assert first.text.index("36个月") < first.text.index("48个月")
    assert [c.document.kind for c in first.citations] == [Kind.CONTRACT, Kind.TENDER]
    assert any("先写的是已签合同" in notice for notice in composed.notices)


def test_the_contracts_own_term_is_told_where_the_contract_is_named() -> None:
    (first, *_) = facts(ask("合同的质保期是多久", _contract(AGREED), _tender(DEMANDED)))
    assert "36个月" in first.text and first.citations[0].document.kind is Kind.CONTRACT


def test_of_two_questions_each_has_its_contract_first() -> None:
    composed = ask("付款条件是什么，质保期多长？", _contract(AGREED, PAID), _tender(WANTED, DEMANDED))
    text = " ".join(claim.text for claim in facts(composed))
    assert text.index("60日") < text.index("75日") < text.index("36个月") < text.index("48个月")


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("招标文件的质保期是多久", (_contract(AGREED), _tender(DEMANDED))),
        ("质保期多久？", (_contract(AGREED.replace("36", "48")), _tender(DEMANDED))),
        ("质保期多久？", (_contract(AGREED, "本合同有效期至2025年9月30日止。"), _tender(DEMANDED))),
        ("质保期多久？", (_contract(AGREED, title="二期采购合同"), _tender(DEMANDED))),
    ],
    ids=["the tender's own", "the same", "a contract that is over", "another phase"],
)
def test_there_is_no_dispute_with(question: str, sources: tuple[Source, ...]) -> None:
    composed = ask(question, *sources)
    assert not composed.notices or "先写的" not in " ".join(composed.notices)
    assert all(claim.verdict != "conflict" for claim in facts(composed))


def test_what_a_third_party_asks_for_is_no_version_of_our_contract() -> None:
    contract = _contract("甲方给予乙方信用额度人民币150万元，账期45日。")
    tender = _tender("按月结算，试剂验收合格并收到发票后90日内支付，付款方式为转账。")
    composed = ask("付款条件是什么", contract, tender)
    assert all(claim.verdict != "conflict" for claim in facts(composed))
    kinds = [claim.citations[0].document.kind for claim in facts(composed)]
    assert kinds == sorted(kinds, key=lambda kind: kind is Kind.TENDER)
