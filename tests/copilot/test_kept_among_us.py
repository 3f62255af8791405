"""Nothing confided or internal goes towards the customer: planted in every sort of source, looked for in all
that is said or done there, and marked wherever our own people read it.
"""

from dataclasses import replace

import pytest

from tests.support.make import CUSTOMER, Source, material, said, source
from yiju.copilot.ask import compose_answer
from yiju.copilot.confided import INTERNAL, confided, internal_documents
from yiju.copilot.findings import Findings, find
from yiju.copilot.question import read_question
from yiju.copilot.sections import AGENDA, NEXT, QUESTIONS
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.copilot.talk import compose_talk, find_scene, scene_names
from yiju.store.types import Claim, Customer, Kind, Seller

OURS, MORE = "周磊 <zhou@huarui.example>", "王蕾 <wang@huarui.example>"
CONTRACT = source(
    Kind.CONTRACT,
    "2025-06-01",
    "付款条件为验收合格后45日内付清。",
    "质保期为验收后18个月。",
    title="框架合同",
)
OPEN = source(
    Kind.CALL,
    "2026-03-04",
    said("李昕", "碳足迹的数据口径我们最关心，必须逐件提供。"),
    said("周磊", "碳足迹数据表3月20日前我发给您。"),
    said("李昕", "交期我们担心再延后。"),
)
PLANTED = {
    "told before the plea": source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "厂长想把尾款51万元先拖着不付，到期了也不给。"),
        said("周磊", "原来是这样。"),
        said("李昕", "这事您别说是我讲的。"),
    ),
    "told behind the plea": source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "先不要跟别人提。"),
        said("李昕", "尾款51万元厂长要求逾期再付，我们担心他变卦。"),
    ),
    "told with another's word between": source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "尾款51万元还没付，是厂长担心现金不够。"),
        said("周磊", "那我们下个月再来看看能不能帮上忙，您看什么时候方便？"),
        said("李昕", "就咱俩知道，千万别传出去。"),
    ),
    "repeated by ours": source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "厂长想拖着尾款。"),
        said("周磊", "尾款51万元厂长要拖着，到期未付，对吧？是逾期51万元尾款。"),
        said("李昕", "对，你心里有数就行。"),
    ),
    "a letter of ours to ours": source(
        Kind.MAIL,
        "2026-03-06",
        "尾款51万元逾期未付，再拖下去我们就停止维保并起诉。",
        "付款条件最多接受51日内付清，必须守住。",
        title="回款",
        sender=OURS,
        to=MORE,
    ),
    "a paper that says so": source(
        Kind.NOTE,
        "2026-03-06",
        "仅供内部使用",
        "客户尾款51万元逾期未付，付款条件可以退到51日内付清。",
        title="回款分析",
    ),
    "a talk of our own": source(
        Kind.CALL,
        "2026-03-06",
        said("周磊", "付款条件我们最多接受51日内付清，守住。"),
        said("王蕾", "他们还欠51万元尾款，到期未付，3月18日前我把律师函发出去。"),
    ),
    "our own plea before them": source(
        Kind.CALL,
        "2026-03-06",
        said("周磊", "付款条件我们最多接受验收后51日内付清，最担心的是51万元收不回。"),
        said("周磊", "不要告诉客户。"),
        said("李昕", "好的，那我先挂了。"),
    ),
}
MARK = "51"


def findings_of(*sources: Source, seller: Seller = CUSTOMER.seller) -> Findings:
    return find(material(*sources, customer=replace_seller(seller)), lambda query: {})


def replace_seller(seller: Seller) -> Customer:
    return CUSTOMER.model_copy(update={"seller": seller})


def told(composed: Composed) -> list[Claim]:
    return [claim for section in composed.sections for claim in section.claims]


def grounds(claim: Claim, known: list[Claim]) -> str:
    """A claim's words, and those of the facts it rests on."""
    by_id = {one.id: one for one in known}
    return "".join([claim.text, *(by_id[one].text for one in claim.rests_on if one in by_id)])


@pytest.mark.parametrize("people_only", [False, True], ids=["domains", "people"])
@pytest.mark.parametrize("name", PLANTED)
def test_no_goal_question_step_or_headline_of_a_strategy_tells_it(name: str, *, people_only: bool) -> None:
    seller = CUSTOMER.seller.model_copy(update={"domains": ()}) if people_only else CUSTOMER.seller
    composed = compose_strategy(findings_of(CONTRACT, OPEN, PLANTED[name], seller=seller))
    every = told(composed)
    advice = [c for s in composed.sections if s.title in {AGENDA, QUESTIONS, NEXT} for c in s.claims]
    assert advice
    assert not [grounds(claim, every) for claim in advice if MARK in grounds(claim, every)]
    assert MARK not in composed.headline
    facts = [claim for claim in every if claim.nature == "fact" and MARK in claim.text]
    assert all(INTERNAL in claim.flags for claim in facts)


@pytest.mark.parametrize("people_only", [False, True], ids=["domains", "people"])
@pytest.mark.parametrize("name", PLANTED)
def test_no_line_of_any_scene_tells_it(name: str, *, people_only: bool) -> None:
    seller = CUSTOMER.seller.model_copy(update={"domains": ()}) if people_only else CUSTOMER.seller
    findings = findings_of(CONTRACT, OPEN, PLANTED[name], seller=seller)
    for scene in (*scene_names(), "尾款什么时候付"):
        for person in ("", "李昕"):
            composed = compose_talk(findings, find_scene(scene), person)
            assert not [claim.text for claim in told(composed) if MARK in claim.text], scene


