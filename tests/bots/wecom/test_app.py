"""The self-built app: acknowledged at once, answered by messages of its own, cards that change."""

import datetime as dt
import logging
import threading
import time
from collections import deque
from collections.abc import Callable

import pytest

from tests.bots.wecom.conftest import Start
from tests.support.wecom_channel import AGENT, CORP, KEY, SECRETS, TOKEN, Near, advice
from tests.support.wecom_gateway_callbacks import AppCaller
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.types import Button, Chat, Incoming, Line, Message, Press, Pressed
from yiju.bots.wecom.app import PATH
from yiju.bots.wecom.live import WORKING
from yiju.platforms.wecom.crypto import Seal
from yiju.platforms.wecom.xml import written

Call = Callable[[Near], AppCaller]
SEND, UPDATE, TOKENS = "/cgi-bin/message/send", "/cgi-bin/message/update_template_card", "/cgi-bin/gettoken"
_BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'


def _asked(near: Near, caller: AppCaller, text: str = "拜访策略 华东电网") -> Incoming:
    assert caller.say("zhangsan", text) == {}  # nothing but "received"
    return near.kept.accepted[-1]


def test_the_address_is_tested(app: Start, app_caller: Call) -> None:
    assert app_caller(app()).verify("1616140317555161061").content == b"1616140317555161061"


