"""A drafted section is shown as a whole or not at all: roles, verdicts, language, usefulness."""

import datetime as dt
import json
from collections.abc import Sequence

import pytest

from tests.support.account import CUSTOMER, TODAY, evidence_in, facts_in, texts
from tests.support.desk import Desk
from tests.support.enemies import WEAK
from tests.support.evidence import cite, make_evidence
from yiju.copilot.llm_accepting import accepted
from yiju.copilot.llm_checks import TOLD, WITHHELD, Check, digest_of, unsaid
from yiju.copilot.llm_drafting import DraftedSection
from yiju.copilot.llm_gate import Drafted, refusal
from yiju.copilot.llm_prompt import DraftRequest
from yiju.copilot.llm_sections import INTENTS
from yiju.copilot.llm_text import without_preface
from yiju.evals.grounding import grounding
from yiju.store import audit
from yiju.store.types import Citation, Claim, Dropped, Kind, Suggestion

OURS = make_evidence(1, "检测说明我们12月20日前发给您。", kind=Kind.CALL, speaker="王蕾")
THEIRS = make_evidence(2, "我们要求你们逐件提供碳足迹数据。", kind=Kind.CALL, speaker="Anke Vogt")
TERM = make_evidence(3, "付款方式为货到验收后60天电汇。", kind=Kind.CONTRACT)
TENDER = make_evidence(4, "投标人应当提交交付业绩的证明材料。", kind=Kind.TENDER)
WORRY = make_evidence(5, "我最担心的是交付。", kind=Kind.CALL, speaker="Anke Vogt")
RIVAL = make_evidence(6, "南方压铸的报价比你们低4%。", kind=Kind.CALL, speaker="Anke Vogt")
SAID = {OURS.paragraph.id: "我方", **{one.paragraph.id: "客户" for one in (THEIRS, WORRY, RIVAL)}}


def _fact(text: str, *spans: int, id: str = "m1") -> Claim:
    known = {1: OURS, 2: THEIRS, 3: TERM, 4: TENDER, 5: WORRY, 6: RIVAL}
    cited = tuple(cite(known[one]) for one in spans)
    return Claim(id=id, nature="fact", text=text, verdict="supported", citations=cited)


def _advice(text: str, role: str = "") -> Claim:
    return Claim(id="m9", nature="advice", text=text, rests_on=("m1",), role=role)


def _gate(
    *claims: Claim,
    base: Sequence[Claim] = (),
    refused: int = 0,
    given: Claim | None = None,
    theirs: bool = False,
) -> Check | None:
    def voice(citation: Citation) -> str:
        return SAID.get(citation.paragraph_id, "")

    grounds = {one.id: one for one in (*claims, *([given] if given else []))}
    return refusal(
        Drafted(
            claims=claims,
            refused=refused,
            base=base,
            shown=claims,
            grounds=grounds,
            voice=voice,
            seller="华锐铸造",
            customer="莱茵汽车",
            people=frozenset({"王蕾", "Anke Vogt"}),
            theirs=theirs,
        )
    )


@pytest.mark.parametrize(
    "claim",
    [
        _fact("客户承诺12月20日前发检测说明。", 1),
        _fact("我方要求客户逐件提供碳足迹数据。", 2),
        _fact("华锐铸造要求莱茵汽车逐件提供碳足迹数据。", 2),
        _fact("客户应提交交付业绩的证明材料。", 4),
        _fact("客户将在12月20日前发检测说明。", 1),
        _fact("莱茵汽车12月20日前把检测说明发给我方。", 1),
        _fact("供应商要求逐件提供碳足迹数据。", 2),
        _fact("一级供应商要求客户逐件提供碳足迹数据。", 2),
        _fact("我方担心交付。", 5),
        _fact("我方对交付最担心。", 5),
        _fact("华锐铸造的报价比南方压铸低4%。", 6),
        _fact("我方的报价低于南方压铸。", 6),
    ],
)
def test_buyer_and_seller_confused_is_not_shown(claim: Claim) -> None:
    assert _gate(claim) == "roles"


@pytest.mark.parametrize(
    "claim",
    [
        _fact("我方承诺12月20日前发检测说明。", 1),
        _fact("王蕾说检测说明12月20日前发给客户。", 1),
        _fact("客户要求我方逐件提供碳足迹数据。", 2),
        _fact("莱茵汽车要求逐件提供碳足迹数据。", 2),
        _fact("投标人应当提交交付业绩的证明材料。", 4),
        _fact("我方将在12月20日前发检测说明。", 1),
        _fact("检测说明12月20日前发给客户。", 1),
        _fact("客户要求供应商逐件提供碳足迹数据。", 2),
        _fact("Anke Vogt最担心的是交付。", 5),
        _fact("客户担心交付。", 5),
        _fact("南方压铸的报价比我方低4%。", 6),
    ],
)
def test_the_parties_in_their_places_are_shown(claim: Claim) -> None:
    assert _gate(claim) is None


