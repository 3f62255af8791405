"""The vendor's own client against our gateway: the gateway speaks as the vendor's server does.

Unmodified but for the two switches it needs on loopback: the address, and no TLS for ``ws://``.
"""

import asyncio
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.support.wecom_gateway import SocketGateway

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import aibot  # type: ignore[import-untyped]
    import aibot.ws  # type: ignore[import-untyped]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
BOT, SECRET = "aib1", "the-long-secret"
CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "这条建议"},
    "button_list": [{"text": "采纳", "style": 1, "key": "fb:adopt:a1"}],
    "task_id": "ans-a1-1",
}


class Quiet:
    """Says nothing: by itself the client prints whole messages."""

    def debug(self, message: str, *args: Any) -> None: ...

    info = warn = error = debug


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Iterator[SocketGateway]:
    monkeypatch.setattr(aibot.ws, "_SSL_CONTEXT", None)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with SocketGateway({BOT: SECRET}) as gateway:
        yield gateway


@asynccontextmanager
async def client(
    far: SocketGateway, secret: str = SECRET
) -> AsyncIterator[tuple[Any, list[tuple[str, Any]]]]:
    options = aibot.WSClientOptions(
        bot_id=BOT,
        secret=secret,
        ws_url=far.url,
        reconnect_interval=10,
        max_reconnect_attempts=-1,
        heartbeat_interval=50,
        logger=Quiet(),
    )
    made = aibot.WSClient(options)
    seen: list[tuple[str, Any]] = []
    for name in (
        "authenticated",
        "error",
        "message.text",
        "event.enter_chat",
        "event.template_card_event",
        "event.feedback_event",
        "event.disconnected_event",
    ):
        made.on(name, lambda *told, name=name: seen.append((name, told[0] if told else None)))
    await made.connect()
    try:
        yield made, seen
    finally:
        made.disconnect()
        await asyncio.sleep(0.05)  # it closes in the background


async def until(far: SocketGateway, seen: list[tuple[str, Any]], name: str, times: int = 1) -> Any:
    def came() -> list[Any]:
        found = [told for one, told in seen if one == name]
        return found if len(found) >= times else []

    await asyncio.to_thread(far.until, came)
    return came()[-1]


def test_a_conversation_frame_by_frame(far: SocketGateway) -> None:
    async def scene() -> None:
        async with client(far) as (bot, seen):
            await until(far, seen, "authenticated")
            await asyncio.to_thread(far.say, "zhangsan", "报价？")
            asked = await until(far, seen, "message.text")
            assert asked["body"]["text"]["content"] == "报价？"
            await bot.reply_stream(asked, "s1", "正在查阅…", False, feedback={"id": "trace_s1"})
            await bot.reply_stream(asked, "s1", "12,000 元", True)
            await bot.reply_template_card(asked, CARD)
            await asyncio.to_thread(far.until, lambda: far.count("ping"))
            await asyncio.to_thread(far.press, "zhangsan", "采纳")
            pressed = await until(far, seen, "event.template_card_event")
            event = pressed["body"]["event"]["template_card_event"]
            assert (event["event_key"], event["task_id"]) == ("fb:adopt:a1", "ans-a1-1")
            done = CARD | {"main_title": {"title": "已采纳"}}
            await bot.update_template_card(pressed, done, ["zhangsan"])
            await asyncio.to_thread(far.thumb, "zhangsan", 2, content="价格不对")
            await until(far, seen, "event.feedback_event")
            await asyncio.to_thread(far.event, "zhangsan", "enter_chat")
            entered = await until(far, seen, "event.enter_chat")
            await bot.reply_welcome(entered, {"msgtype": "text", "text": {"content": "您好"}})
            pushed = {"msgtype": "markdown", "markdown": {"content": "**提醒**"}}
            await bot.send_message("zhangsan", pushed)

    asyncio.run(scene())
    commands = [frame["cmd"] for frame in far.frames if frame["cmd"] != "ping"]
    assert commands == [
        "aibot_subscribe",
        "aibot_respond_msg",
        "aibot_respond_msg",
        "aibot_respond_msg",
        "aibot_respond_update_msg",
        "aibot_respond_welcome_msg",
        "aibot_send_msg",
    ]
    shown = [bubble.shown() for bubble in far.screen.of_bot("zhangsan")]
    assert shown[0] == "12,000 元"
    assert "已采纳" in shown[1]
    assert shown[2:] == ["您好", "**提醒**"]


