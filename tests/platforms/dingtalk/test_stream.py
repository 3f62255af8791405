"""Our Stream client, through everything that may befall a connection."""

import asyncio
import logging
from collections.abc import Iterator

import pytest

from tests.support.dingtalk_gateway import OPEN, DingTalkGateway
from tests.support.dingtalk_own import OwnClient
from tests.support.relay import Relay
from yiju.platforms.dingtalk.frames import Ack, Frame
from yiju.platforms.dingtalk.opening import open_connection


@pytest.fixture
def far() -> Iterator[DingTalkGateway]:
    with DingTalkGateway() as gateway:
        yield gateway


def test_a_frame_that_comes_again_gets_the_same_ack_and_is_handled_once(far: DingTalkGateway) -> None:
    with OwnClient(far) as own:
        far.wait_connected()
        body = far.message("你好")
        far.push("CALLBACK", "/v1.0/im/bot/messages/get", body, "same")
        far.push("CALLBACK", "/v1.0/im/bot/messages/get", body, "same")
        first, second = far.ack("same", 1), far.ack("same", 2)
        assert first["data"] == second["data"] == {"response": "OK"}
        far.close()
        far.wait_connected(2)
        far.push("CALLBACK", "/v1.0/im/bot/messages/get", body, "same")
        far.ack("same", 3)
        assert len(own.frames) == 1


def test_slow_handlers_keep_neither_pings_nor_others_waiting(far: DingTalkGateway) -> None:
    go_on = asyncio.Event()

    async def slow(frame: Frame) -> Ack:
        if frame.data["text"]["content"].strip() == "慢":
            await go_on.wait()
        return Ack({"response": "OK"})

    with OwnClient(far, slow) as own:
        far.wait_connected()
        late = far.say("慢")
        assert far.ack(far.push("SYSTEM", "ping", {"opaque": "1"}))["data"] == {"opaque": "1"}
        far.ack(far.say("快"))
        assert late not in far.acks
        own.loop.call_soon_threadsafe(go_on.set)
        far.ack(late)
        assert far.connections == 1


def test_a_handlers_error_is_a_500_and_the_frame_is_tried_again_when_it_comes_again(
    far: DingTalkGateway,
) -> None:
    tries: list[str] = []

    async def failing(frame: Frame) -> Ack:
        tries.append(frame.message_id)
        if len(tries) == 1:
            raise RuntimeError("秘密")
        return Ack({"response": "OK"})

    with OwnClient(far, failing):
        far.wait_connected()
        assert far.ack(far.say("一", key="k"))["code"] == 500
        again = far.push("CALLBACK", "/v1.0/im/bot/messages/get", far.message("一"), tries[0])
        assert far.ack(again, 2)["code"] == 200
        assert far.connections == 1


@pytest.mark.parametrize(
    "raw", ["nonsense", "[]", '{"headers":1}', '{"type":"EVENT","headers":{}}', "[" * 9000]
)
def test_what_is_no_frame_changes_nothing(far: DingTalkGateway, raw: str) -> None:
    with OwnClient(far) as own:
        far.wait_connected()
        far.send_raw(raw)
        far.send_raw('{"type":"CALLBACK","headers":{"messageId":"bad","topic":"t"},"data":"{"}')
        assert far.ack("bad")["code"] == 400
        far.ack(far.say("你好"))
        assert (far.connections, len(own.frames)) == (1, 1)


def test_a_disconnect_frame_finishes_the_acks_under_way(far: DingTalkGateway) -> None:
    go_on = asyncio.Event()

    async def slow(frame: Frame) -> Ack:
        await go_on.wait()
        return Ack({"response": "OK"})

    with OwnClient(far, slow) as own:
        far.wait_connected()
        waiting = far.say("在途")
        far.wait(lambda: own.frames)
        far.disconnect()
        far.wait_connected(2)
        assert waiting not in far.acks
        own.loop.call_soon_threadsafe(go_on.set)
        assert far.ack(waiting)["code"] == 200
        assert own.waits.all == []  # at once


