"""What comes in: kept first, acknowledged next; what is not ours goes no further."""

import datetime as dt
import json
import logging
from typing import Any

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_gateway import BOT, DingTalkGateway


def test_a_message_of_a_single_chat_and_of_a_group(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.ack(far.say("客户A上次报价多少？", "u-li"))
    far.ack(far.say("拜访策略 海澜", "u-li", group="cidGROUP=="))
    alone, group = near.kept.accepted
    assert (alone.text, alone.sender, alone.corp) == ("客户A上次报价多少？", "u-li", far.CORP)
    assert (alone.chat.id, alone.chat.group) == ("u-li", False)
    assert (group.chat.id, group.chat.group, group.chat.title) == ("cidGROUP==", True, "华东销售群")
    assert "sendBySession?session=" in group.reply["webhook"]


_RICH = {"richText": [{"text": "看这"}, {"type": "picture", "downloadCode": "x"}, {"text": "报价多少"}]}
_AUDIO = {"duration": 4000, "downloadCode": "m", "recognition": "明天拜访谁"}


@pytest.mark.parametrize("as_string", [False, True])
@pytest.mark.parametrize(
    ("kind", "content", "text", "refused"),
    [
        ("richText", _RICH, "看这\n报价多少", ""),
        ("richText", {"richText": [{"type": "picture"}]}, "", "图片"),
        ("audio", _AUDIO, "明天拜访谁", ""),
        ("audio", {"duration": 1}, "", "语音"),
        ("picture", {"downloadCode": "m"}, "", "图片"),
        ("video", {"downloadCode": "m"}, "", "视频"),
        ("file", {"fileName": "报价单.xlsx"}, "", "文件"),
        ("unknownMsgType", {"unknownMsgType": "x"}, "", "看不懂"),
        ("text", {"content": "旧格式"}, "旧格式", ""),
    ],
)
def test_every_kind(
    far: DingTalkGateway, start: Start, kind: str, content: Any, text: str, refused: str, as_string: bool
) -> None:
    near = start()
    given = json.dumps(content) if as_string else content
    body = far.message(msgtype=kind, content=given)
    del body["text"]
    far.ack(far.push("CALLBACK", BOT, body))
    [incoming] = near.kept.accepted
    assert incoming.text == text
    assert refused in incoming.refused
    assert bool(incoming.refused) == bool(refused)


def test_somebody_from_outside_has_no_sender(far: DingTalkGateway, start: Start) -> None:
    near = start()
    body = far.message("你好")
    del body["senderStaffId"]
    far.ack(far.push("CALLBACK", BOT, body))
    [incoming] = near.kept.accepted
    assert (incoming.sender, incoming.chat.id) == ("", body["conversationId"])


def test_a_colleague_of_others_is_somebody_from_outside(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.ack(far.say("你好", "u-li", senderCorpId="dingother"))
    far.ack(far.say("你好", "u-li", senderCorpId=""))
    assert [one.sender for one in near.kept.accepted] == ["", "u-li"]
    assert near.kept.accepted[0].chat.id == "cid-of-u-li"


def test_an_address_for_answers_is_trusted_for_two_hours_at_most(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.ack(far.say("你好", "u-li", sessionWebhookExpiredTime=4_070_908_800_000))
    until = dt.datetime.fromisoformat(near.kept.accepted[0].reply["until"])
    assert until <= dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)


@pytest.mark.parametrize("change", [{"chatbotCorpId": "dingother"}, {"msgId": ""}, {"conversationId": None}])
def test_what_is_not_ours_or_no_message_is_acknowledged_and_dropped(
    far: DingTalkGateway, start: Start, change: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    near = start()
    assert far.ack(far.push("CALLBACK", BOT, far.message("你好") | change))["code"] == 200
    assert near.kept.accepted == []
    assert "没有处理" in caplog.text


def test_another_robot_is_dropped_where_ours_is_configured(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_robot_code=far.ROBOT)
    far.ack(far.push("CALLBACK", BOT, far.message("你好") | {"robotCode": "dingother"}))
    assert near.kept.accepted == []


def test_a_robots_code_that_is_not_the_app_key_is_told_to_the_operator(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    far.ack(far.push("CALLBACK", BOT, far.message("你好") | {"robotCode": "dingreal"}))
    assert len(near.kept.accepted) == 1
    far.wait(lambda: [one for one in far.said if "YIJU_DINGTALK_ROBOT_CODE=dingreal" in one.text])


def test_an_organisation_over_its_quota_is_an_alarm_once_a_day(far: DingTalkGateway, start: Start) -> None:
    near = start()
    for _ in range(3):
        body = far.message() | {"errorCode": "20001", "errorMessage": "m"}
        del body["text"]
        assert far.ack(far.push("CALLBACK", BOT, body))["code"] == 200
    assert near.kept.accepted == []
    far.wait(lambda: far.said)
    [alarm] = far.said
    assert alarm.way == "alert"
    assert "额度" in alarm.text


def test_a_busy_database_is_waited_for_and_nothing_acknowledged_is_lost(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    near.kept.failing = 2
    assert far.ack(far.say("一"))["code"] == 200
    near.kept.failing = 9
    lost = far.push("CALLBACK", BOT, far.message("二"), "lost")
    assert far.ack(lost)["code"] == 500
    near.kept.failing = 0
    far.push("CALLBACK", BOT, far.message("二"), "lost")
    assert far.ack(lost, 2)["code"] == 200
    assert [one.text for one in near.kept.accepted] == ["一", "二"]


def test_the_same_message_in_a_new_frame_and_on_another_connection_is_kept_once(
    far: DingTalkGateway, start: Start
) -> None:
    near, other = start(), start()
    other.channel._intake._receiver = near.kept  # as two replicas share a database
    body = far.message("你好")
    frames = [far.push("CALLBACK", BOT, body, to=to) for to in (0, 1, 0)]
    assert all(far.ack(frame)["code"] == 200 for frame in frames)
    assert len(near.kept.accepted) == 1


def test_messages_keep_the_order_they_came_in_whatever_their_time_says(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    near.kept.failing = 1
    sent = [far.say(str(number), createAt=1760000000000 - number) for number in range(6)]
    for frame in sent:
        far.ack(frame)
    assert [one.text for one in near.kept.accepted] == list("012345")


def test_people_who_left_are_cut_off_and_a_busy_database_asks_for_the_event_again(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    near.kept.failing = 1
    head = {"eventType": "user_leave_org", "eventId": "e1", "eventCorpId": far.CORP}
    first = far.push("EVENT", "*", {"userId": ["u-a", "u-b"]}, head=head)
    assert far.ack(first)["data"]["status"] == "LATER"
    again = far.push("EVENT", "*", {"userId": ["u-a", "u-b"]}, head=head)
    assert far.ack(again)["data"] == {"status": "SUCCESS"}
    assert [(one.kind, one.sender) for one in near.kept.accepted] == [("left", "u-a"), ("left", "u-b")]
    other = far.push("EVENT", "*", {"userId": ["u-c"]}, head=head | {"eventCorpId": "dingother"})
    plain = far.push("EVENT", "*", {"x": 1}, head=head | {"eventType": "user_add_org"})
    assert far.ack(other)["data"] == far.ack(plain)["data"] == {"status": "SUCCESS"}
    assert len(near.kept.accepted) == 2


def test_an_unknown_topic_has_no_handler(far: DingTalkGateway, start: Start) -> None:
    start()
    assert far.ack(far.push("CALLBACK", "/v1.0/graph/api/invoke", {}))["code"] == 404


def test_no_log_holds_what_was_said_or_a_webhook(
    far: DingTalkGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    near = start()
    near.kept.failing = 1
    far.ack(far.say("机密的话"))
    assert "session=" not in caplog.text
    assert "机密的话" not in caplog.text
