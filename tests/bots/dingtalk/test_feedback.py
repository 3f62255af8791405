"""Taps on a card: answered in time, only ours count, and who tapped sees what became of it."""

import time
from typing import Any

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import asked
from tests.support.dingtalk_cards import Card
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import CARD, DingTalkGateway
from yiju.bots.types import Button, Line, Message, Press, Pressed

_ME, _OTHER = "manager4521", "u-other"
_ADVICE = Message(
    title="海澜 · 拜访策略",
    lines=(Line(text="先谈碳足迹。"),),
    buttons=(
        Button(label="👍", press=Press(action="up", suggestion="s1")),
        Button(label="👎", press=Press(action="down", suggestion="s1")),
        Button(label="采纳", press=Press(action="adopt", suggestion="s1")),
        Button(label="采纳 2", press=Press(action="adopt", suggestion="s1", claim="c2")),
        Button(label="依据 3", press=Press(action="source", suggestion="s1", value="3")),
    ),
    suggestion="s1",
)


@pytest.fixture
def near(start: Start) -> Near:
    return start()


@pytest.fixture
def card(far: DingTalkGateway, near: Near) -> Card:
    near.send(*near.channel.push(_ME, _ADVICE))
    [made] = far.cards.all.values()
    return made


def _shown(card: Card, user: str = _ME) -> list[str]:
    return [*card.buttons(user), card.seen_by(user)["fb_note"]]


def test_a_thumb_is_taken_and_shown_to_who_gave_it(far: DingTalkGateway, near: Near, card: Card) -> None:
    near.kept.becomes = Pressed(label="已反馈 👍")
    started = time.monotonic()
    ack = far.ack(far.tap(card, "👍 有用", _ME))
    assert ack["at"] - started < 2
    assert ack["data"]["response"]["userPrivateData"]["cardParamMap"]["fb_note"] == "已反馈 👍"
    [pressed] = near.kept.pressed
    assert pressed.press == Press(action="up", suggestion="s1")
    assert (pressed.sender, pressed.corp, pressed.about) == (_ME, far.CORP, card.track)
    assert (pressed.chat.id, pressed.chat.group) == (_ME, False)
    assert _shown(card) == ["👎 没用", "采纳", "采纳 2", "依据 3", "已反馈 👍"]
    assert _shown(card, _OTHER)[:3] == ["👍 有用", "👎 没用", "采纳"]