def _stream(content: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": "s1", "finish": False, "content": content} | more}


def test_what_the_server_refuses(far: SocketGateway) -> None:
    async def refused(doing: Any, code: int) -> None:
        with pytest.raises(RuntimeError, match=str(code)):
            await doing

    async def scene() -> None:
        async with client(far) as (bot, seen):
            await until(far, seen, "authenticated")
            await asyncio.to_thread(far.say, "zhangsan", "报价？")
            asked = await until(far, seen, "message.text")
            await asyncio.to_thread(far.event, "zhangsan", "enter_chat")
            entered = await until(far, seen, "event.enter_chat")
            foreign = {"headers": {"req_id": "R-foreign"}}
            await refused(bot.reply_stream(foreign, "s1", "x"), 846605)
            await refused(bot.reply_stream(entered, "s1", "x"), 846605)
            await refused(bot.update_template_card(asked, CARD), 846605)
            await refused(bot.reply_stream(asked, "s1", "价" * 6827), 40058)  # 20,481 bytes
            await refused(bot.reply(asked, {"msgtype": "text", "text": {"content": "x"}}), 40058)
            await refused(bot.reply(asked, _stream("x") | {"msgtype": "stream_with_template_card"}), 40058)
            await bot.reply_stream(asked, "s1", "价" * 6826)
            await refused(bot.reply(asked, _stream("x", feedback={"id": "trace_late"})), 40058)
            await refused(bot.reply(asked, _stream("x", msg_item=[])), 40058)
            await refused(
                bot.send_message("nobody", {"msgtype": "markdown", "markdown": {"content": "x"}}), 93006
            )
            far.stream_window = -1.0
            await refused(bot.reply_stream(asked, "s1", "x", True), 846608)
            far.stream_window, far.update_window = 600.0, -1.0
            await refused(bot.reply_welcome(entered, {"msgtype": "text", "text": {"content": "x"}}), 846605)
            far.per_minute = 3
            await refused(bot.reply_stream(asked, "s1", "x"), 45009)

    asyncio.run(scene())


@pytest.mark.parametrize(("code", "comes_back"), [(None, True), (1011, True), (1000, False), (1001, False)])
def test_it_comes_back_as_it_is_known_to(far: SocketGateway, code: int | None, comes_back: bool) -> None:
    async def scene() -> None:
        async with client(far) as (_, seen):
            await until(far, seen, "authenticated")
            await asyncio.to_thread(far.kick, code)
            if comes_back:
                await until(far, seen, "authenticated", times=2)
            else:
                await asyncio.sleep(0.2)  # twenty times its wait

    asyncio.run(scene())
    assert far.subscribed == (2 if comes_back else 1)


def test_a_wrong_secret_leaves_the_socket_open(far: SocketGateway) -> None:
    async def scene() -> None:
        async with client(far, "wrong") as (bot, seen):
            assert "853000" in str(await until(far, seen, "error"))
            assert bot.is_connected

    asyncio.run(scene())


def test_a_second_one_ends_the_first(far: SocketGateway) -> None:
    async def scene() -> None:
        async with client(far) as (_, first):
            await until(far, first, "authenticated")
            async with client(far) as (_, second):
                await until(far, second, "authenticated")
                await until(far, first, "event.disconnected_event")

    asyncio.run(scene())
    assert far.subscribed == 2