def test_what_our_side_says_is_no_concern_of_theirs() -> None:
    ours, theirs = _fact("王蕾：检测说明12月20日前发给客户。", 1), _fact("客户担心交付。", 5, id="m2")
    assert _gate(theirs, ours) is None
    assert _gate(theirs, ours, theirs=True) == "roles"
    assert _gate(theirs, theirs=True) is None


def test_advice_is_for_the_rep_and_a_line_is_for_the_customer() -> None:
    given = _fact("客户要求我方逐件提供碳足迹数据。", 2)
    assert _gate(_advice("建议客户尽快提交碳足迹数据。"), given=given) == "roles"
    assert _gate(_advice("建议我方先备好碳足迹数据样表。"), given=given) is None
    assert _gate(_advice("请我方尽快提供碳足迹数据。", "say"), given=given) == "roles"
    assert _gate(_advice("我方要求贵司逐件提供碳足迹数据。", "say"), given=given) == "roles"
    assert _gate(_advice("碳足迹数据按逐件提供，您看样表够不够？", "say"), given=given) is None


def test_a_section_most_of_which_was_refused_is_not_shown() -> None:
    fact = _fact("付款方式为货到验收后60天电汇。", 3)
    assert _gate(fact, refused=1) is None
    assert _gate(fact, refused=2) == "verdicts"
    assert _gate(fact.model_copy(update={"verdict": "unsupported"})) == "verdicts"
    assert _gate(_advice("建议确认60天电汇。")) == "verdicts", "it rests on nothing that is there"


@pytest.mark.parametrize(
    "text",
    [
        "60 days net after acceptance, TT, Anke Vogt 说了.",
        "付款方式付款方式付款方式付款方式为60天电汇。",
        "付款方式为60天电汇。。。哈哈哈哈哈哈",
        "оплата付款方式为60天电汇。",
    ],
)
def test_what_is_no_plain_chinese_is_not_shown(text: str) -> None:
    assert _gate(_fact(text, 3)) == "language"


def test_one_thing_said_twice_is_not_shown() -> None:
    assert _gate(
        _fact("付款方式为货到验收后60天电汇。", 3), _fact("付款方式为货到验收后60天的电汇。", 3, id="m2")
    ) == ("language")


def test_what_is_true_of_any_customer_is_not_shown() -> None:
    given = _fact("客户要求我方逐件提供碳足迹数据。", 2)
    assert _gate(_advice("建议加强沟通，充分了解客户的要求。"), given=given) == "usefulness"
    assert _gate(_advice("建议带上碳足迹样表。"), given=given) is None
    assert _gate(_fact("交付业绩 | 证明材料", 4)) == "usefulness", "a heading says nothing"


def test_a_line_that_only_recites_is_not_shown() -> None:
    given = _fact("客户要求我方逐件提供碳足迹数据。", 2)
    assert _gate(_advice("您要求我们逐件提供碳足迹数据。", "say"), given=given) == "usefulness"
    asked = _advice("碳足迹数据按逐件提供，您看从哪个零件开始？", "say")
    assert _gate(asked, given=given) is None
    again = asked.model_copy(update={"id": "m10", "role": "fallback"})
    assert _gate(asked, again, given=given) == "language", "the same again is no answer"


def test_what_says_less_than_the_rules_do_is_not_shown() -> None:
    base = (_fact("付款方式为货到验收后60天电汇", 3, id="c1"),)
    assert _gate(_fact("付款方式是电汇。", 3), base=base) == "usefulness"
    assert _gate(_fact("货到验收后60日电汇付款。", 3), base=base) is None
    two = (*base, _fact("Anke Vogt：“我们要求你们逐件提供碳足迹数据”", 2, id="c2"))
    assert _gate(_fact("货到验收后60天电汇。", 3), base=two) == "usefulness"


@pytest.mark.parametrize(
    ("text", "kept"),
    [("客户要求我方逐件提供碳足迹数据。", True), ("我方要求客户逐件提供碳足迹数据。", False)],
)
def test_what_reviewers_took_is_told_only_where_it_would_have_been_shown(text: str, kept: bool) -> None:
    claim = _fact(text, 2)
    whole = DraftedSection("drafted", claims=(claim,), written=1)
    taken = Dropped(section="客户近况", text=text, reason="评审驳回过", cause="refused")
    left = DraftedSection("failed", dropped=(taken,), check="refused", written=1)
    (lost,) = accepted(
        left,
        DraftRequest(title="客户近况", prompt="visit-strategy", form="statements", values={}),
        whole=whole,
        base=(),
        shown=lambda drafted: drafted.claims,
        facts=(),
        voice=lambda citation: SAID.get(citation.paragraph_id, ""),
        seller="华锐铸造",
        customer="莱茵汽车",
        people=(),
    ).dropped
    assert (lost.check == "", unsaid(lost).text == text) == (kept, kept)


