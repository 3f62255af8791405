"""Buttons and thumbs over the long connection: kept at once, shown in time, bound to what was shown."""

import logging
from typing import Any

import pytest

from tests.bots.wecom.conftest import Start
from tests.support.wecom_channel import SECRETS, advice, asked
from tests.support.wecom_gateway import SocketGateway
from yiju.bots.types import Button, Line, Message, Press, Pressed
from yiju.platforms.wecom.frames import RESPOND, UPDATE


def test_a_press_changes_its_card_in_time(far: SocketGateway, start: Start) -> None:
    near = start()
    near.answer(asked(far, near), advice())
    near.kept.becomes = Pressed(label="已采纳", told="记下了。")
    far.press("zhangsan", "采纳")
    far.until(lambda: far.count(UPDATE) and far.screen.of_bot("zhangsan")[-1].kind == "markdown")
    [pressed] = near.kept.pressed
    assert (pressed.kind, pressed.sender, pressed.press) == (
        "press",
        "zhangsan",
        Press(action="adopt", suggestion="s1"),
    )
    assert "(已采纳)" in far.screen.transcript("zhangsan")
    assert far.screen.of_bot("zhangsan")[-1].text == "记下了。"


def test_who_presses_is_who_typed_though_events_name_the_company_otherwise(
    far: SocketGateway, start: Start
) -> None:
    near, far.corp = start(wecom_bot_corp_id="wpEvents"), "wpEvents"
    typed = asked(far, near)
    near.answer(typed, advice())
    far.press("zhangsan", "采纳")
    far.until(lambda: near.kept.pressed)
    [pressed] = near.kept.pressed
    assert (pressed.corp, pressed.sender) == (typed.corp, typed.sender)


def test_thumbs_on_a_card_leave_it_to_be_adopted(far: SocketGateway, start: Start) -> None:
    near = start()
    asked(far, near)
    near.send(near.channel.push("zhangsan", advice()))
    near.kept.becomes = Pressed(label="已记 👍")
    far.press("zhangsan", "👍")
    far.until(lambda: far.count(UPDATE))
    assert list(far.screen.of_bot("zhangsan")[-1].buttons()) == ["采纳", "👎"]


def test_a_press_that_takes_long_leaves_the_card_and_is_told(far: SocketGateway, start: Start) -> None:
    near = start(budget=0.05)
    near.answer(asked(far, near), advice())
    near.kept.slow, near.kept.becomes = 0.3, Pressed(label="已采纳")
    far.press("zhangsan", "采纳")
    far.until(lambda: far.screen.of_bot("zhangsan")[-1].kind == "markdown")
    assert far.screen.of_bot("zhangsan")[-1].text == "已采纳"
    assert far.count(UPDATE) == 0


@pytest.mark.parametrize("key", ["", "fb", "fb:adopt:s1", "fb:delete:s1::", "x" * 2000, "fb:adopt:s1:c:v:w"])
def test_a_key_that_is_none_of_ours_makes_the_card_void(far: SocketGateway, start: Start, key: str) -> None:
    near = start()
    near.answer(asked(far, near), advice())
    card = far.screen.of_bot("zhangsan")[-1]
    told = {"card_type": "button_interaction", "event_key": key, "task_id": card.card["task_id"]}
    far.event("zhangsan", "template_card_event", told)
    far.until(lambda: far.count(UPDATE))
    assert near.kept.pressed == []
    assert "(已失效)" in card.shown()


@pytest.mark.parametrize("action", ["采纳", "依据 3"])
def test_a_press_on_advice_that_is_gone_makes_the_card_void(
    far: SocketGateway, start: Start, action: str
) -> None:
    near = start()
    source = Button(label="依据 3", press=Press(action="source", suggestion="s1", value="3"))
    made = advice()
    near.answer(asked(far, near), made.model_copy(update={"buttons": (*made.buttons, source)}))
    near.kept.becomes = Pressed(told="这条建议已经不在。", gone=True)
    far.press("zhangsan", action)
    far.until(lambda: far.count(UPDATE))
    card = next(one for one in far.screen.of_bot("zhangsan") if one.kind == "card")
    assert "(已失效)" in card.shown()
    far.until(lambda: far.screen.of_bot("zhangsan")[-1].text == "这条建议已经不在。")