def test_up_down_up_and_adopted_twice(far: DingTalkGateway, near: Near, card: Card) -> None:
    for label, becomes in (("👍 有用", "已反馈 👍"), ("👎 没用", "已反馈 👎"), ("👍 有用", "已反馈 👍")):
        near.kept.becomes = Pressed(label=becomes)
        far.ack(far.tap(card, label, _ME))
        assert card.seen_by(_ME)["fb_note"] == becomes
    near.kept.becomes = Pressed(label="已采纳", told="谢谢，已记下。")
    action, params = card.buttons(_ME)["采纳"]
    answers = [far.ack(far.click(card, _ME, action, params))["data"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert _shown(card) == ["采纳 2", "依据 3", "已采纳 · 谢谢，已记下。"]


def test_a_tap_on_advice_that_is_gone_takes_its_buttons_away(
    far: DingTalkGateway, near: Near, card: Card
) -> None:
    near.kept.becomes = Pressed(told="这条建议已经不在。", gone=True)
    far.ack(far.tap(card, "👍 有用", _ME))
    assert not {"👍 有用", "👎 没用", "采纳"} & set(card.buttons(_ME))
    assert card.seen_by(_ME)["fb_note"] == "这条建议已经不在。"


def test_other_buttons_carry_what_they_do(far: DingTalkGateway, near: Near, card: Card) -> None:
    near.kept.becomes = Pressed(again=True)
    far.ack(far.tap(card, "依据 3", _ME))
    far.ack(far.tap(card, "采纳 2", _ME))
    assert [one.press for one in near.kept.pressed] == [
        Press(action="source", suggestion="s1", value="3"),
        Press(action="adopt", suggestion="s1", claim="c2"),
    ]
    assert "采纳" in card.buttons(_ME)


def test_a_tap_in_a_group_is_the_groups(far: DingTalkGateway, near: Near) -> None:
    assert near.answer(asked(far, near, group="cidGROUP=="), _ADVICE) == []
    [card] = far.cards.all.values()
    far.ack(far.tap(card, "采纳", _OTHER))
    [pressed] = near.kept.pressed
    assert (pressed.chat.id, pressed.chat.group, pressed.sender) == ("cidGROUP==", True, _OTHER)


def test_the_same_frame_again_is_one_press(far: DingTalkGateway, near: Near, card: Card) -> None:
    action, params = card.buttons(_ME)["采纳"]
    first = far.click(card, _ME, action, params)
    far.ack(first)
    from tests.support.dingtalk_cards import click

    far.push("CALLBACK", CARD, click(card, _ME, action, params, far.CORP), first)
    assert far.ack(first, 2)["data"] == far.ack(first)["data"]
    assert len(near.kept.pressed) == 1


@pytest.mark.parametrize(
    ("action", "change"),
    [
        ("fb_up", {"answer_id": "s2"}),
        ("fb_up", {"seal": "x"}),
        ("fb_up", {"vote": "everything"}),
        ("b1", {"action": "press", "press": '{"action":"adopt","suggestion":"s2"}|x'}),
        ("b1", {"action": "press", "press": "nonsense"}),
        ("b1", {"action": "press"}),
        ("b1", {}),
    ],
)
def test_what_we_did_not_put_there_counts_for_nothing(
    far: DingTalkGateway, near: Near, card: Card, action: str, change: dict[str, str]
) -> None:
    params = card.buttons(_ME)["👍 有用"][1] if action == "fb_up" else {}
    ack = far.ack(far.click(card, _ME, action, params | change))
    assert ack["code"] == 200
    assert "失效" in card.seen_by(_ME)["fb_note"]
    assert near.kept.pressed == []


def test_a_button_of_one_card_counts_for_nothing_on_another(
    far: DingTalkGateway, near: Near, card: Card
) -> None:
    near.send(*near.channel.push(_ME, _ADVICE))
    other = next(one for one in far.cards.all.values() if one is not card)
    for label in ("👍 有用", "依据 3"):
        far.ack(far.click(other, _ME, *card.buttons(_ME)[label]))
    assert near.kept.pressed == []


@pytest.mark.parametrize(
    "change",
    [
        {"corpId": "dingother"},
        {"userIdType": 2},
        {"userId": ""},
        {"content": "{"},
        {"content": 7},
        {"content": "[]"},
        {"outTrackId": None},
    ],
)
def test_foreign_and_malformed_taps_are_answered_and_dropped(
    far: DingTalkGateway, near: Near, card: Card, change: dict[str, Any]
) -> None:
    ack = far.ack(far.click(card, _ME, *card.buttons(_ME)["采纳"], **change))
    assert (ack["code"], ack["data"]) == (200, {"response": {}})
    assert near.kept.pressed == []


def test_an_older_form_is_read_too(far: DingTalkGateway, near: Near, card: Card) -> None:
    import json

    _, params = card.buttons(_ME)["采纳"]
    value = json.dumps({"cardPrivateData": {"actionIds": ["fb_adopt"]}, "params": params})
    far.ack(far.click(card, _ME, "fb_adopt", {}, content=None, value=value))
    assert len(near.kept.pressed) == 1


def test_what_takes_too_long_is_answered_in_time_and_still_counts(
    far: DingTalkGateway, near: Near, card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiju.bots.dingtalk.intake._DEADLINE", 0.05)
    near.kept.slow = 0.3
    far.ack(far.tap(card, "采纳", _ME))
    assert near.kept.pressed == []
    assert "稍后" in card.seen_by(_ME)["fb_note"]
    far.wait(lambda: near.kept.pressed)