def _words(given: Suggestion, title: str) -> list[str]:
    return [text for section in given.sections if section.title == title for text in texts(section.claims)]


def _false(weakness: str, desk: Desk) -> set[str]:
    """The sentences of the model's answers that are no longer what the evidence says."""
    found: set[str] = set()
    for body in desk.stub.requests:
        if "statements" not in body["response_format"]["json_schema"]["schema"]["properties"]:
            continue
        given = {text for _, text in (*evidence_in(body), *facts_in(body))}
        wrote = json.loads(WEAK[weakness](body).text)["statements"]
        found |= {one["text"] for one in wrote if one["text"] not in given}
    assert found or weakness == "one thing"
    return found


@pytest.mark.parametrize("weakness", WEAK)
def test_a_weak_model_does_not_make_it_worse(desk: Desk, weakness: str) -> None:
    """Section by section: what it wrote holds, or the extractive section stands; either is on record."""
    desk.stub.script(WEAK[weakness])
    plain, given = desk.plain.strategy(CUSTOMER, as_of=TODAY), desk.strategy()
    asked = {one.section: one for one in given.drafting}
    assert asked and not plain.drafting
    for title, one in asked.items():
        assert one.model == "stub"
        assert one.reason == (TOLD[one.check] if one.check else "")
        if one.outcome == "fallen_back":
            own = next(s for s in given.sections if s.title == title)
            assert not any(claim.id.startswith("m") for claim in own.claims)
            if title in INTENTS:
                assert _words(given, title) == _words(plain, title)
    shown = {text for s in given.sections for text in texts(s.claims)}
    assert not shown & _false(weakness, desk), "what it made false is not there"
    for section in given.sections:
        wrote = [claim.text for claim in section.claims if claim.id.startswith("m")]
        assert len(wrote) == len(set(wrote)), "one thing is said once"
    for claim in (c for s in given.sections for c in s.claims if c.id.startswith("m")):
        assert "沟通" not in claim.text and "The customer" not in claim.text and "逐字照抄" not in claim.text
        assert "nature" not in claim.text
    if weakness in {"platitudes", "english", "echo", "schema", "repetition", "advises the customer"}:
        assert {one.outcome for one in asked.values()} == {"fallen_back"}
    talk, said = desk.talk(), desk.ask("莱茵汽车的付款方式是什么")
    assert talk.drafting and said.drafting
    for row in grounding([given, talk, said, plain]):
        assert row["recall"] in {1.0, None}, "nothing unsupported is shown"
    if weakness not in {"swapped", "one thing"}:
        assert "60天" in said.sections[0].claims[0].text and said.mode == "extractive"


def test_what_a_model_wrote_and_code_refused_is_counted_and_kept_nowhere(desk: Desk) -> None:
    desk.stub.script(WEAK["numbers"])
    given = desk.strategy()
    refused = [one for one in given.dropped_claims if one.check]
    assert refused and {one.text for one in refused} == {WITHHELD}
    assert all(one.digest and one.reason == TOLD[one.check] for one in refused)
    wrote = WEAK["numbers"](desk.stub.requests[0]).text
    assert digest_of(json.loads(wrote)["statements"][0]["text"]) in {one.digest for one in refused}
    with desk.store.sql.read() as connection:
        ((_, told),) = audit.details_of(connection, "draft.refused", subjects=[given.id])
    assert told["model"] == "stub" and told["refused"]["verdicts"] >= 4
    assert set(told["digests"]) <= {one.digest for one in refused}
    assert "共3项" not in given.model_dump_json() and "共3项" not in str(told)
    assert audit.verify_chain(desk.store.sql) == []


def test_a_suggestion_of_before_loads(desk: Desk) -> None:
    body = desk.plain.strategy(CUSTOMER, as_of=TODAY).model_dump(mode="json")
    del body["drafting"]
    for one in body["dropped_claims"]:
        del one["check"], one["digest"]
    assert Suggestion.model_validate(body).drafting == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("合同中规定，每迟延一日支付0.3%违约金。", "每迟延一日支付0.3%违约金。"),
        ("招标文件（修订版）：采用双供应商策略。", "采用双供应商策略。"),
        ("2026年1月8日，邮件中提到，样件已寄出。", "样件已寄出。"),
        ("合同付款方式为60天电汇。", "合同付款方式为60天电汇。"),
        ("客户：样件已寄出。", "客户：样件已寄出。"),
        ("框架合同中约定，付款为60天。", "框架合同中约定，付款为60天。"),
    ],
)
def test_the_source_named_in_front_is_left_to_the_tag(text: str, left: str) -> None:
    title = "招标文件（修订版）"
    assert without_preface(text, date=dt.date(2026, 1, 8), title=title) == left