def test_it_is_said_why_there_is_no_ground_to_ask_for_the_money() -> None:
    composed = compose_talk(findings_of(CONTRACT, PLANTED["a letter of ours to ours"]), find_scene("催款"))
    assert "内部资料" in composed.missing[0]
    plain = compose_talk(findings_of(CONTRACT, OPEN), find_scene("催款"))
    assert "没有欠款" in plain.missing[0]


def test_what_our_own_people_say_of_it_among_themselves_contradicts_nothing() -> None:
    assert findings_of(CONTRACT, PLANTED["a talk of our own"]).conflicts == []
    asked = source(
        Kind.CALL, "2026-03-06", said("李昕", "付款条件我们要验收后51日内付清。"), said("周磊", "好。")
    )
    assert findings_of(CONTRACT, asked).conflicts != []


@pytest.mark.parametrize(
    "text",
    [
        "这批货我们不能让客户等太久。",
        "做生意不能让贵方吃亏。",
        "交期上不能给对方留下口实。",
        "价格怎么构成的，您清楚就行。",
        "不要跟客户说空话，把数据摆出来。",
        "我们要签保密协议，请贵方先看保密条款。",
        "不能让客户不知道进度。",
    ],
)
def test_plain_business_is_no_plea(text: str) -> None:
    call = source(Kind.CALL, "2026-03-05", said("李昕", "尾款27万元还没付。"), said("李昕", text))
    assert confided(material(call)) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "这事别传出去。",
        "先不要对外说。",
        "先不要跟客户提。",
        "就咱俩知道。",
        "这件事请先保密。",
        "别让小张知道我们聊过。",
        "先别报给客户。",
        "不要告诉他们。",
        "以上请勿外传。",
    ],
)
def test_pleas(text: str) -> None:
    call = source(Kind.CALL, "2026-03-05", said("李昕", "尾款27万元还没付。"), said("李昕", text))
    assert len(confided(material(call))) == 2


def test_a_plea_speaks_of_its_own_speakers_words_alone() -> None:
    call = source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "货款27万元我们3月2日前付清。"),
        said("周磊", "好的，我们等您的消息，发票已经开了。"),
        said("赵工", "我跟你说，别说是我说的，另一家报的是86万。"),
        said("李昕", "验收我们要求月底之前做完。"),
    )
    secret = confided(material(call))
    assert [p.text[:2] for p in call.paragraphs if p.id in secret] == ["我跟"]


def test_a_call_with_the_customer_listed_as_there_is_not_our_own() -> None:
    lines = (said("周磊", "碳足迹数据表3月20日前我发给您。"), said("王蕾", "包装方案3月22日前给您。"))
    alone = source(Kind.CALL, "2026-03-06", *lines, attendees="我方 周磊、王蕾")
    heard = source(Kind.CALL, "2026-03-06", *lines, attendees="我方 周磊、王蕾、客户 李昕")
    one = source(Kind.CALL, "2026-03-07", lines[0])
    assert internal_documents(material(alone)) == {alone.document.id}
    assert internal_documents(material(heard, one)) == frozenset()


@pytest.mark.parametrize(
    ("lines", "own"),
    [
        (("参会人员：周磊、王蕾",), True),
        (("参加：我方 周磊、王蕾",), True),
        (("参加：我方 周磊、王蕾；客户 莱茵汽车 李昕",), False),
        (("参加：我方 周磊、王蕾；采购部 李昕",), False),
        (("参会：周磊、王蕾", "客户：李昕"), False),
        (("周磊和王蕾都在。",), False),
    ],
)
def test_minutes_are_our_own_where_nobody_else_was_there(lines: tuple[str, ...], *, own: bool) -> None:
    note = source(Kind.NOTE, "2026-03-06", *lines, "1. 付款条件最多接受51日内付清。")
    assert bool(internal_documents(material(note))) is own


def test_a_letter_is_our_own_by_our_peoples_names_where_no_domain_is_set() -> None:
    seller = CUSTOMER.seller.model_copy(update={"domains": ()})
    customer = replace_seller(seller)

    def ours(**fields: str) -> bool:
        letter = source(Kind.MAIL, "2026-03-06", "付款最多等51天。", title="测算", **fields)
        return bool(internal_documents(replace(material(letter), seller=seller, customer=customer)))

    assert ours(sender=OURS, to="ding@huarui.example")
    assert ours(sender="周磊 <zhou@qq.com>", to="王蕾 <wang@163.com>")
    assert not ours(sender="周磊 <zhou@qq.com>", to="li@qq.com")
    assert not ours(sender=OURS, to=f"{MORE}, 李昕 <li@rhein.example>")
    assert not ours(sender="李昕 <li@rhein.example>", to="wu@rhein.example")


@pytest.mark.parametrize("read", [True, False])
def test_an_answer_marks_what_was_confided_though_the_plea_was_not_found(*, read: bool) -> None:
    call = source(
        Kind.CALL,
        "2026-03-05",
        said("李昕", "尾款36万元拖着没付是厂长的意思。"),
        said("李昕", "这话就咱俩知道。"),
    )
    whole = material(call)
    found = replace(whole, spans=whole.spans[:1])
    composed = compose_answer(
        read_question("尾款36万元为什么没付", frozenset({"莱茵汽车"})),
        found.spans,
        found,
        found.documents,
        whole=lambda documents: whole.spans if read else (),
    )
    claims = [claim for claim in told(composed) if "36万元" in claim.text]
    assert claims
    assert all((INTERNAL in claim.flags) is read for claim in claims)
