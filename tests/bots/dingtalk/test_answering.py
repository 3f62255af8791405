"""Answers: a card where one helps, always finished; markdown where it cannot be had; never silence."""

import datetime as dt
from typing import Any

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_cards import Card
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.bots import inbox
from yiju.bots.dingtalk.deliveries import track_of
from yiju.bots.types import Button, Incoming, Line, Message, Press
from yiju.platforms.dingtalk.cards import Space

_STREAM, _CARD = "/v1.0/card/streaming", "/v1.0/card/instances"
_CREATE = f"{_CARD}/createAndDeliver"
_PEOPLE = "/v1.0/robot/oToMessages/batchSend"
_SESSION = "/robot/sendBySession"
_QPS = (403, {"code": "Forbidden.AccessDenied.QpsLimitForAppkeyAndApi", "message": "m", "requestid": "r"})


def _advice(text: str = "先谈碳足迹。", suggestion: str = "s1", **more: Any) -> Message:
    buttons = [
        Button(label="采纳", press=Press(action="adopt", suggestion=suggestion), typed="采纳"),
        Button(label="👍", press=Press(action="up", suggestion=suggestion), typed="👍"),
        Button(label="👎", press=Press(action="down", suggestion=suggestion), typed="👎 理由"),
        Button(label="下一页", press=Press(action="more", suggestion=suggestion, value="1"), typed="更多"),
    ]
    given = {"title": "海澜 · 拜访策略", "lines": (Line(text=text),), "buttons": tuple(buttons)}
    return Message.model_validate(given | {"suggestion": suggestion} | more)


_PLAIN = Message(title="帮助", lines=(Line(text="可以问：拜访策略 客户名"),))


def _asked(far: DingTalkGateway, near: Near, text: str = "拜访策略 海澜", **more: Any) -> Incoming:
    far.ack(far.say(text, **more))
    return near.kept.accepted[-1]


def _card(far: DingTalkGateway, suggestion: str = "s1") -> Card:
    [card] = [one for one in far.cards.all.values() if one.values.get("answer_id") == suggestion]
    return card


def _begun(far: DingTalkGateway, near: Near, **more: Any) -> tuple[Incoming, Card]:
    """A question whose card is open, and may change again."""
    incoming = _asked(far, near, **more)
    inbox.accept(near.channel._sql, incoming)
    near.do(near.channel.begin(incoming))
    far.wait(lambda: [card for card in far.cards.all.values() if card.frames])
    far.wait(lambda: not any(card.frame.locked() for card in near.channel._cards._cards.values()))
    near.now += 2
    [card] = far.cards.all.values()
    return incoming, card


def test_an_answer_is_streamed_on_a_card_and_finished_with_buttons(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming, card = _begun(far, near)
    assert (card.state, card.values["content"]) == ("inputting", "正在查阅资料…")
    near.do(near.channel.progress(incoming, "正在核对依据…"))
    assert card.values["content"] == "正在核对依据…"
    assert card.space == "dtv1.card//IM_ROBOT.manager4521"
    assert near.answer(incoming, _advice()) == []
    assert (card.state, card.values["content"]) == ("finished", "先谈碳足迹。")
    assert list(card.buttons("manager4521")) == ["👍 有用", "👎 没用", "采纳", "下一页"]
    assert far.said == []
    assert len(far.cards.all) == 1


def test_a_quick_answer_without_buttons_needs_neither_card_nor_counted_call(
    far: DingTalkGateway, start: Start
) -> None:
    near = start(patience=30)
    incoming = _asked(far, near, "帮助")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, _PLAIN) == []
    assert far.cards.all == {}
    assert [(one.way, one.text) for one in far.said] == [("session", "可以问：拜访策略 客户名")]
    assert not [one for one in far.asked if one[1].startswith("/v1.0/card")]


