"""Our WeCom channels against the gateways, with a receiver that keeps what it is handed."""

import asyncio
import base64
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from tests.support.channel_desk import Kept, Looped
from tests.support.wecom_gateway import SocketGateway
from tests.support.wecom_gateway_rest import WeComRest
from yiju.bots.channel import Channel, NotSent
from yiju.bots.types import Button, Delivery, Incoming, Line, Message, Press, Source
from yiju.platforms.wecom.timing import Timing

BOT, SECRET, CORP, AGENT = "aib1", "the-long-secret", WeComRest.CORP, WeComRest.AGENT
TOKEN, BOT_TOKEN = "app-token-secret", "bot-token-secret"
KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
BOT_KEY = base64.b64encode(bytes(range(32, 64))).decode().rstrip("=")
SECRETS = (SECRET, TOKEN, BOT_TOKEN, KEY, BOT_KEY, WeComRest.SECRET, WeComRest.KEY)
FAST = Timing(
    ping_every=5.0,
    answer_within=0.3,
    subscribe_within=1.0,
    close_within=0.2,
    first=0.01,
    most=0.05,
    refused=(0.05,),
    jitter=0.0,
)
OWN = "https://copilot.example.com"


def settings_of(rest: str, socket: str = "", **changes: Any) -> dict[str, Any]:
    """Settings of a company with an AI bot and an app."""
    return {
        "wecom_corp_id": CORP,
        "wecom_bot_id": BOT,
        "wecom_bot_secret": SECRET,
        "wecom_bot_name": "销售助手",
        "wecom_bot_token": BOT_TOKEN,
        "wecom_bot_aes_key": BOT_KEY,
        "wecom_agent_id": AGENT,
        "wecom_corp_secret": WeComRest.SECRET,
        "wecom_token": TOKEN,
        "wecom_aes_key": KEY,
        "wecom_webhook_key": WeComRest.KEY,
        "wecom_api_base": rest,
        "wecom_frame_seconds": 0.0,
        "public_url": OWN,
        **({"wecom_ws_url": socket} if socket else {}),
        **changes,
    }


@dataclass
class Near:
    """A channel on a loop of its own."""

    looped: Looped
    channel: Any
    kept: Kept
    running: "Future[Any] | None" = None

    def stop(self) -> None:
        """End the channel, as the runtime does."""
        assert self.running is not None
        self.running.cancel()

        async def over() -> None:
            while any(task.get_name() == "channel" for task in asyncio.all_tasks()):
                await asyncio.sleep(0.005)

        self.do(over())

    def do(self, work: Any) -> Any:
        """Run it, wait for it."""
        return self.looped.do(work)

    def send(self, deliveries: Iterable[Delivery]) -> list[NotSent]:
        """Send in order, going other ways where there are some; what was not sent."""
        failed: list[NotSent] = []
        for delivery in deliveries:
            failed += self._sent(Delivery.model_validate_json(delivery.model_dump_json()))
        return failed

    def _sent(self, delivery: Delivery) -> list[NotSent]:
        channel: Channel = self.channel
        try:
            self.do(channel.send(delivery))
        except NotSent as error:
            return self.send(error.instead) if error.instead else [error]
        return []

    def answer(self, incoming: Incoming, *messages: Message) -> list[NotSent]:
        """Make an answer ready, and send it."""
        return self.send(self.channel.deliveries(incoming, messages))


def advice(text: str = "下周三前把报价发给李总。", suggestion: str = "s1") -> Message:
    """A message as the conversation makes them."""
    return Message(
        title="拜访策略 · 华东电网",
        lines=(
            Line(text="拜访策略 · 华东电网", style="heading"),
            Line(text=text, style="item", lead="1.", sources=(Source(number=1, tag="〔依据 邮件 3月2日〕"),)),
            Line(text="依据 1 处", style="note"),
        ),
        buttons=(
            Button(label="采纳", press=Press(action="adopt", suggestion=suggestion), typed="采纳"),
            Button(label="👍", press=Press(action="up", suggestion=suggestion), typed="👍"),
            Button(label="👎", press=Press(action="down", suggestion=suggestion), typed="👎"),
        ),
        suggestion=suggestion,
    )


def asked(
    far: SocketGateway, near: Near, text: str = "拜访策略 华东电网", user: str = "zhangsan", **more: str
) -> Incoming:
    """Somebody writes to the bot over the long connection; what was handed over."""
    count = len(near.kept.accepted)
    far.say(user, text, **more)
    far.until(lambda: len(near.kept.accepted) > count)
    return near.kept.accepted[-1]
