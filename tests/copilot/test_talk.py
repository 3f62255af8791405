"""A talk track: what to say, why, what they may answer, a fall-back, and what not to say."""

import pytest

from tests.copilot.test_strategy import ALL, CONTRACT
from tests.support.make import Source, found_in, row, said, source
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


TERMS = source(
    Kind.CONTRACT,
    "2025-03-01",
    "甲方在收到合格发票后60日内以电汇方式付款。",
    "甲方逾期付款的，按应付未付金额每日万分之三支付违约金。",
    "甲方给予乙方最低采购量每年20万件的承诺。",
    title="框架合同",
)
ELSEWHERE = source(
    Kind.TENDER, "2026-01-12", "三年合计最高限价为39,600万元，不含模具费。", title="副车架招标文件"
)
LATE_DRAWINGS = source(Kind.CALL, "2026-02-26", said("Anke Vogt", "图纸变更清单我们3月4号之前发给你们。"))


def test_where_nothing_is_owed_that_is_said_and_no_other_matter_is_brought_up() -> None:
    composed = talk("催款", TERMS, ELSEWHERE, LATE_DRAWINGS)
    assert any("没有欠款" in missing for missing in composed.missing)
    assert "没有欠款" in composed.sections[0].missing
    whys = [c.text for s in composed.sections for c in s.claims if c.nature == "fact"]
    assert len(whys) == 1 and "60日内" in whys[0]


def test_without_a_word_on_payment_there_is_nothing_to_say() -> None:
    composed = talk("催款", ELSEWHERE, LATE_DRAWINGS)
    assert [s.missing for s in composed.sections if s.missing] == list(composed.missing)
    assert "没有欠款" in composed.missing[0]
    assert not any(section.claims for section in composed.sections)


@pytest.mark.parametrize(
    "owed",
    [
        source(
            Kind.MAIL,
            "2026-02-24",
            "截至今日贵司尚欠货款120万元，请安排支付。",
            sender="王蕾 <w@huarui.example>",
        ),
        source(Kind.CALL, "2026-02-24", said("Anke Vogt", "那150万2月底之前我们一定付给您。")),
        source(
            Kind.NOTE, "2026-02-24", "应收账款余额：莱茵汽车 320万元，其中到期未付80万元。", title="对账单"
        ),
    ],
)
def test_where_something_is_owed_it_is_the_matter(owed: Source) -> None:
    composed = talk("催款", TERMS, ELSEWHERE, LATE_DRAWINGS, owed)
    assert composed.missing == ()
    whys = [c for s in composed.sections for c in s.claims if c.nature == "fact"]
    assert any(owed.document.id == c.citations[0].document.id for c in whys)
    assert not any("39,600" in c.text or "图纸" in c.text for c in whys)


def test_what_was_paid_is_not_owed() -> None:
    paid = source(Kind.NOTE, "2026-02-24", "上期欠款120万元已于2月20日结清。", title="对账单")
    assert any("没有欠款" in missing for missing in talk("催款", TERMS, paid).missing)


def test_where_people_contradict_each_other_no_papers_are_spoken_of() -> None:
    """Both figures were said in one call: that two files differ would be our own invention."""
    call = source(
        Kind.CALL,
        "2026-02-26",
        said("罗岳川", "我跟你说，我这次库存最多两个半月。"),
        said("郑皓", "可是唐经理前几天说的是快四个月。"),
    )
    spoken = talk("报价", call).sections[0]
    assert "conflict" in spoken.claims[1].flags
    told = " ".join(claim.text for claim in spoken.claims if claim.role != "why")
    assert "文件" not in told and "原文" not in told and "双方说法" not in told
    offer = source(Kind.MAIL, "2026-02-20", "年降比例按每年3.5%执行。", sender="Kahl <k@rhein.example>")
    written = talk("报价", CONTRACT, offer)
    lines = [s.claims for s in written.sections if any("conflict" in c.flags for c in s.claims)]
    assert lines, "a contract and a letter still contradict each other in writing"


def test_a_table_row_is_spoken_without_its_bars() -> None:
    tender = source(
        Kind.TENDER,
        "2026-02-20",
        row("评分因素: 价格 | 分值: 40 | 说明: 最低有效报价为基准价"),
        title="招标文件",
    )
    composed = talk("报价", tender)
    spoken = [c.text for s in composed.sections for c in s.claims if c.role in {"say", "reply", "fallback"}]
    assert any("价格，分值: 40" in text for text in spoken)
    assert not any("|" in text for text in spoken)


def test_what_was_told_in_confidence_is_said_to_nobody() -> None:
    told = ("院长在犹豫先付你们还是先付装修公司，最担心账上没钱。", "这话你知道就行，别说是我说的。")
    call = source(Kind.CALL, "2026-03-05", *(said("马骏", text) for text in told), title="私下通话")
    for scene in ("开场", "高层汇报", "催款", "异议处理"):
        composed = talk(scene, *ALL, call, person="马骏")
        texts = " ".join(claim.text for section in composed.sections for claim in section.claims)
        assert "装修公司" not in texts
    open_words = source(Kind.CALL, "2026-03-05", said("马骏", told[0]))
    said_openly = [c.text for s in talk("开场", *ALL, open_words, person="马骏").sections for c in s.claims]
    assert any("装修公司" in text for text in said_openly)


def test_a_promise_of_nobody_known_is_held_against_nobody() -> None:
    call = source(Kind.CALL, "2026-02-20", said("谢芸", "2月26号之前，我把对账单发给您。"))
    for scene in scene_names():
        claims = [c for s in talk(scene, call).sections for c in s.claims]
        assert not any("unknown" in c.flags for c in claims), scene
        assert not any("答应" in c.text or "承诺" in c.text for c in claims if c.role == "say"), scene


def test_a_day_of_payment_that_they_promised_and_let_pass_is_ground_to_ask() -> None:
    promise = source(Kind.CALL, "2026-01-12", said("陆敏", "设备款我们争取2月15日前付30%，也就是27万元。"))
    composed = compose_talk(found_in(promise), find_scene("催款"))
    assert composed.missing == ()
    assert any("27万元" in claim.text for claim in composed.sections[0].claims)


def test_a_talk_with_somebody_begins_with_what_was_promised_to_them() -> None:
    calls = (
        source(
            Kind.CALL,
            "2026-01-12",
            said("何宁", "整改证据什么时候能给我们？"),
            said("王蕾", "过程审核的整改证据1月20日之前我发给您。"),
        ),
        source(
            Kind.CALL,
            "2026-02-10",
            said("李昕", "那模具图纸呢？"),
            said("王蕾", "模具验收图纸2月20日之前我发给您。"),
        ),
    )
    for person, thing in (("何宁", "整改证据"), ("李昕", "模具验收图纸")):
        first = talk("开场", *calls, person=person).sections[0].claims
        assert any(thing in claim.text for claim in first)


def test_what_was_promised_to_them_and_kept_pushes_nothing_aside() -> None:
    told = (
        source(
            Kind.CALL,
            "2026-01-12",
            said("何宁", "整改证据什么时候能给我们？"),
            said("王蕾", "过程审核的整改证据1月20日之前我发给您。"),
        ),
        source(
            Kind.MAIL,
            "2026-01-18",
            "过程审核的整改证据已发给您，请查收附件。",
            sender="王蕾 <wang@huarui.example>",
        ),
        CONTRACT,
    )
    first = talk("续约", *told, person="何宁").sections[0].claims
    assert not any("整改证据" in claim.text for claim in first)
