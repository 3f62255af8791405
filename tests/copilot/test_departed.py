"""Who has left: told with its source and who follows, no contact any more, and nobody to be asked."""

import datetime as dt

import pytest

from tests.support.make import TODAY, Source, found_in, said, source
from yiju.copilot.contacts import contacts_of
from yiju.copilot.departed import Departure, same_name
from yiju.copilot.making import made
from yiju.copilot.sections import AGENDA, CONCERNS, NEXT, PEOPLE, QUESTIONS
from yiju.copilot.strategy import Composed, compose_strategy
from yiju.copilot.talk import compose_talk, find_scene, talk_notices
from yiju.store.labels import marks_of
from yiju.store.types import Claim, Kind

SPOKE = source(
    Kind.CALL,
    "2025-11-18",
    said("钱进", "我们最担心的是接口文档的交付时间，必须月底之前看到。"),
    said("钱进", "我们本月底之前把图纸变更清单发给你们。"),
    said("李昕", "碳足迹的数据口径总部要求逐件提供，不能用平均值。"),
)
LEFT = source(
    Kind.CALL,
    "2026-02-11",
    said("李昕", "跟你说个事，钱进1月底走了，去了另一家公司。"),
    said("王蕾", "那新的采购是谁？"),
    said("李昕", "孙宁从电驱采购过来接手，3月16号到岗。"),
)


def gone(*sources: Source, as_of: dt.date = TODAY) -> tuple[Departure, ...]:
    return found_in(*sources, as_of=as_of).departures


def section(composed: Composed, title: str) -> list[Claim]:
    return [c for s in composed.sections if s.title == title for c in s.claims]


def test_who_left_is_told_with_who_follows() -> None:
    (one,) = gone(SPOKE, LEFT)
    assert one.name == "钱进"
    assert one.span.text.startswith("跟你说个事")
    assert one.successor is not None
    assert one.successor.text.startswith("孙宁")


@pytest.mark.parametrize(
    "text",
    [
        "钱进已经离职了。",
        "钱经理上个月调往墨西哥工厂。",
        "钱进1月20号离职的，很多事还在理。",
        "钱进先生走了以后，交付是谁接？",
        "钱进不再负责这个项目。",
        "钱进将于1月20日离职，由孙宁代理。",
        "钱进1月底就走了。",
        "钱进已经调到总部采购中心。",
        "钱进1月20日起不再负责，请找孙宁。",
        "钱进下周要走了。",
        "钱进去年年底走了，孙宁从国外回来接手。",
    ],
)
def test_forms_of_leaving(text: str) -> None:
    assert [one.name for one in gone(SPOKE, source(Kind.CALL, "2026-01-15", said("李昕", text)))] == ["钱进"]


@pytest.mark.parametrize(
    "text",
    [
        "如果钱进离职了，我们再找你们。",
        "钱进走了一趟车间，看过样件了。",
        "钱进将于4月20日离职。",
        "钱进是不是离职了？",
        "钱进说价格已经按166元走了。",
        "钱进和老周聊过，老周1月离职了。",
        "钱经理昨天走了付款流程，总部还没批。",
        "钱进刚走了，下午再回来。",
        "钱进今天走了图纸会签。",
        "钱进离职以后又回来了。",
        "钱进辞职，被老板挽留下来了。",
        "钱进下个月离职。",
        "钱进明年退休。",
        "钱进4月20日离职。",
        "钱进已调到最低转速，还是有振动。",
        "钱进调走了两台检具。",
    ],
)
def test_what_only_looks_like_leaving_is_none(text: str) -> None:
    assert gone(SPOKE, source(Kind.CALL, "2026-02-11", said("李昕", text))) == ()


def test_who_says_so_themselves_has_left_on_that_day() -> None:
    own = source(
        Kind.MAIL,
        "2026-01-08",
        "I will move to our new plant on 1 February 2026. My last day here is 30 January.",
        "My successor is not decided yet.",
        sender='"Vogt" <vogt@rhein.example>',
    )
    spoke = source(Kind.CALL, "2025-12-09", said("Anke Vogt", "碳足迹数据必须逐件提供，这是总部的要求。"))
    assert [one.name for one in gone(spoke, own)] == ["Anke Vogt"]
    assert gone(spoke, own, as_of=dt.date(2026, 1, 20)) == ()