def test_servers_that_send_everybody_away_are_not_stormed(far: DingTalkGateway) -> None:
    with OwnClient(far) as own:
        for count in range(1, 6):
            far.wait_connected(count)
            far.disconnect()
        far.wait_connected(6)
        assert own.waits.all == [1, 2, 4, 8]


@pytest.mark.parametrize("how", ["close", "cut"])
def test_a_lost_connection_is_made_again(far: DingTalkGateway, how: str) -> None:
    with OwnClient(far) as own:
        far.wait_connected()
        getattr(far, how)()
        far.wait_connected(2)
        far.ack(far.say("还在吗"))
        assert own.waits.all == [1]


def test_a_silent_wire_is_noticed_without_a_word_from_tcp(far: DingTalkGateway) -> None:
    with OwnClient(far) as seen:
        far.wait_connected()
        address = seen.do(open_connection(seen.api))
    port = int(address.split(":")[2].split("/")[0])
    with Relay(port) as relay:
        own = OwnClient(far, ping_every=0.05, pong_within=0.05)

        async def through() -> str:
            return (await open_connection(own.api)).replace(f":{port}/", f":{relay.port}/")

        own.client._open = through
        with own:
            far.wait_connected(2)
            relay.silent = True
            far.wait(lambda: "backoff" in own.client.state or own.waits.all)
            relay.silent = False
            far.wait_connected(3)
            far.ack(far.say("还在吗"))


def test_refused_openings_back_off_and_start_anew(far: DingTalkGateway) -> None:
    far.fail(OPEN, *[(500, {"code": "system.error"})] * 8)
    with OwnClient(far) as own:
        far.wait_connected()
        assert own.waits.all == [1, 2, 4, 8, 16, 32, 60, 60]
        assert own.alarms == []


def test_wrong_credentials_alarm_and_are_tried_again_slowly(far: DingTalkGateway) -> None:
    with OwnClient(far, secret="wrong") as own:
        far.wait(lambda: len(own.waits.all) >= 4)
    assert own.waits.all[:4] == [60, 120, 240, 300]
    assert "Client Secret" in own.alarms[0]
    assert "wrong" not in own.alarms[0]
    assert own.client.state == "stopped"


def test_an_expired_ticket_is_replaced_by_a_fresh_one(far: DingTalkGateway) -> None:
    far.ticket_seconds = -1
    with OwnClient(far) as own:
        far.wait(lambda: own.waits.all)
        far.ticket_seconds = 90
        far.wait_connected()
        far.ack(far.say("你好"))
    assert own.waits.all[0] == 1


def test_an_endpoint_elsewhere_gets_no_ticket(far: DingTalkGateway) -> None:
    far.fail(OPEN, (200, {"endpoint": "wss://dingtalk.com.example.org/connect", "ticket": "t"}))
    with OwnClient(far) as own:
        far.wait_connected()
    assert len(own.alarms) == 1


def test_no_log_holds_a_ticket_or_a_secret(far: DingTalkGateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    far.ticket_seconds = -1
    with OwnClient(far) as own:
        far.wait(lambda: own.waits.all)
        far.ticket_seconds = 90
        far.wait_connected()
        far.ack(far.say("机密的话"))
        far.cut()
        far.wait_connected(2)
    told = caplog.text
    assert "t%2B%2F" not in told
    assert "t+/=" not in told
    assert far.SECRET not in told
    assert "sendBySession?" not in told
    assert "机密的话" not in told


def test_it_stops_when_told_and_says_goodbye(far: DingTalkGateway) -> None:
    with OwnClient(far) as own:
        far.wait_connected()
        [socket] = far.sockets
    far.wait(lambda: not far.sockets)
    assert socket.close_code == 1000
    assert own.client.state == "stopped"
