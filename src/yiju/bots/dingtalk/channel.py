"""The DingTalk channel: receives by Stream or HTTP, answers with cards or markdown."""

import asyncio
import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from yiju.bots.channel import Receiver
from yiju.bots.desk import Desk
from yiju.bots.dingtalk.alarms import Alarms
from yiju.bots.dingtalk.deliveries import Style, answer, pushed, track_of
from yiju.bots.dingtalk.intake import Intake
from yiju.bots.dingtalk.live import LiveCards
from yiju.bots.dingtalk.quota import Quota
from yiju.bots.dingtalk.receiving import PERSON
from yiju.bots.dingtalk.router import CARDS, make_router
from yiju.bots.dingtalk.sending import Sending, Webhooks
from yiju.bots.dingtalk.template import Sealer, Template
from yiju.bots.fates import fate_of
from yiju.bots.types import ChannelName, Delivery, Incoming, Message
from yiju.errors import YijuError
from yiju.platforms.dingtalk.callbacks import EventDoor
from yiju.platforms.dingtalk.cards import Space, register_callback
from yiju.platforms.dingtalk.errors import DingTalkError
from yiju.platforms.dingtalk.opening import open_connection
from yiju.platforms.dingtalk.rest import Api, App
from yiju.platforms.dingtalk.robot import Robot
from yiju.platforms.dingtalk.stream import StreamClient
from yiju.platforms.dingtalk.timing import Backoff, Timing
from yiju.settings import Settings

if TYPE_CHECKING:
    from fastapi import APIRouter

log = logging.getLogger(__name__)


