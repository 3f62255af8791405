"""Templates that keep their state in a variable: it is set when it changes, and at no other time."""

from tests.bots.dingtalk.conftest import Start
from tests.support.dingtalk_answers import PLAIN, QPS, STREAM, advice, asked, begun, card_of
from tests.support.dingtalk_channel import Near
from tests.support.dingtalk_gateway import DingTalkGateway

_ME = "manager4521"
_UPDATE = "/v1.0/card/instances"


def _start(start: Start) -> Near:
    return start(
        dingtalk_card_template="flow.schema",
        dingtalk_card_key="msgContent",
        dingtalk_card_status="flowStatus",
    )


def test_a_streamed_card_goes_through_its_states(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    incoming, card = begun(far, near)
    assert (card.shown, card.flow) == ("inputting", [("1", 0), ("2", 0)])
    near.do(near.channel.progress(incoming, "正在核对依据…"))
    assert card.flow == [("1", 0), ("2", 0)], "once"
    assert near.answer(incoming, advice()) == []
    assert (card.flow[-1], card.shown) == (("3", 3), "finished")
    assert card.values["msgContent"] == "先谈碳足迹。"
    assert list(card.buttons(_ME)) == ["👍 有用", "👎 没用", "采纳", "下一页"]


def test_a_pushed_card_goes_through_them_at_once(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    deliveries = near.channel.push(_ME, advice())
    assert near.send(*deliveries) == []
    card = card_of(far)
    assert (card.flow, card.shown) == ([("1", 0), ("2", 0), ("3", 1)], "finished")
    assert near.send(*deliveries) == [], "again"
    assert card.shown == "finished" and len(far.cards.all) == 1


def test_an_answer_without_buttons_finishes_it(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    incoming, card = begun(far, near)
    assert near.answer(incoming, PLAIN) == []
    assert (card.shown, card.values["msgContent"]) == ("finished", "可以问：拜访策略 客户名")


def test_the_last_state_is_tried_again(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    incoming, card = begun(far, near)
    deliveries = near.channel.deliveries(incoming, (advice(),))
    far.fail(STREAM, QPS)
    [failed] = near.send(*deliveries)
    assert failed.again and card.shown == "inputting"
    assert near.send(*deliveries) == []
    assert card.shown == "finished"


def test_where_no_answer_comes_it_fails_and_a_late_answer_still_shows(
    far: DingTalkGateway, start: Start
) -> None:
    near = _start(start)
    near.channel._cards._longest = 0.1
    incoming, card = begun(far, near)
    far.wait(lambda: card.shown == "failed")
    assert "请再问一次" in card.values["msgContent"]
    assert near.answer(incoming, advice()) == []
    assert (card.shown, card.values["msgContent"]) == ("finished", "先谈碳足迹。")


def test_what_is_said_in_place_of_an_answer_is_no_failure(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    incoming, card = begun(far, near)
    near.do(near.channel.abandon(incoming, "您发得太快了，请稍后再问。"))
    assert (card.shown, card.values["msgContent"]) == ("finished", "您发得太快了，请稍后再问。")


def test_a_card_whose_answer_goes_another_way_has_failed(far: DingTalkGateway, start: Start) -> None:
    near = _start(start)
    incoming, card = begun(far, near)
    far.fail(STREAM, (403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"}))
    assert near.answer(incoming, advice()) == []
    assert card.shown == "failed"
    assert [one.way for one in far.said if one.way != "alert"] == ["session"]


def test_a_template_that_needs_none_is_told_none(far: DingTalkGateway, start: Start) -> None:
    near = start()
    assert near.answer(asked(far, near), advice()) == []
    assert card_of(far).flow == [] and far.count(_UPDATE) == 0
