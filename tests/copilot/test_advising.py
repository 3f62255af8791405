"""What advice and the headline are made of, and what they leave out."""

import regex

from tests.support.make import CUSTOMER, Source, found_in, material, said, source
from yiju.copilot.cues import cue
from yiju.copilot.findings import Findings, find
from yiju.copilot.focus import focused, without_speaker
from yiju.copilot.section_concerns import concerns
from yiju.copilot.section_news import news
from yiju.copilot.sections import AGENDA, CONCERNS, PEOPLE, QUESTIONS
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.copilot.talk import compose_talk, find_scene
from yiju.store.labels import marks_of
from yiju.store.types import Claim, Kind, Seller

OWED = [
    source(Kind.CALL, f"2025-12-0{n}", said("王蕾", f"{what}我们12月{20 + n}日之前一定发给您。"))
    for n, what in enumerate(("LCA边界说明", "模具分摊方案", "PPAP整改报告"), 1)
]
PAYS = source(Kind.CALL, "2026-01-09", said("Anke Vogt", "2月10号之前我争取付150万。"))
CHASED = source(
    Kind.MAIL,
    "2026-02-24",
    "贵司承诺2月10日前支付150万元，我司未收到该款项。",
    sender="周磊 <zhou@huarui.example>",
)


def claims(composed: Composed, title: str) -> list[Claim]:
    return [c for s in composed.sections if s.title == title for c in s.claims]


def test_what_we_owe_is_one_goal_and_counted_in_the_headline() -> None:
    composed = compose_strategy(found_in(*OWED))
    (goal,) = [c for c in claims(composed, AGENDA) if "逾期" in c.text]
    assert goal.text.startswith("先了结我方逾期3项：①")
    assert len(goal.rests_on) == 3
    assert "我方还欠3项" in composed.headline


def test_money_owed_to_us_goes_before_what_we_owe() -> None:
    headline = compose_strategy(found_in(*OWED, PAYS, CHASED)).headline
    assert headline.startswith("对方答应的付款逾期1项，最早的应于2026-02-10")


def test_a_question_that_tries_us_is_no_concern() -> None:
    call = source(
        Kind.CALL,
        "2026-02-20",
        said("李昕", "逐件碳数据从什么时候开始交，你们看标书了吗？"),
        said("李昕", "整改证据的样本量必须补到三十件，我们不能接受平均值。"),
    )
    told = concerns(found_in(call), [])
    assert ["样本量" in one.text for one in told] == [True]


def test_minutes_name_a_speaker_once() -> None:
    note = source(Kind.NOTE, "2026-01-16", "5. 叶主任要求赔偿2025年9月停机损失30万元。")
    for claim in claims(compose_strategy(found_in(note)), QUESTIONS):
        assert claim.text.count("叶主任") == 1


def test_of_a_long_concern_the_part_that_tells_it_is_quoted() -> None:
    text = "目前日均标本约430个，其中肌钙蛋白占12%，重症医学科对时间要求最高，要求采样到报告60分钟以内"
    assert focused(text, cue("concern"), 40).startswith("重症医学科")
    assert focused(text, cue("concern"), 400) == text
    assert focused("股东会已同意处置老楼，届时优先偿还设备款", regex.compile("优先"), 10).startswith("股东会")


def test_a_speaker_is_left_out_only_where_something_is_left() -> None:
    assert without_speaker("顾院长表示，股东会已同意处置老门诊楼", "顾院长") == "股东会已同意处置老门诊楼"
    assert without_speaker("叶主任要求赔偿30万元", "叶主任") == "要求赔偿30万元"
    assert without_speaker("验收由顾院长签字", "顾院长") == "验收由顾院长签字"


def unsettled(*sources: Source) -> Findings:
    """Nobody has told who we are."""
    nobody = CUSTOMER.model_copy(update={"seller": Seller()})
    return find(material(*sources, customer=nobody), lambda query: {})


def test_where_nobody_told_who_we_are_that_is_said_once_and_no_side_is_guessed() -> None:
    call = source(
        Kind.CALL,
        "2026-02-20",
        said("谢芸", "我们最担心的是付款，必须月底之前结清设备款。"),
        said("罗强", "整改证据的样本量必须补到三十件，我们不能接受平均值。"),
    )
    findings = unsettled(call)
    composed = compose_strategy(findings)
    assert sum("YIJU_SELLER_NAME" in line for line in composed.missing) == 1
    assert sum("YIJU_SELLER_NAME" in line for line in findings.notices) == 1
    told = [c for title in (PEOPLE, CONCERNS) for c in claims(composed, title)]
    assert len(told) == 2
    assert all("不知是哪一方说的" in marks_of(claim) for claim in told)
    assert not [c.text for title in (AGENDA, QUESTIONS) for c in claims(composed, title) if "谢芸" in c.text]
    talk = compose_talk(findings, find_scene("异议处理"))
    assert not [c.text for s in talk.sections for c in s.claims if c.role == "say" and "谢芸" in c.text]
    assert sum("YIJU_SELLER_NAME" in line for line in talk.missing) == 1


def test_where_it_is_told_nothing_of_it_is_said() -> None:
    findings = found_in(*OWED)
    assert not findings.lacking
    assert not [line for line in compose_strategy(findings).missing if "YIJU_SELLER" in line]


def test_what_is_told_of_us_is_no_news_of_theirs_unmarked() -> None:
    lines = ("莱茵汽车宣布新工厂投产。", "华锐铸造以每件736元中标，莱茵汽车的定点排名第二。")
    made = news(found_in(source(Kind.NEWS, "2026-02-01", *lines)), [])
    assert {one.text[:4]: "about:我方" in one.flags for one in made} == {"莱茵汽车": False, "华锐铸造": True}