def test_a_card_that_was_opened_is_finished_by_an_answer_without_buttons(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming, card = _begun(far, near)
    assert near.answer(incoming, _PLAIN, _PLAIN) == []
    assert (card.state, card.values["content"]) == ("finished", "可以问：拜访策略 客户名")
    assert [one.way for one in far.said] == ["session"]


def test_the_same_delivery_again_shows_the_same_card(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    deliveries = near.channel.deliveries(incoming, (_advice(),))
    assert deliveries == near.channel.deliveries(incoming, (_advice(),))
    assert deliveries[0].repeatable
    for _ in range(2):
        assert near.send(*deliveries) == []
    assert len(far.cards.all) == 1
    assert card.frames[-1] == "先谈碳足迹。"


def test_another_process_finishes_the_card_that_this_one_opened(far: DingTalkGateway, start: Start) -> None:
    other, near = start(), start()
    incoming, card = _begun(far, near)
    assert other.answer(incoming, _PLAIN) == []
    assert (card.state, card.values["content"]) == ("finished", "可以问：拜访策略 客户名")


def test_another_process_answers_where_no_card_was_opened(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.answer(_asked(far, near), _PLAIN) == []
    assert [one.way for one in far.said] == ["session"]


def test_what_another_process_answered_meanwhile_opens_no_card(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming = _asked(far, near)
    near.do(near.channel.begin(incoming))
    far.wait(lambda: all(card.settled.is_set() for card in near.channel._cards._cards.values()))
    assert far.cards.all == {}


def test_what_another_process_answers_while_it_opens_is_closed_at_once(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = _asked(far, near)
    waited_for = iter((True, False))

    async def still() -> bool:
        return next(waited_for)

    near.loop.call_soon_threadsafe(
        near.channel._cards.begin, track_of(incoming), Space("person", "manager4521"), {}, still
    )
    far.wait(lambda: [one for one in far.cards.all.values() if one.state == "finished"])
    [card] = far.cards.all.values()
    assert "见上下的消息" in card.values["content"]
    assert near.answer(incoming, _advice()) == []
    assert card.values["content"] == "先谈碳足迹。"


def test_no_answer_closes_the_card_with_a_sentence(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    near.do(near.channel.abandon(incoming, "您发得太快了，请稍后再问。"))
    assert (card.state, card.values["content"]) == ("finished", "您发得太快了，请稍后再问。")


def test_no_answer_closes_the_card_of_a_process_that_is_gone(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    near.do(near.channel._cards.close())
    later = start()
    later.do(later.channel.abandon(incoming, "请再问一次。"))
    assert (card.state, card.values["content"]) == ("finished", "请再问一次。")
    asked = len(far.asked)
    later.do(later.channel.abandon(incoming.model_copy(update={"at": dt.datetime.now(dt.UTC)}), "x"))
    assert len(far.asked) == asked


def test_a_call_that_cannot_be_counted_is_sent_all_the_same(
    far: DingTalkGateway, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise OSError("database is locked")

    monkeypatch.setattr("yiju.bots.usage.count", broken)
    near = start()
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    assert len(far.said) == 1


def test_a_card_that_nobody_finishes_is_closed_and_a_late_answer_still_shows(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    near.channel._cards._longest = 0.1
    incoming, card = _begun(far, near)
    far.wait(lambda: card.state == "finished")
    assert "请再问一次" in card.values["content"]
    assert near.answer(incoming, _advice()) == []
    assert card.values["content"] == "先谈碳足迹。"
    assert "采纳" in card.buttons("manager4521")


def test_what_is_told_before_the_card_is_open_is_its_first_frame(far: DingTalkGateway, start: Start) -> None:
    near = start(patience=0.2)
    incoming = _asked(far, near)
    inbox.accept(near.channel._sql, incoming)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.progress(incoming, "正在读海澜的资料…"))
    far.wait(lambda: [card for card in far.cards.all.values() if card.frames == ["正在读海澜的资料…"]])


def test_frames_keep_their_distance(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    near.do(near.channel.progress(incoming, "第一句。"))
    near.do(near.channel.progress(incoming, "太快。"))
    near.now += 2
    near.do(near.channel.progress(incoming, "第一句。长了一点。"))
    near.do(near.channel.progress(incoming, "第一句。" + "长" * 80))
    assert card.frames == ["正在查阅资料…", "第一句。", "第一句。" + "长" * 80]
    for number in range(20):
        near.now += 2
        near.do(near.channel.progress(incoming, f"第 {number} 步"))
    assert len(card.frames) == 12


def test_a_throttled_frame_is_skipped_and_the_next_comes_later(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    far.fail(_STREAM, _QPS, _QPS)
    for seconds in (0.0, 1.6, 2.1):  # pauses double: 1, 2 seconds, and 1.5 at least
        near.now += seconds
        near.do(near.channel.progress(incoming, f"之后 {seconds} 秒"))
    assert card.frames == ["正在查阅资料…", "之后 2.1 秒"]
    assert near.answer(incoming, _advice()) == []


def test_the_last_frame_is_tried_again(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    far.fail(_STREAM, _QPS)
    deliveries = near.channel.deliveries(incoming, (_advice(),))
    [failed] = near.send(*deliveries)
    assert (failed.again, failed.uncertain, failed.after) == (True, False, 1)
    assert near.send(*deliveries) == []
    assert (card.state, card.values["content"]) == ("finished", "先谈碳足迹。")


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
    far.fail(_CREATE, failure, failure)
    incoming = _asked(far, near)
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, _advice()) == []
    [said] = [one for one in far.said if one.way != "alert"]
    assert (said.way, said.title) == ("session", "海澜 · 拜访策略")
    assert said.text == "先谈碳足迹。\n\n可回复：采纳 ｜ 👍 ｜ 👎 理由 ｜ 更多"


def test_a_missing_permission_is_named_to_the_operator(far: DingTalkGateway, start: Start) -> None:
    near = start()
    denied = {
        "code": "Forbidden.AccessDenied.AccessTokenPermissionDenied",
        "accessdenieddetail": {"requiredScopes": ["Card.Instance.Write"]},
    }
    far.fail(_CREATE, (403, denied))
    assert near.answer(_asked(far, near), _advice()) == []
    far.wait(lambda: [one for one in far.said if one.way == "alert" and "Card.Instance.Write" in one.text])


def test_a_text_too_long_for_a_card_goes_on_as_messages(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    long = _advice(lines=tuple(Line(text=f"第{number}条。" + "话" * 300) for number in range(15)))
    assert near.answer(incoming, long) == []
    assert card.state == "finished"
    assert len(card.values["content"]) <= 3000
    whole = card.values["content"] + "".join(one.text for one in far.said)
    assert [f"第{number}条。" in whole for number in range(15)] == [True] * 15


def test_a_card_that_refuses_its_text_points_to_the_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    far.fail(_STREAM, (400, {"code": "param.stream.content"}))
    assert near.answer(incoming, _advice()) == []
    assert card.state == "finished"
    assert "见下面的消息" in card.values["content"]
    assert "先谈碳足迹" in far.said[0].text


def test_refused_words_are_replaced_by_neutral_ones(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near)
    far.fail(_STREAM, (400, {"code": "param.contentUnsafe"}))
    assert near.answer(incoming, _advice()) == []
    assert card.state == "finished"
    assert "内容检查" in card.values["content"]
    far.fail(_SESSION, (200, {"errcode": 430104}))
    other = _asked(far, near, "帮助")
    assert near.answer(other, _PLAIN) == []
    assert "内容检查" in far.said[-1].text


def test_without_a_template_all_is_markdown(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_card_template="")
    incoming = _asked(far, near, group="cidGROUP==")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, _advice()) == []
    [said] = far.said
    assert said.to == "cidGROUP=="
    assert said.text.startswith("@manager4521\n\n先谈碳足迹。")
    assert said.body["at"] == {"atUserIds": ["manager4521"]}
    assert not [one for one in far.asked if one[1].startswith("/v1.0/") and "card" in one[1]]


def test_in_a_group_the_card_lies_there_and_mentions_who_asked(far: DingTalkGateway, start: Start) -> None:
    near = start()
    incoming, card = _begun(far, near, group="cidGROUP==")
    assert card.space == "dtv1.card//IM_GROUP.cidGROUP=="
    made = next(one[3] for one in far.asked if one[1] == _CREATE)
    assert made["imGroupOpenDeliverModel"]["atUserIds"] == {"manager4521": "昵称manager4521"}
    assert near.answer(incoming, _advice()) == []
    assert card.state == "finished"


def test_a_webhook_that_is_over_is_replaced_by_an_unasked_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.session_seconds = 30  # too near its end to be trusted
    assert near.answer(_asked(far, near, "帮助"), _PLAIN) == []
    assert near.answer(_asked(far, near, "帮助", group="cidGROUP=="), _PLAIN) == []
    assert [(one.way, one.to) for one in far.said] == [("people", "manager4521"), ("group", "cidGROUP==")]
    assert far.count(_SESSION) == 0


@pytest.mark.parametrize("answer", [(200, {"errcode": 310000}), (200, {"errcode": "session.expired"})])
def test_a_webhook_that_refuses_is_replaced_by_an_unasked_message(
    far: DingTalkGateway, start: Start, answer: tuple[int, Any]
) -> None:
    near = start()
    far.fail(_SESSION, answer)
    assert near.answer(_asked(far, near, "帮助"), _PLAIN) == []
    assert [one.way for one in far.said] == ["people"]


def test_a_webhook_elsewhere_is_never_called(far: DingTalkGateway, start: Start) -> None:
    near = start()
    evil = "http://127.0.0.1:1/robot/sendBySession?session=x"
    assert near.answer(_asked(far, near, "帮助", sessionWebhook=evil), _PLAIN) == []
    assert [one.way for one in far.said] == ["people"]


def test_a_busy_webhook_is_tried_again_and_a_silent_one_may_have_been_heard(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = _asked(far, near, "帮助")
    far.fail(_SESSION, (500, {"code": "system.error"}), (504, b"<html>"))
    [busy] = near.answer(incoming, _PLAIN)
    assert (busy.again, busy.uncertain) == (True, False)
    [silent] = near.answer(incoming, _PLAIN)
    assert (silent.again, silent.uncertain) == (True, True)
    assert near.answer(incoming, _PLAIN) == []


def test_somebody_from_outside_is_answered_while_the_webhook_lasts(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = _asked(far, near, "你好", senderStaffId="")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, _PLAIN) == []
    assert [one.way for one in far.said] == ["session"]
    far.fail(_SESSION, (200, {"errcode": "session.expired"}))
    [failed] = near.answer(incoming, _PLAIN)
    assert not failed.again


def test_a_push_is_a_card_with_buttons_or_a_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.send(*near.channel.push("u-li", _advice())) == []
    card = _card(far)
    assert (card.state, card.space) == ("finished", "dtv1.card//IM_ROBOT.u-li")
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    assert near.send(*near.channel.push_group("cidGROUP==", _PLAIN)) == []
    assert [(one.way, one.to) for one in far.said] == [("people", "u-li"), ("group", "cidGROUP==")]
    assert near.channel.push("u-li", _advice()) != near.channel.push("u-li", _advice())


def test_a_push_to_somebody_who_wrote_lately_is_no_counted_call(far: DingTalkGateway, start: Start) -> None:
    near = start()
    _asked(far, near, "你好", sender="u-li")
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    assert [(one.way, one.to) for one in far.said] == [("session", "cid-of-u-li")]
    assert far.count(_PEOPLE) == 0


def test_people_who_cannot_be_reached_and_people_who_got_too_much(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.unreachable, far.flow_controlled = {"u-gone"}, {"u-full"}
    [gone] = near.send(*near.channel.push("u-gone", _PLAIN))
    assert (gone.again, "联系不到" in str(gone)) == (False, True)
    [full] = near.send(*near.channel.push("u-full", _PLAIN))
    assert (full.again, full.after) == (True, 10)
    far.flow_controlled = set()
    assert near.send(*near.channel.push("u-full", _PLAIN)) == []


def test_an_expired_token_is_fetched_anew(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    far.forget_tokens()
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    assert len(far.said) == 2
    assert far.count("/v1.0/oauth2/accessToken") == 2


def test_a_wrong_secret_is_a_later_try(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.fail("/v1.0/oauth2/accessToken", (400, {"code": "invalidClientIdOrSecret"}))
    [failed] = near.send(*near.channel.push("u-li", _PLAIN))
    assert (failed.again, failed.after) == (True, 60)
    assert "Client Secret" in str(failed)


def test_a_gone_quota_leaves_the_webhook(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.calls_left = 0
    incoming = _asked(far, near)
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, _advice()) == []
    assert [one.way for one in far.said if one.way != "alert"] == ["session"]
    [failed] = near.send(*near.channel.push("u-other", _PLAIN))
    assert not failed.again
    counted = [one for one in far.asked if one[1].startswith(("/v1.0/card", "/v1.0/robot"))]
    assert len(counted) == 1  # the one that learned it
    far.wait(lambda: [one for one in far.said if one.way == "alert"])


def test_the_budget_first_takes_the_streaming_and_then_the_cards(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_monthly_calls=10)
    while near.channel._quota._used < 8:
        assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    far.wait(lambda: [one for one in far.said if one.way == "alert" and "额度 10 次" in one.text])
    incoming = _asked(far, near)
    near.do(near.channel.begin(incoming))
    near.do(near.channel.progress(incoming, "正在核对依据…"))
    assert near.answer(incoming, _advice()) == []
    assert _card(far).frames == ["先谈碳足迹。"]
    before = len(far.said)
    assert near.answer(_asked(far, near), _advice(suggestion="s2")) == []
    assert len(far.cards.all) == 1
    assert [one.way for one in far.said[before:] if one.way != "alert"] == ["session"]


def test_a_new_month_has_a_new_budget(far: DingTalkGateway, start: Start) -> None:
    near = start(dingtalk_monthly_calls=1)
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []
    assert len(near.send(*near.channel.push("u-li", _PLAIN))) == 1
    near.channel._quota._now = lambda: dt.datetime.now(dt.UTC) + dt.timedelta(days=40)
    near.channel._quota._budget = 2
    assert near.send(*near.channel.push("u-li", _PLAIN)) == []


def test_no_log_holds_a_token_or_a_webhook(
    far: DingTalkGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    near = start()
    far.fail(_SESSION, (500, {"code": "system.error"}))
    near.answer(_asked(far, near, "帮助"), _PLAIN)
    near.send(*near.channel.push("u-li", _advice()))
    near.channel._alarms("告警", "x")
    far.wait(lambda: [one for one in far.said if one.way == "alert"])
    for secret in (far.token, far.SECRET, "session=", far.robot.TOKEN, far.robot.SECRET, "先谈碳足迹"):
        assert secret not in caplog.text
