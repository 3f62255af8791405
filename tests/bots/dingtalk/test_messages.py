"""Messages that are no cards: where one asked, unasked, and to people who cannot be reached."""

from typing import Any

import pytest

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import (
    PEOPLE,
    PLAIN,
    SESSION,
    advice,
    asked,
    card_of,
)
from tests.support.dingtalk_gateway import DingTalkGateway


def test_a_webhook_that_is_over_is_replaced_by_an_unasked_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.session_seconds = 30  # too near its end to be trusted
    assert near.answer(asked(far, near, "帮助"), PLAIN) == []
    assert near.answer(asked(far, near, "帮助", group="cidGROUP=="), PLAIN) == []
    assert [(one.way, one.to) for one in far.said] == [("people", "manager4521"), ("group", "cidGROUP==")]
    assert far.count(SESSION) == 0


def test_without_its_webhook_an_answer_is_an_unasked_message(far: DingTalkGateway, start: Start) -> None:
    """So it is tried again when a person says so: addresses are not kept with what did not get through."""
    near = start()
    incoming = asked(far, near, "帮助", group="cidGROUP==")
    late = incoming.model_copy(update={"late": True, "reply": {}})
    assert near.answer(late, PLAIN.model_copy(update={"begun": True})) == []
    assert [(one.way, one.to) for one in far.said] == [("group", "cidGROUP==")]
    assert far.count(SESSION) == 0


@pytest.mark.parametrize("answer", [(200, {"errcode": 310000}), (200, {"errcode": "session.expired"})])
def test_a_webhook_that_refuses_is_replaced_by_an_unasked_message(
    far: DingTalkGateway, start: Start, answer: tuple[int, Any]
) -> None:
    near = start()
    far.fail(SESSION, answer)
    assert near.answer(asked(far, near, "帮助"), PLAIN) == []
    assert [one.way for one in far.said] == ["people"]


def test_a_webhook_elsewhere_is_never_called(far: DingTalkGateway, start: Start) -> None:
    near = start()
    evil = "http://127.0.0.1:1/robot/sendBySession?session=x"
    assert near.answer(asked(far, near, "帮助", sessionWebhook=evil), PLAIN) == []
    assert [one.way for one in far.said] == ["people"]


def test_a_busy_webhook_is_tried_again_and_a_silent_one_may_have_been_heard(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near, "帮助")
    far.fail(SESSION, (500, {"code": "system.error"}), (504, b"<html>"))
    [busy] = near.answer(incoming, PLAIN)
    assert (busy.again, busy.uncertain) == (True, False)
    [silent] = near.answer(incoming, PLAIN)
    assert (silent.again, silent.uncertain) == (True, True)
    assert near.answer(incoming, PLAIN) == []


@pytest.mark.parametrize(("status", "uncertain"), [(500, True), (502, True), (503, False), (504, True)])
def test_a_relays_page_does_not_tell_whether_it_was_heard(
    far: DingTalkGateway, start: Start, status: int, uncertain: bool
) -> None:
    near = start()
    far.fail(SESSION, (status, b"<html>"))
    [failed] = near.answer(asked(far, near, "帮助"), PLAIN)
    assert (failed.again, failed.uncertain) == (True, uncertain)
    assert far.said == []


def test_somebody_from_outside_is_answered_while_the_webhook_lasts(
    far: DingTalkGateway, start: Start
) -> None:
    near = start()
    incoming = asked(far, near, "你好", senderStaffId="")
    near.do(near.channel.begin(incoming))
    assert near.answer(incoming, PLAIN) == []
    assert [one.way for one in far.said] == ["session"]
    far.fail(SESSION, (200, {"errcode": "session.expired"}))
    [failed] = near.answer(incoming, PLAIN)
    assert not failed.again


def test_a_push_is_a_card_with_buttons_or_a_message(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.send(*near.channel.push("u-li", advice())) == []
    card = card_of(far)
    assert (card.state, card.space) == ("finished", "dtv1.card//IM_ROBOT.u-li")
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    assert [(one.way, one.to) for one in far.said] == [("people", "u-li")]
    assert near.channel.push("u-li", advice()) != near.channel.push("u-li", advice())


def test_a_push_to_somebody_who_wrote_lately_is_no_counted_call(far: DingTalkGateway, start: Start) -> None:
    near = start()
    asked(far, near, "你好", sender="u-li")
    assert near.send(*near.channel.push("u-li", PLAIN)) == []
    assert [(one.way, one.to) for one in far.said] == [("session", "cid-of-u-li")]
    assert far.count(PEOPLE) == 0


def test_people_who_cannot_be_reached_and_people_who_got_too_much(far: DingTalkGateway, start: Start) -> None:
    near = start()
    far.unreachable, far.flow_controlled = {"u-gone"}, {"u-full"}
    [gone] = near.send(*near.channel.push("u-gone", PLAIN))
    assert (gone.again, "联系不到" in str(gone)) == (False, True)
    [full] = near.send(*near.channel.push("u-full", PLAIN))
    assert (full.again, full.after) == (True, 10)
    far.flow_controlled = set()
    assert near.send(*near.channel.push("u-full", PLAIN)) == []
