"""Our DingTalk channel against the gateway, with a receiver that keeps what it is handed."""

from dataclasses import dataclass
from typing import Any

from tests.support.dingtalk_custom_robot import CustomRobot
from tests.support.dingtalk_gateway import DingTalkGateway
from tests.support.dingtalk_own import Looped, Waits
from yiju.bots.channel import NotSent
from yiju.bots.dingtalk.channel import DingTalkChannel
from yiju.bots.types import Delivery, Incoming, Message, Pressed
from yiju.platforms.dingtalk.timing import Timing
from yiju.settings import Settings
from yiju.store.store import Store


class Kept:
    """A receiver. ``failing``: how often it fails before it works again; ``becomes``: what presses become."""

    def __init__(self) -> None:
        self.accepted: list[Incoming] = []
        self.pressed: list[Incoming] = []
        self.becomes = Pressed(label="已采纳")
        self.failing = 0
        self.slow = 0.0

    async def accept(self, incoming: Incoming) -> bool:
        if self.failing:
            self.failing -= 1
            raise OSError("database is locked")
        if any(incoming.key == one.key for one in self.accepted):
            return False
        self.accepted.append(incoming)
        return True

    async def press(self, incoming: Incoming) -> Pressed:
        import asyncio

        await asyncio.sleep(self.slow)
        self.pressed.append(incoming)
        return self.becomes


@dataclass
class SmallDesk:
    """As much of one as a channel looks at."""

    settings: Settings
    store: Store

    rubric: Any = None
    reader: Any = None
    copilot: Any = None


def settings_of(far: DingTalkGateway, **changes: Any) -> dict[str, Any]:
    """Settings of the gateway's app, with a card template."""
    return {
        "dingtalk_client_id": far.CLIENT,
        "dingtalk_client_secret": far.SECRET,
        "dingtalk_corp_id": far.CORP,
        "dingtalk_api_base": far.url,
        "dingtalk_oapi_base": far.url,
        "dingtalk_card_template": "answer.schema",
        "dingtalk_alert_token": CustomRobot.TOKEN,
        "dingtalk_alert_secret": CustomRobot.SECRET,
        "public_url": "https://copilot.example.com",
        **changes,
    }


class Near(Looped):
    """The channel, running. ``now``: the time that its cards are paced by."""

    def __init__(self, store: Store, settings: Settings, *, patience: float = 0.0) -> None:
        super().__init__()
        self.kept = Kept()
        self.waits = Waits()
        self.now = 1000.0
        timing = Timing(sleep=self.waits, chance=lambda: 0.0)
        desk = SmallDesk(settings, store)
        self.channel = DingTalkChannel(
            desk, self.kept, timing=timing, patience=patience, clock=lambda: self.now
        )
        self.channel._cards._tick = 60.0  # frames come when they are asked for

    def __enter__(self) -> "Near":
        super().__enter__()
        self.begin(self.channel.run())
        return self

    def send(self, *deliveries: Delivery) -> list[NotSent]:
        """Send in order, going other ways where there are some; what was not sent."""
        failed: list[NotSent] = []
        for delivery in deliveries:
            try:
                self.do(self.channel.send(delivery))
            except NotSent as error:
                if error.instead:
                    failed += self.send(*error.instead)
                else:
                    failed.append(error)
        return failed

    def answer(self, incoming: Incoming, *messages: Message) -> list[NotSent]:
        """Make an answer ready, and send it."""
        return self.send(*self.channel.deliveries(incoming, messages))
