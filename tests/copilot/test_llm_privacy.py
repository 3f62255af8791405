"""A model that sees placeholders: what it words is verified on the words as they are."""

import pytest

from tests.support.drafting import PARTIES, fact, said
from tests.support.evidence import cite, make_evidence
from tests.support.stub_llm import StubLLM
from yiju.copilot.llm_draft import draft_section
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_prompt import answer_request
from yiju.models.chat import ChatModel
from yiju.privacy import Policy
from yiju.store.types import Kind

MOBILE, PLATE = "13812345678", "沪A12345"
EVIDENCE = [
    make_evidence(1, f"送样联系王蕾，电话{MOBILE}，车牌{PLATE}。", kind=Kind.MAIL),
    make_evidence(2, "合同期内产品价格每年下调3%，不作其他调整。", kind=Kind.CONTRACT),
    make_evidence(3, "送样联系陈工，电话13900001111，车牌苏B54321。", kind=Kind.MAIL),
]


def draft(stub: StubLLM, *statements: dict[str, object]) -> DraftedSection:
    stub.script(said(*statements))
    chat = ChatModel(base_url=stub.url, model="stub", timeout=20, privacy=Policy())
    request = answer_request(question="送样联系谁？", **PARTIES)
    return draft_section(chat, request, EVIDENCE, cite=cite)


def test_a_statement_is_shown_with_the_values_of_its_source(stub: StubLLM) -> None:
    drafted = draft(stub, fact("送样联系王蕾，电话〈手机1〉，车牌〈车牌1〉。", "E1"))
    (claim,) = drafted.claims
    assert claim.text == f"送样联系王蕾，电话{MOBILE}，车牌{PLATE}。"
    assert claim.citations[0].quote == EVIDENCE[0].quote
    assert not any(one in stub.prompt(n) for n in range(len(stub.requests)) for one in (MOBILE, PLATE))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("合同期内产品价格每年下调3%，电话〈手机1〉。", "E2"),
        ("送样联系王蕾，电话〈手机2〉，车牌〈车牌1〉。", "E1"),
        ("送样联系王蕾，电话〈手机1〉，车牌〈车牌2〉。", "E1"),
        ("送样联系王蕾，电话〈手机7〉，车牌〈车牌1〉。", "E1"),
        ("送样联系王蕾，电话〈邮箱1〉，车牌〈车牌1〉。", "E1"),
        ("送样联系王蕾，电话手机1，车牌〈车牌1〉。", "E1"),
    ],
    ids=["another source", "another's number", "another's plate", "invented", "another kind", "half said"],
)
def test_a_value_in_another_place_than_the_evidence_says_is_not_shown(
    stub: StubLLM, text: str, source: str
) -> None:
    drafted = draft(stub, fact(text, source))
    assert drafted.claims == ()
    assert drafted.dropped
