"""Where a card cannot be had or cannot hold the answer: markdown, and an operator who is told."""

from typing import Any

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import (
    CREATE,
    PLAIN,
    SESSION,
    STREAM,
    advice,
    asked,
    begun,
)
from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.bots.types import Line


@pytest.mark.parametrize(
    "failure",
    [
        (400, {"code": "param.templateUnpublished"}),
        (403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"}),
        (400, {"code": "invalidParameter.x"}),
        (200, {"success": True, "result": {"deliverResults": [{"success": False, "errorMsg": "m"}]}}),
        (200, {"success": False}),
    ],
)
def test_a_card_that_cannot_be_made_is_a_markdown_message(
    far: DingTalkGateway, start: Start, failure: tuple[int, Any]
) -> None:
    near = start()
    far.fail(CREATE, failure, failure)
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, advice()) == []
    [said] = [one for one in far.said if one.way != "alert"]
    assert (said.way, said.title) == ("session", "海澜 · 拜访策略")
    assert said.text == "先谈碳足迹。\n\n可回复：采纳 ｜ 👍 ｜ 👎 理由 ｜ 更多"


def test_a_missing_permission_is_named_to_the_operator(far: DingTalkGateway, start: Start) -> None:
    near = start()
    denied = {
        "code": "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        "accessdenieddetail": {"requiredScopes": ["Card.Instance.Write"]},
    }
    far.fail(CREATE, (403, denied))
    assert near.answer(asked(far, near), advice()) == []
    far.wait(lambda: [one for one in far.said if one.way == "alert" and "Card.Instance.Write" in one.text])


def test_a_text_too_long_for_a_card_goes_on_as_messages(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    long = advice(lines=tuple(Line(text=f"第{number}条。" + "话" * 300) for number in range(15)))
    assert near.answer(incoming, long) == []
    assert card.state == "finished"
    assert len(card.values["content"]) <= 3000
    whole = card.values["content"] + "".join(one.text for one in far.said)
    assert [f"第{number}条。" in whole for number in range(15)] == [True] * 15


def test_a_card_that_refuses_its_text_points_to_the_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    far.fail(STREAM, (400, {"code": "param.stream.content"}))
    assert near.answer(incoming, advice()) == []
    assert card.state == "finished"
    assert "见下面的消息" in card.values["content"]
    assert "先谈碳足迹" in far.said[0].text


def test_refused_words_are_replaced_by_neutral_ones(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near)
    far.fail(STREAM, (400, {"code": "param.contentUnsafe"}))
    assert near.answer(incoming, advice()) == []
    assert card.state == "finished"
    assert "内容检查" in card.values["content"]
    far.fail(SESSION, (200, {"errcode": 430104}))
    other = asked(far, near, "帮助")
    assert near.answer(other, PLAIN) == []
    assert "内容检查" in far.said[-1].text


def test_without_a_template_all_is_markdown(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_card_template="")
    incoming = asked(far, near, group="cidGROUP==")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, advice()) == []
    [said] = far.said
    assert said.to == "cidGROUP=="
    assert said.text.startswith("@manager4521\n\n先谈碳足迹。")
    assert said.body["at"] == {"atUserIds": ["manager4521"]}
    assert not [one for one in far.asked if one[1].startswith("/v1.0/") and "card" in one[1]]


def test_in_a_group_the_card_lies_there_and_mentions_who_asked(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = begun(far, near, group="cidGROUP==")
    assert card.space == "dtv1.card//IM_GROUP.cidGROUP=="
    made = next(one[3] for one in far.asked if one[1] == CREATE)
    assert made["imGroupOpenDeliverModel"]["atUserIds"] == {"manager4521": "昵称manager4521"}
    assert near.answer(incoming, advice()) == []
    assert card.state == "finished"
