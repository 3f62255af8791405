"""The long connection against the gateway: it lives, comes back, gives way, and never mixes up answers."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from tests.support.wecom_gateway import SocketGateway
from yiju.platforms.calls import PlatformError
from yiju.platforms.wecom.connection import LongConnection, Superseded
from yiju.platforms.wecom.frames import MESSAGE, RESPOND, SEND, BadFrame, Frame, parse
from yiju.platforms.wecom.timing import Timing

BOT, SECRET = "aib1", "the-long-secret"
FAST = Timing(
    ping_every=0.05,
    answer_within=0.2,
    subscribe_within=0.3,
    close_within=0.2,
    first=0.01,
    most=0.05,
    refused=(0.05, 0.1),
    jitter=0.0,
)


@pytest.fixture
def far() -> Iterator[SocketGateway]:
    with SocketGateway({BOT: SECRET}) as gateway:
        yield gateway


class Near:
    """Our side: a connection and what came by it."""

    def __init__(self, far: SocketGateway, secret: str = SECRET, timing: Timing = FAST) -> None:
        self.far = far
        self.got: list[Frame] = []
        self.then: Callable[[Frame], Awaitable[None]] | None = None
        self.refusals: list[str] = []
        self.connection = LongConnection(
            far.url, BOT, SecretStr(secret), self._received, timing, self._refused
        )

    async def _refused(self, why: str) -> None:
        self.refusals.append(why)

    async def _received(self, frame: Frame) -> None:
        self.got.append(frame)
        if self.then:
            await self.then(frame)

    async def until(self, condition: Callable[[], Any]) -> None:
        await asyncio.to_thread(self.far.until, condition)

    async def ready(self) -> None:
        await self.until(lambda: self.connection.state == "ready" and BOT in self.far.owners)

    async def subscribed(self, times: int) -> None:
        await self.until(lambda: self.far.subscribed == times)
        await self.ready()

    async def code(self, cmd: str, body: dict[str, Any], req_id: str = "") -> str:
        with pytest.raises(PlatformError) as refused:
            await self.connection.ask(cmd, body, req_id)
        return refused.value.code


@asynccontextmanager
async def near(far: SocketGateway, **more: Any) -> AsyncIterator[Near]:
    made = Near(far, **more)
    running = asyncio.create_task(made.connection.run())
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def _stream(content: str, *, finish: bool = False, stream: str = "s1") -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": stream, "finish": finish, "content": content}}


def _push(text: str, chat: str = "zhangsan") -> dict[str, Any]:
    return {"chatid": chat, "chat_type": 1, "msgtype": "markdown", "markdown": {"content": text}}


def test_a_question_is_answered_in_a_stream_and_pings_go_on(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            req_id = await asyncio.to_thread(far.say, "zhangsan", "报价？")
            await here.until(lambda: here.got)
            await here.connection.ask(RESPOND, _stream("正在查阅…"), req_id)
            await here.connection.ask(RESPOND, _stream("12,000 元", finish=True), req_id)
            await here.until(lambda: far.count("ping") >= 2)

    asyncio.run(scene())
    assert far.frames[0]["cmd"] == "aibot_subscribe"
    assert [one.text for one in far.screen.of_bot("zhangsan")] == ["12,000 元"]
    assert far.subscribed == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, None])
def test_it_comes_back_after_every_kind_of_end(far: SocketGateway, code: int | None) -> None:
    async def scene() -> None:
        async with near(far) as here:
            for times in range(1, 4):
                await here.subscribed(times)
                await asyncio.to_thread(far.kick, code)
            await here.subscribed(4)

    asyncio.run(scene())
    assert far.subscribed == 4


def test_it_comes_back_when_the_network_does(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            port = far.port
            await asyncio.to_thread(far.close)
            await here.until(lambda: here.connection.state in {"waiting", "connecting"})
            assert await here.code(SEND, _push("x")) == "unreachable"
            await asyncio.to_thread(far.listen, port)
            await here.ready()

    asyncio.run(scene())
    assert far.subscribed == 2


def test_pings_without_answers_end_a_connection_that_looks_alive(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            far.silent["ping"] = 2
            await here.until(lambda: far.subscribed == 2)

    asyncio.run(scene())


def test_a_wire_that_takes_nothing_more_ends_it_too(far: SocketGateway) -> None:
    """Nobody hangs up, and what is to be sent waits for ever."""

    async def stuck(_: object) -> None:
        await asyncio.Event().wait()

    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            wire = here.connection._socket
            assert wire is not None
            wire.send = stuck  # type: ignore[method-assign,assignment]
            assert await here.code(SEND, _push("在吗")) in {"unanswered", "cut"}
            await here.subscribed(2)

    asyncio.run(scene())


def test_one_lost_ping_does_not(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            far.silent["ping"] = 1
            await here.until(lambda: far.count("ping") >= 4)

    asyncio.run(scene())
    assert far.subscribed == 1


def test_a_wrong_secret_is_told_and_tried_seldom(
    far: SocketGateway, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    async def scene() -> None:
        async with near(far, secret="wrong-one", timing=Timing(sleep=sleep, jitter=0.0)) as here:
            await here.until(lambda: len(waits) >= 4)
            assert len(here.refusals) == 1

    asyncio.run(scene())
    assert waits[:4] == [60.0, 300.0, 900.0, 900.0]
    assert "853000" in caplog.text
    assert "wrong-one" not in caplog.text


def test_a_server_that_closes_at_once_is_not_asked_in_a_tight_loop(far: SocketGateway) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    far.url = "ws://127.0.0.1:9"

    async def scene() -> None:
        async with near(far, timing=Timing(sleep=sleep, jitter=0.0)) as here:
            await here.until(lambda: len(waits) >= 7)

    asyncio.run(scene())
    assert waits[:7] == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]


def test_who_is_superseded_stays_down_and_closes(far: SocketGateway) -> None:
    async def scene() -> None:
        first = Near(far)
        running = asyncio.create_task(first.connection.run())
        await first.ready()
        far.takeover_delay = 5.0  # the server takes its time: we do not wait for it
        async with near(far) as second:
            with pytest.raises(Superseded):
                await asyncio.wait_for(running, 5)
            assert first.connection.state == "superseded"
            await second.ready()
            await second.until(lambda: far.count("ping") >= 3)

    asyncio.run(scene())
    assert far.subscribed == 2


def test_a_late_answer_is_never_taken_for_the_next_frames(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            req_id = await asyncio.to_thread(far.say, "zhangsan", "报价？")
            far.slow[RESPOND] = 0.3
            assert await here.code(RESPOND, _stream("一"), req_id) == "unanswered"
            far.slow.clear()
            assert await here.code(RESPOND, _stream("二"), req_id) == "lane"
            await here.connection.ask(SEND, _push("新消息"))

    asyncio.run(scene())
    assert [one.text for one in far.screen.of_bot("zhangsan")] == ["一", "新消息"]


def test_frames_of_one_id_go_one_at_a_time_and_others_do_not_wait(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            req_id = await asyncio.to_thread(far.say, "zhangsan", "报价？")
            asks = [here.connection.ask(RESPOND, _stream("字" * n), req_id) for n in range(1, 9)]
            await asyncio.gather(*asks)

    asyncio.run(scene())
    assert [len(body["stream"]["content"]) for body in far.of(RESPOND)] == list(range(1, 9))


def test_a_cut_in_the_middle_leaves_it_unknown_and_refusals_have_their_code(far: SocketGateway) -> None:
    async def scene() -> None:
        async with near(far) as here:
            await here.ready()
            req_id = await asyncio.to_thread(far.say, "zhangsan", "报价？")
            far.silent[RESPOND] = 1
            asking = asyncio.create_task(here.connection.ask(RESPOND, _stream("一"), req_id))
            await here.until(lambda: far.count(RESPOND))
            await asyncio.to_thread(far.kick, None)
            with pytest.raises(PlatformError) as cut:
                await asking
            assert cut.value.code == "cut"
            await here.until(lambda: far.subscribed == 2)
            await here.ready()
            assert await here.code(RESPOND, _stream("x"), "R-foreign") == "846605"
            assert await here.code(SEND, _push("x", chat="nobody")) == "93006"
            far.refuse[SEND].append(45009)
            assert await here.code(SEND, _push("x")) == "45009"

    asyncio.run(scene())


def test_messages_are_dealt_with_in_order_and_one_that_fails_stops_nothing(far: SocketGateway) -> None:
    async def scene() -> list[str]:
        async with near(far) as here:
            done: list[str] = []

            async def then(frame: Frame) -> None:
                text = frame.body["text"]["content"]
                await asyncio.sleep(0.05 if text == "1" else 0)
                if text == "2":
                    raise ValueError(text)
                done.append(text)

            here.then = then
            await here.ready()
            await asyncio.to_thread(far.raw, "no json")
            await asyncio.to_thread(far.raw, "[1]")
            for text in "1234":
                await asyncio.to_thread(far.say, "zhangsan", text)
            await here.until(lambda: len(done) == 3)
            return done

    assert asyncio.run(scene()) == ["1", "3", "4"]


def test_logs_hold_neither_the_secret_nor_what_was_written(
    far: SocketGateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    test_a_question_is_answered_in_a_stream_and_pings_go_on(far)
    assert "长连接已就绪" in caplog.text
    for secret in (SECRET, "报价？", "12,000"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "raw", ["", "1", "[]", "{}", '{"headers":{}}', '{"headers":{"req_id":1}}', "[" * 99999, b"\xff"]
)
def test_what_is_no_frame_is_refused(raw: str | bytes) -> None:
    with pytest.raises(BadFrame):
        parse(raw)


@pytest.mark.parametrize(
    ("code", "done"), [(0, True), (1, False), (True, False), (False, False), ("0", False), (None, False)]
)
def test_success_is_the_integer_nought_alone(code: Any, done: bool) -> None:
    frame = parse(json.dumps({"headers": {"req_id": "r"}, "errcode": code}))
    assert (frame.code == "0") == done
    assert frame.cmd != MESSAGE
