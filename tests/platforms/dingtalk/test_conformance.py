"""The vendor's own client and ours meet the same gateway: it is a DingTalk to both, they are one to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.dingtalk_gateway import BOT, CARD, OPEN, DingTalkGateway
from tests.support.dingtalk_own import OwnClient
from tests.support.dingtalk_vendor import CARD_ANSWER, VendorClient
from yiju.platforms.dingtalk.frames import Ack, Frame


async def _same(frame: Frame) -> Ack:
    """Answers as the handlers of the vendor's client do."""
    if frame.topic == CARD:
        return Ack({"response": CARD_ANSWER})
    return Ack(frame.data) if frame.type == "EVENT" else Ack({"response": "OK"})


@pytest.fixture(params=["vendor", "own"])
def far(request: pytest.FixtureRequest) -> Iterator[DingTalkGateway]:
    with DingTalkGateway() as gateway:
        vendor = VendorClient(gateway.url, gateway.CLIENT, gateway.SECRET)
        with vendor if request.param == "vendor" else OwnClient(gateway, _same):
            gateway.wait_connected()
            yield gateway


def _bare(ack: dict[str, Any]) -> tuple[int, Any]:
    return ack["code"], ack["data"]


def test_both_are_answered_alike(far: DingTalkGateway) -> None:
    topics = {(one["type"], one["topic"]) for one in far.subscribed}
    assert topics == {("EVENT", "*"), ("CALLBACK", BOT), ("CALLBACK", CARD)}
    ping = far.push("SYSTEM", "ping", {"opaque": "x1"})
    message = far.say("你好")
    click = far.push("CALLBACK", CARD, {"outTrackId": "t", "userId": "u", "content": "{}", "extension": "{}"})
    event = far.push("EVENT", "*", {"userId": ["1"]}, head={"eventType": "user_leave_org", "eventId": "e1"})
    assert _bare(far.ack(ping)) == (200, {"opaque": "x1"})
    assert _bare(far.ack(message)) == (200, {"response": "OK"})
    assert _bare(far.ack(click)) == (200, {"response": CARD_ANSWER})
    assert _bare(far.ack(event)) == (200, {"userId": ["1"]})


def test_both_come_back_after_a_disconnect_frame(far: DingTalkGateway) -> None:
    far.disconnect()
    far.wait_connected(2)
    far.wait(lambda: len(far.sockets) == 1)
    assert _bare(far.ack(far.say("还在吗"))) == (200, {"response": "OK"})


def test_the_vendors_client_replies_and_streams_a_card() -> None:
    with DingTalkGateway() as far, VendorClient(far.url, far.CLIENT, far.SECRET):
        far.wait_connected()
        far.ack(far.say("ping", group="cidGROUP=="))
        assert [(one.way, one.to, one.text) for one in far.said] == [("session", "cidGROUP==", "pong")]
        far.ack(far.say("card", group="cidGROUP=="))
        [card] = far.cards.all.values()
        assert (card.shown, card.frames, card.values["content"]) == ("finished", ["hello"], "hello there")
        assert card.flow == [("1", 0), ("3", 1)]
        assert card.space == "dtv1.card//IM_GROUP.cidGROUP=="
        far.ack(far.click(card, "manager4521", "fb_up", {"vote": "up"}))
        assert card.seen_by("manager4521")["status"] == "ok"


def test_both_get_a_fresh_ticket_for_one_that_expired(far: DingTalkGateway) -> None:
    far.ticket_seconds = -1
    before = far.count(OPEN)
    far.disconnect()
    far.wait(lambda: far.count(OPEN) > before)
    far.ticket_seconds = 90
    far.wait_connected(2)
    assert _bare(far.ack(far.say("还在吗"))) == (200, {"response": "OK"})


def test_both_acknowledge_a_frame_that_comes_again(far: DingTalkGateway) -> None:
    body = far.message("你好")
    for _ in range(2):
        far.push("CALLBACK", BOT, body, "same")
    assert _bare(far.ack("same", 1)) == _bare(far.ack("same", 2)) == (200, {"response": "OK"})