def test_a_question_is_acknowledged_at_once_and_answered_actively(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app()
    begun = time.monotonic()
    incoming = _asked(near, app_caller(near))
    assert time.monotonic() - begun < 1.0
    assert (incoming.chat.id, incoming.corp, incoming.chat.bot) == ("zhangsan", CORP, AGENT)
    assert near.answer(incoming, advice()) == []
    text, card = rest.screen.of_bot("zhangsan")
    head, _, body = text.text.partition("\n")
    assert head.endswith("拜访策略 华东电网</font>")
    assert body == (
        "**拜访策略 · 华东电网**\n\n**1.** 下周三前把报价发给李总。"
        '<font color="comment">〔依据 邮件 3月2日〕1</font>\n\n<font color="comment">依据 1 处</font>'
    )
    assert list(card.buttons()) == ["采纳", "👍", "👎"]


def test_one_is_told_to_wait_only_where_the_answer_takes_long(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app(patience=0.15)
    caller = app_caller(near)
    incoming = _asked(near, caller)
    near.do(near.channel.begin(incoming))
    rest.until(lambda: rest.screen.of_bot("zhangsan"))
    assert [one.text for one in rest.screen.of_bot("zhangsan")] == [WORKING]
    near.answer(incoming, advice())
    soon = _asked(near, caller, "帮助")
    near.do(near.channel.begin(soon))
    near.answer(soon, advice())
    time.sleep(0.3)  # twice its patience
    assert [one.kind for one in rest.screen.of_bot("zhangsan")] == ["text", *["markdown", "card"] * 2]


def test_many_who_wait_are_told_so_a_few_at_a_time(app: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    near = app(patience=0.05)
    lock, now, most, told = threading.Lock(), 0, 0, 0

    def send(*_: object, **__: object) -> None:
        nonlocal now, most, told
        with lock:
            now, most = now + 1, max(most, now + 1)
        time.sleep(0.02)
        with lock:
            now, told = now - 1, told + 1

    monkeypatch.setattr(near.channel._app, "send", send)
    for number in range(12):
        chat = Chat(channel="wecom-app", bot=AGENT, id=f"u{number}")
        at = dt.datetime.now(dt.UTC)
        asked = Incoming(key=f"k{number}", chat=chat, corp=CORP, sender=f"u{number}", text="？", at=at)
        near.do(near.channel.begin(asked))
    until = time.monotonic() + 10
    while told < 12 and time.monotonic() < until:
        time.sleep(0.01)
    assert (told, most) == (12, 3)


def test_who_was_told_to_wait_is_told_when_nothing_comes_and_nobody_else(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app(patience=0.15)
    caller = app_caller(near)
    incoming = _asked(near, caller)
    near.do(near.channel.begin(incoming))
    rest.until(lambda: rest.screen.of_bot("zhangsan"))
    for _ in range(2):
        near.do(near.channel.abandon(incoming, "权限有变动。"))
    assert [one.text for one in rest.screen.of_bot("zhangsan")] == [WORKING, "权限有变动。"]
    soon = _asked(near, caller, "帮助")
    near.do(near.channel.begin(soon))
    near.do(near.channel.abandon(soon, "权限有变动。"))
    late = _asked(near, caller, "我的客户")
    near.do(near.channel.begin(late))
    rest.until(lambda: len(rest.screen.of_bot("zhangsan")) == 3)
    near.answer(late, advice())
    near.do(near.channel.abandon(late, "权限有变动。"))
    kinds = [one.kind for one in rest.screen.of_bot("zhangsan")]
    assert kinds == ["text", "text", "text", "markdown", "card"]


def test_long_answers_are_cut_to_2048_bytes_and_counted(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app()
    lines = tuple(Line(text="客户下周三开预算会，先问谁批。" * 8) for _ in range(9))
    assert near.answer(_asked(near, app_caller(near)), Message(title="长", lines=lines)) == []
    texts = [one.text for one in rest.screen.of_bot("zhangsan")]
    assert len(texts) > 1
    assert all(len(one.encode()) <= 2048 for one in texts)
    assert "（1/" in texts[0]
    assert sum(one.count("先问谁批") for one in texts) == 72


def test_the_same_answer_again_is_shown_once_but_the_same_question_twice(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app()
    caller = app_caller(near)
    incoming = _asked(near, caller, "帮助")
    for _ in range(2):
        assert near.answer(incoming, advice()) == []
    assert [one.kind for one in rest.screen.of_bot("zhangsan")] == ["markdown", "card"]
    later = _asked(near, caller, "帮助")
    assert near.answer(later.model_copy(update={"at": incoming.at + dt.timedelta(seconds=1)}), advice()) == []
    assert [one.kind for one in rest.screen.of_bot("zhangsan")] == ["markdown", "card"] * 2


def test_pushes_reach_everybody_in_sight_and_tell_whom_not(app: Start, rest: WeComRest) -> None:
    near = app()
    assert near.send(near.channel.push("lisi", advice())) == []
    assert len(rest.screen.of_bot("lisi")) == 2
    assert [one.again for one in near.send(near.channel.push("wangwu", advice()))] == [False, False]
    rest.unlicensed.add("lisi")
    [*failed] = near.send(near.channel.push("lisi", advice("另一条")))
    assert all("许可" in str(one) for one in failed)


def test_a_press_changes_its_card_at_once(app: Start, app_caller: Call, rest: WeComRest) -> None:
    near = app()
    caller = app_caller(near)
    near.answer(_asked(near, caller), advice())
    near.kept.becomes = Pressed(label="已记 👍", told="谢谢。")
    found = caller.call(rest.press("zhangsan", "👍"))
    assert (found["MsgType"], found["TemplateCard"]["MainTitle"]["Title"]) == (
        "update_template_card",
        "已记 👍",
    )
    assert [one["Text"] for one in found["TemplateCard"]["ButtonList"]] == ["采纳", "👎"]
    assert near.kept.pressed[0].press == Press(action="up", suggestion="s1")
    rest.until(lambda: rest.screen.of_bot("zhangsan")[-1].text == "谢谢。")


def test_two_presses_in_one_second_are_two(app: Start, app_caller: Call, rest: WeComRest) -> None:
    near = app()
    caller = app_caller(near)
    near.answer(_asked(near, caller), advice())
    up, down = rest.press("zhangsan", "👍"), rest.press("zhangsan", "👎")
    for fields in (up, down | {"CreateTime": up["CreateTime"]}, up):
        caller.call(fields)
    keys = [one.key for one in near.kept.pressed]
    assert keys[0] == keys[2] != keys[1]


def test_a_press_that_takes_long_changes_its_card_later(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app(budget=0.05)
    caller = app_caller(near)
    near.answer(_asked(near, caller), advice())
    near.kept.slow, near.kept.becomes = 0.3, Pressed(label="已采纳")
    assert caller.call(rest.press("zhangsan", "采纳")) == {}
    rest.until(lambda: rest.count(UPDATE))
    assert "(已采纳)" in rest.screen.transcript("zhangsan")


def test_an_unknown_key_makes_the_card_void(app: Start, app_caller: Call, rest: WeComRest) -> None:
    near = app()
    caller = app_caller(near)
    near.answer(_asked(near, caller), advice())
    found = caller.call(rest.press("zhangsan", "采纳") | {"EventKey": "fb:drop:tables::"})
    assert found["TemplateCard"]["ReplaceText"] == "已失效"
    assert near.kept.pressed == []


def test_a_press_on_advice_that_is_gone_makes_the_card_void(
    app: Start, app_caller: Call, rest: WeComRest
) -> None:
    near = app()
    caller = app_caller(near)
    near.answer(_asked(near, caller), advice())
    near.kept.becomes = Pressed(told="这条建议已经不在。", gone=True)
    found = caller.call(rest.press("zhangsan", "采纳"))
    assert found["TemplateCard"]["ReplaceText"] == "已失效"
    assert near.kept.pressed[0].reply == {}, "the press's code is kept nowhere"


def test_who_enters_is_greeted_once_a_day_(app: Start, app_caller: Call) -> None:
    near = app()
    caller = app_caller(near)
    for second in range(3):
        event = {
            "MsgType": "event",
            "Event": "enter_agent",
            "EventKey": "",
            "CreateTime": 1_760_000_000 + second,
        }
        caller.call(caller.fields("zhangsan", **event))
    assert [one.kind for one in near.kept.accepted] == ["enter"]


@pytest.mark.parametrize("back", ["subscribe", "enter_agent"])
def test_whom_the_app_does_not_reach_any_more_is_sent_nothing_and_stays_who_they_are(
    app: Start, app_caller: Call, rest: WeComRest, back: str
) -> None:
    alarms: list[str] = []
    near = app(alarm=alarms.append)
    caller = app_caller(near)

    def event(name: str, **more: str) -> None:
        caller.call(caller.fields("zhangsan", MsgType="event", Event=name, EventKey="") | more)

    event("unsubscribe", AgentID="7")  # another app's
    assert near.channel.push("zhangsan", advice())
    for _ in range(2):
        event("unsubscribe")
    assert near.channel.push("zhangsan", advice()) == ()
    assert near.channel.push("lisi", advice())
    rest.until(lambda: alarms)
    assert "yiju bots check" in alarms[0]
    assert [one.kind for one in near.kept.accepted] == []  # nobody is cut off
    event(back)
    assert near.send(near.channel.push("zhangsan", advice())) == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("image", {"PicUrl": "http://x/", "MediaId": "m"}),
        ("voice", {"MediaId": "m", "Format": "amr"}),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}),
        ("location", {"Location_X": "1", "Label": "l"}),
        ("link", {"Title": "t", "Url": "http://x/"}),
        ("new-kind", {}),
    ],
)
def test_what_cannot_be_read_is_handed_over_with_the_reason(
    app: Start, app_caller: Call, kind: str, more: dict[str, str]
) -> None:
    near = app()
    caller = app_caller(near)
    caller.call(caller.fields("zhangsan", MsgType=kind, MsgId="9" * 18, **more))
    [incoming] = near.kept.accepted
    assert (incoming.text, incoming.key) == ("", "9" * 18)
    assert incoming.refused


@pytest.mark.parametrize("event", ["click", "LOCATION", "change_contact", "subscribe", "inactive_alert"])
def test_other_events_ask_for_nothing(
    app: Start, app_caller: Call, event: str, caplog: pytest.LogCaptureFixture
) -> None:
    near = app()
    caller = app_caller(near)
    assert caller.call(caller.fields("zhangsan", MsgType="event", Event=event)) == {}
    assert near.kept.accepted == []
    assert ("可能被停用" in caplog.text) == (event == "inactive_alert")


def test_messages_of_another_company_or_app_are_not_taken(app: Start, app_caller: Call) -> None:
    near = app()
    caller = app_caller(near)
    text = {"MsgType": "text", "Content": "x", "MsgId": "1"}
    for other in ({"ToUserName": "wwother"}, {"AgentID": 7}, {"FromUserName": ""}):
        assert caller.call(caller.fields("zhangsan", **text) | other) == {}
    for strange in ({"Event": [1, 2]}, {"Content": {"a": "b"}}):
        caller.call(caller.fields("zhangsan", **text) | strange)
    assert len(near.kept.accepted) == 1  # with the text that is none left out


def test_bombs_and_forgeries_are_refused_and_logged(
    app: Start, app_caller: Call, caplog: pytest.LogCaptureFixture
) -> None:
    near = app()
    caller = app_caller(near)
    plain = written(caller.fields("zhangsan", MsgType="text", Content="x", MsgId="1"))
    wrong = AppCaller(caller.client, PATH, Seal(TOKEN, KEY, "wwother"), CORP, AGENT)
    query = caller.query("x")
    answers = [wrong.send(plain), caller.client.post(PATH, params=query, content=_BOMB.encode())]
    assert {(one.status_code, one.content) for one in answers} == {(403, b"")}
    assert "DOCTYPE" in caplog.text
    assert caller.opened(caller.send(_BOMB)) == ""  # properly sealed, a bomb all the same
    assert near.kept.accepted == []


def test_a_repeated_request_is_taken_once(app: Start, app_caller: Call) -> None:
    near = app()
    near.kept.failing = 2
    caller = app_caller(near)
    caller.send(written(caller.fields("zhangsan", MsgType="text", Content="x", MsgId="1")))
    assert [caller.again().status_code for _ in range(2)] == [500, 200]
    assert len(near.kept.accepted) == 1


def test_a_token_that_ends_in_the_middle_is_fetched_anew(app: Start, rest: WeComRest) -> None:
    near = app()
    near.send(near.channel.push("zhangsan", advice()))
    rest.forget_tokens()
    assert near.send(near.channel.push("zhangsan", advice("另一条"))) == []
    assert (rest.count(TOKENS), len(rest.screen.of_bot("zhangsan"))) == (2, 4)


def test_an_untrusted_address_is_told_with_the_address_and_not_tried_again(
    app: Start, rest: WeComRest, caplog: pytest.LogCaptureFixture
) -> None:
    alarms: list[str] = []
    near, asked = app(alarm=alarms.append), rest.count(SEND)
    rest.once[SEND] = deque([60020])
    [failed] = near.send(near.channel.push("zhangsan", advice())[:1])
    assert (failed.again, failed.uncertain) == (False, False)
    assert "企业可信IP" in caplog.text
    assert "203.0.113.7" in caplog.text
    assert rest.count(SEND) == asked + 1
    assert "203.0.113.7" in alarms[0]


@pytest.mark.parametrize(
    ("code", "again"), [(45009, True), (-1, True), (45033, True), (81013, False), (60011, False)]
)
def test_what_may_be_tried_again_is(app: Start, rest: WeComRest, code: int, again: bool) -> None:
    near = app()
    rest.once[SEND] = deque([code, code])
    text = near.channel.push("zhangsan", advice())[:1]
    [failed] = near.send(text)
    assert failed.again == again
    rest.once.clear()
    assert near.send(text) == []


def test_a_wrong_secret_is_not_asked_with_for_ever(
    app: Start, rest: WeComRest, caplog: pytest.LogCaptureFixture
) -> None:
    near = app(wecom_corp_secret="wrong-secret")
    text = near.channel.push("zhangsan", advice())[:1]
    for _ in range(6):
        [failed] = near.send(text)
        assert not failed.again
    assert rest.count(TOKENS) == 3  # then the platform would block our address
    assert "YIJU_WECOM_CORP_SECRET" in caplog.text
    assert "wrong-secret" not in caplog.text


def test_no_receipt_may_be_tried_again_where_the_platform_shows_it_once(
    app: Start, rest: WeComRest, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    near = app()
    near.send(near.channel.push("zhangsan", advice("先来一条"))[:1])
    short = httpx.Timeout(0.2)
    monkeypatch.setattr(httpx, "Timeout", lambda *_, **__: short)
    rest.sleeping[SEND] = 0.6
    deliveries = near.channel.push("zhangsan", advice())
    assert [one.repeatable for one in deliveries] == [True, True]
    assert [(one.uncertain, one.again) for one in near.send(deliveries)] == [(True, True)] * 2
    rest.sleeping.clear()
    rest.until(lambda: len(rest.screen.of_bot("zhangsan")) == 3)
    assert near.send(deliveries) == []
    assert [one.kind for one in rest.screen.of_bot("zhangsan")] == ["markdown", "markdown", "card"]


def test_a_member_gets_no_more_in_a_minute_than_is_shown(app: Start, rest: WeComRest) -> None:
    near = app(wecom_per_minute=5)
    plain = [Message(title="x", lines=(Line(text=f"第 {n} 条"),)) for n in range(7)]
    failed = [one for message in plain for one in near.send(near.channel.push("zhangsan", message))]
    assert len(rest.screen.of_bot("zhangsan")) == 5
    assert [one.again for one in failed] == [True, True]


def test_a_card_that_is_refused_becomes_words(app: Start, rest: WeComRest) -> None:
    near = app()
    [_, card] = near.channel.push("zhangsan", advice())
    rest.once[SEND] = deque([42039])
    assert near.send([card]) == []
    assert rest.screen.of_bot("zhangsan")[-1].text == "可回复：采纳 ｜ 👍 ｜ 👎"


def test_choices_fit_their_card(app: Start, rest: WeComRest) -> None:
    near = app()
    buttons = tuple(Button(label=f"场景 {n}", press=Press(action="say", value=f"话术 {n}")) for n in range(9))
    near.send(
        near.channel.push("zhangsan", Message(title="哪个场景？", lines=(Line(text="？"),), buttons=buttons))
    )
    assert [len(one.buttons()) for one in rest.screen.of_bot("zhangsan")] == [0, 6]


def test_without_a_callback_it_only_speaks(app: Start) -> None:
    near = app(wecom_token="", wecom_aes_key="")
    assert near.channel.router is None
    assert near.send(near.channel.push("zhangsan", advice())) == []


def test_logs_hold_no_secret_and_nothing_that_was_written(
    app: Start, app_caller: Call, rest: WeComRest, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    test_a_press_that_takes_long_changes_its_card_later(app, app_caller, rest)
    test_an_untrusted_address_is_told_with_the_address_and_not_tried_again(app, rest, caplog)
    ours = "\n".join(
        one.getMessage() for one in caplog.records if one.name != "httpx2"
    )  # the platform's side
    for secret in (*SECRETS, rest.token, "response-code-secret", "华东电网", "下周三前"):
        assert secret not in ours