@pytest.mark.parametrize(
    ("kind", "more", "press"),
    [
        (1, {}, Press(action="up", suggestion="s1")),
        (
            2,
            {"content": "价格不对", "inaccurate_reason_list": [3, 99]},
            Press(action="down", suggestion="s1", comment="内容有错误；价格不对"),
        ),
        (3, {}, Press(action="unvote", suggestion="s1")),
        (4, {}, None),
    ],
)
def test_the_platforms_thumbs_are_bound_to_what_was_shown(
    far: SocketGateway, start: Start, kind: int, more: dict[str, Any], press: Press | None
) -> None:
    near = start()
    incoming = asked(far, near)
    near.do(near.channel.begin(incoming))
    near.answer(incoming, advice())
    far.thumb("zhangsan", kind, **more)
    far.say("zhangsan", "此后")
    far.until(lambda: len(near.kept.accepted) == 2)
    if press is not None:
        far.until(lambda: near.kept.pressed)
    assert [one.press for one in near.kept.pressed] == ([press] if press else [])
    assert not [frame for frame in far.frames if frame["headers"]["req_id"] == "R2"]  # no answer is allowed


def test_thumbs_on_what_was_never_shown_there_do_nothing(far: SocketGateway, start: Start) -> None:
    near = start()
    near.answer(asked(far, near), advice())
    shown = far.screen.of_bot("zhangsan")[0].feedback
    far.event("lisi", "feedback_event", {"id": shown, "type": 1})
    far.event("zhangsan", "feedback_event", {"id": "trace_unknown", "type": 1})
    near.answer(asked(far, near), Message(title="帮助", lines=(Line(text="打字就行"),)))
    far.thumb("zhangsan", 1)  # an answer, but no suggestion
    asked(far, near)
    assert near.kept.pressed == []


def test_a_card_that_is_refused_becomes_words(far: SocketGateway, start: Start) -> None:
    near = start()
    incoming = asked(far, near)
    [stream, card] = near.channel.deliveries(incoming, (advice(),))
    near.send([stream])
    far.refuse[RESPOND].append(42039)
    assert near.send([card]) == []
    assert far.screen.of_bot("zhangsan")[-1].text == "可回复：采纳 ｜ 👍 ｜ 👎"


def test_of_many_choices_six_are_buttons_and_long_ones_are_told_apart(
    far: SocketGateway, start: Start
) -> None:
    near = start()
    buttons = tuple(
        Button(label=f"华东电网有限公司第 {n} 分公司", press=Press(action="say", value=f"选 {n}：是的"))
        for n in range(8)
    )
    near.answer(
        asked(far, near),
        Message(title="您指哪一家客户？" * 5, lines=(Line(text="哪家？"),), buttons=buttons),
    )
    cards = [one for one in far.screen.of_bot("zhangsan") if one.kind == "card"]
    assert [len(one.buttons()) for one in cards] == [6]  # all are listed, with numbers
    assert list(cards[0].buttons())[:2] == ["1 华东电网有限公…", "2 华东电网有限公…"]
    far.press("zhangsan", "6 华东电网有限公…")
    far.until(lambda: near.kept.pressed)
    assert near.kept.pressed[0].press == buttons[5].press


def test_logs_hold_no_secret_and_nothing_that_was_written(
    far: SocketGateway, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    test_a_press_changes_its_card_in_time(far, start)
    assert caplog.text
    for secret in (*SECRETS, "华东电网", "下周三前", "req_id"):
        assert secret not in caplog.text