def test_who_leaves_next_month_is_gone_once_it_is_over() -> None:
    told = source(Kind.CALL, "2026-01-15", said("李昕", "钱进下个月离职。"))
    assert gone(SPOKE, told, as_of=dt.date(2026, 2, 20)) == ()
    assert [one.name for one in gone(SPOKE, told, as_of=dt.date(2026, 3, 1))] == ["钱进"]


def test_who_still_speaks_to_us_later_has_not_left() -> None:
    later = source(Kind.CALL, "2026-03-05", said("钱进", "我们这边的验收标准还是按老版本执行。"))
    assert gone(SPOKE, LEFT, later) == ()


def test_two_of_one_surname_are_not_taken_for_each_other() -> None:
    other = source(Kind.CALL, "2025-11-20", said("钱多多", "付款流程要走三个部门，大概需要两周。"))
    told = source(Kind.CALL, "2026-02-11", said("李昕", "钱经理已经离职了。"))
    assert gone(SPOKE, other, told) == ()


def test_nobody_is_advised_to_ask_them() -> None:
    composed = compose_strategy(found_in(SPOKE, LEFT))
    told = {marks_of(claim): claim for claim in section(composed, PEOPLE)}
    assert told["钱进 已离开"].citations
    assert "孙宁" in told["接替 钱进"].text
    concern = next(c for c in section(composed, CONCERNS) if "接口文档" in c.text)
    assert "钱进 已离开" in marks_of(concern)
    for title in (AGENDA, QUESTIONS, NEXT):
        assert not [claim.text for claim in section(composed, title) if "钱进" in claim.text]


def test_they_are_no_contact_any_more() -> None:
    findings = found_in(SPOKE, LEFT)
    composed = compose_strategy(findings)
    whole = made("strategy", findings.material.customer, composed, {}, {}, (), None, "u")
    assert "钱进" not in {one.name for one in contacts_of(whole)}
    before = found_in(SPOKE)
    whole = made("strategy", before.material.customer, compose_strategy(before), {}, {}, (), None, "u")
    assert "钱进" in {one.name for one in contacts_of(whole)}


def test_no_talk_track_speaks_in_their_name_and_one_for_them_says_so() -> None:
    findings = found_in(SPOKE, LEFT)
    composed = compose_talk(findings, find_scene("异议处理"), "钱进")
    assert not [c.text for s in composed.sections for c in s.claims if c.role == "say" and "钱进" in c.text]
    (notice,) = talk_notices("异议处理", "钱进", findings)
    assert "已经离开" in notice
    assert "〔依据2026-02-11" in notice


def test_two_forms_of_a_name() -> None:
    assert same_name("Jan Petersen", "Petersen, Jan")
    assert same_name("Petersen", "Jan Petersen")
    assert not same_name("Anna Roth", "Peter Roth")
    assert not same_name("", "钱进")


def test_a_comment_is_its_authors_word() -> None:
    post = source(
        Kind.POST,
        "2026-02-02",
        "今天是我在新工厂的第一天，负责全厂物流。",
        "评论 Miriam Adler：谢谢你。接力棒我会拿稳。",
        author="Jan Petersen",
    )
    speakers = {span.text: span.speaker for span in found_in(post).material.spans}
    assert speakers["接力棒我会拿稳。"] == "Miriam Adler"
    assert speakers["今天是我在新工厂的第一天，负责全厂物流。"] == "Jan Petersen"


def test_whoever_left_is_known_in_minutes_too() -> None:
    minutes = source(
        Kind.NOTE,
        "2025-11-20",
        "1. 钱进提出，接口文档的交付时间必须写进计划，否则不能接受。",
        "2. 客户钱进说，最担心的是数据出内网。",
        "3. 李昕提出，碳足迹的数据口径必须逐件提供。",
    )
    findings = found_in(SPOKE, minutes, LEFT)
    composed = compose_strategy(findings)
    for claim in section(composed, CONCERNS):
        if "接口文档的交付时间必须写进" in claim.text or "出内网" in claim.text:
            assert "钱进 已离开" in marks_of(claim)
        elif "碳足迹" in claim.text:
            assert "钱进 已离开" not in marks_of(claim)
    for title in (AGENDA, QUESTIONS, NEXT):
        assert not [c.text for c in section(composed, title) if "钱进" in c.text or "出内网" in c.text]
    for scene in ("开场", "异议处理", "高层汇报"):
        talk = compose_talk(findings, find_scene(scene))
        assert not [c.text for s in talk.sections for c in s.claims if "出内网" in c.text]