class DingTalkChannel:
    """See ``Channel``. ``router``: in HTTP mode, what DingTalk calls."""

    name: ChannelName = "dingtalk"
    exclusive = False
    """The server gives each message to one of our connections: several share the load."""

    def __init__(
        self,
        desk: Desk,
        receiver: Receiver,
        *,
        timing: Timing | None = None,
        patience: float = 0.7,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        Args:
            patience: seconds within which a quick answer needs no card that says that it is coming.
            clock: by which cards are paced.
        """
        self._settings = settings = desk.settings
        self._sql = desk.store.sql
        self._since = dt.datetime.now(dt.UTC)
        app = app_of(settings)
        self.bot = app.robot
        self._timing = timing or Timing()
        plain = Api(app)
        token = settings.dingtalk_alert_token
        robot = Robot(plain, token, settings.dingtalk_alert_secret) if token.get_secret_value() else None
        self._alarms = Alarms(robot)
        self._quota = Quota(self._sql, app.robot, settings.dingtalk_monthly_calls, self._alarms)
        self._api, self._plain = Api(app, self._quota), plain
        self._sealer = Sealer(app.client_secret.get_secret_value())
        http = settings.dingtalk_mode == "http"
        _check_http(settings)
        route = settings.dingtalk_card_route if http else ""
        named = (settings.dingtalk_card_template, settings.dingtalk_card_key)
        template = Template(*named, route, settings.dingtalk_card_status)
        early = settings.dingtalk_card_stream and bool(template.id)
        self._style = Style(bool(template.id), early, settings.public_url.rstrip("/"))
        self._webhooks = Webhooks(lambda: dt.datetime.now(dt.UTC))
        self._cards = LiveCards(self._api, template, self._quota.plenty, patience=patience, clock=clock)
        self._sending = Sending(self._api, template, self._cards, self._webhooks, self._alarms)
        self._intake = Intake(
            app,
            receiver,
            None if http else self._webhooks,  # a call's signature does not cover its body
            self._sealer,
            self._alarms,
            any_robot=not settings.dingtalk_robot_code,
            sleep=self._timing.sleep,
        )
        self.router: APIRouter | None = self._make_router() if http else None

    async def run(self) -> None:
        """See ``Channel``."""
        self._alarms.bind()
        try:
            if self._settings.dingtalk_mode == "http":
                await self._register()
                await asyncio.Event().wait()
            else:
                await self._stream().run()
        finally:
            await self._alarms.close()
            await self._cards.close()
            await self._api.close()
            await self._plain.close()

    async def begin(self, incoming: Incoming) -> None:
        """A card that says so, unless the answer is faster."""
        space = _space(incoming)
        if self._style.early and space is not None:
            at = {incoming.sender: incoming.nick or incoming.sender} if incoming.chat.group else {}
            fate = partial(asyncio.to_thread, fate_of, self._sql, incoming)
            self._cards.begin(track_of(incoming), space, at, fate)

    async def progress(self, incoming: Incoming, text: str) -> None:
        """On the card."""
        await self._cards.show(track_of(incoming), text)

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """See ``Channel``."""
        state = self._cards.answered(track_of(incoming)) if messages else "absent"
        nowhere = incoming.late or state == "absent" or (state == "unknown" and not messages[0].begun)
        style = self._style._replace(early=self._style.early and not nowhere)
        return tuple(answer(incoming, messages, style, self._sealer))

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """See ``Channel``."""
        target = {"person": external_id, "group": ""}
        track = f"{PERSON}{uuid.uuid4().hex}"
        return tuple(pushed(self.bot, target, message, track, self._style, self._sealer))

    async def send(self, delivery: Delivery) -> None:
        """See ``Channel``."""
        await self._sending.send(delivery)

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """See ``Channel``."""
        before = incoming.kind == "message" and self._style.early and incoming.at < self._since
        await self._cards.abandon(track_of(incoming), why, elsewhere=before)

    def _stream(self) -> StreamClient:
        return StreamClient(
            lambda: open_connection(self._plain),
            self._intake.frame,
            alarm=self._alarms,
            timing=self._timing,
        )

    async def _register(self) -> None:
        """Tell DingTalk where clicks go; without cards there are none."""
        secret = self._settings.dingtalk_card_secret.get_secret_value()
        waits = Backoff(self._timing)
        while self._style.cards and secret:
            url = self._settings.public_url.rstrip("/") + CARDS
            try:
                await register_callback(self._api, self._settings.dingtalk_card_route, url, secret)
            except DingTalkError as error:
                self._alarms(f"钉钉没有登记卡片回调（代码 {error.code}），卡片按钮暂时没有反应。", "register")
                await self._timing.sleep(waits.next())
            else:
                return

    def _make_router(self) -> "APIRouter":
        settings = self._settings
        token = settings.dingtalk_event_token.get_secret_value()
        key = settings.dingtalk_event_aes_key.get_secret_value()
        receiver = settings.dingtalk_event_receiver or settings.dingtalk_client_id
        window = settings.dingtalk_sign_seconds
        return make_router(
            self._intake,
            app_secret=settings.dingtalk_client_secret.get_secret_value(),
            card_secret=settings.dingtalk_card_secret.get_secret_value(),
            events=EventDoor(token, key, receiver, window) if token and key else None,
            window_s=window,
        )


def app_of(settings: Settings) -> App:
    """The app that the settings name.

    Raises:
        YijuError: a setting is missing.
    """
    needed = {
        "YIJU_DINGTALK_CLIENT_ID": settings.dingtalk_client_id,
        "YIJU_DINGTALK_CLIENT_SECRET": settings.dingtalk_client_secret.get_secret_value(),
        "YIJU_DINGTALK_CORP_ID": settings.dingtalk_corp_id,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise YijuError(f"钉钉机器人缺少设置：{'、'.join(missing)}。", hint="见 docs/dingtalk.md。")
    return App(
        settings.dingtalk_client_id,
        settings.dingtalk_client_secret,
        settings.dingtalk_robot_code or settings.dingtalk_client_id,
        settings.dingtalk_corp_id,
        settings.dingtalk_api_base.rstrip("/"),
        settings.dingtalk_oapi_base.rstrip("/"),
    )


def _check_http(settings: Settings) -> None:
    """Raises YijuError: taps on cards could not reach us."""
    if settings.dingtalk_mode != "http" or not settings.dingtalk_card_template:
        return
    if not settings.public_url.startswith("https://") or not settings.dingtalk_card_secret.get_secret_value():
        raise YijuError(
            "钉钉 HTTP 模式用卡片，还要设置 YIJU_PUBLIC_URL（https://…）和 YIJU_DINGTALK_CARD_SECRET。",
            hint="不用卡片就去掉 YIJU_DINGTALK_CARD_TEMPLATE；见 docs/dingtalk.md 第 5 节。",
        )


def _space(incoming: Incoming) -> Space | None:
    if incoming.chat.group:
        return Space("group", incoming.chat.id)
    return Space("person", incoming.sender) if incoming.sender else None
