"""What DingTalk hands us, by either way: kept first, acknowledged next, answered later."""

import asyncio
import datetime as dt
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from yiju.bots.channel import Receiver
from yiju.bots.dingtalk.receiving import left_in, message_in, tap_in
from yiju.bots.dingtalk.sending import Webhooks
from yiju.bots.dingtalk.template import Sealer, answered, read_tap, refused
from yiju.bots.keeping import keep_surely
from yiju.bots.types import Incoming, Pressed
from yiju.platforms.dingtalk import frames
from yiju.platforms.dingtalk.frames import Ack, Frame
from yiju.platforms.dingtalk.inbound import OVER_QUOTA, Unreadable, read_left, read_message, read_press
from yiju.platforms.dingtalk.rest import App

log = logging.getLogger(__name__)

_DEADLINE = 1.7
"""Seconds for a tap: DingTalk waits two."""
_EVENT_DEADLINE = 2.2
_SAVED_LATER = "已收到，稍后生效。"
_NOT_OURS = "这张卡片已失效，请重新提问。"
_EMPLOYEE = 1


class Intake:
    """Hands over to the receiver."""

    def __init__(
        self,
        app: App,
        receiver: Receiver,
        webhooks: Webhooks | None,
        sealer: Sealer,
        alarm: Callable[[str, str], None],
        *,
        any_robot: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """
        Args:
            webhooks: where addresses of people's chats are remembered; None where nobody vouches for them.
            any_robot: the robot's code was not configured, and may differ from the AppKey.
        """
        self._app = app
        self._receiver = receiver
        self._webhooks = webhooks
        self._sealer = sealer
        self._alarm = alarm
        self._any_robot = any_robot
        self._sleep = sleep
        self._in_order = asyncio.Lock()
        self._late: set[asyncio.Task[Any]] = set()

    async def frame(self, frame: Frame) -> Ack:
        """A frame of the Stream socket. Raises what the receiver raises: the frame then counts as failed."""
        if frame.topic == frames.BOT_MESSAGE:
            await self.message(frame.data)
            return Ack({"response": "OK"})
        if frame.topic == frames.CARD_CALLBACK:
            return Ack({"response": await self.tap(frame.data, frame.message_id)})
        if frame.type == "EVENT":
            event = str(frame.headers.get("eventType", ""))
            key = str(frame.headers.get("eventId") or frame.message_id)
            corp = str(frame.headers.get("eventCorpId") or "")
            return Ack(await self.event(event, key, corp, frame.data))
        return Ack({}, frames.NO_HANDLER, "no handler")

    async def message(self, data: dict[str, Any]) -> None:
        """A bot message; safe when this returns."""
        try:
            message = read_message(data)
        except Unreadable as error:
            log.warning("钉钉消息缺少 %s，没有处理", error)
            return
        known = not message.robot or _same(message.robot, self._app.robot)
        if not self._ours(message.corp) or not (known or self._any_robot):
            log.warning("收到别的组织或机器人的钉钉消息，没有处理")
            return
        if not known:  # what we send unasked would fail
            self._alarm(
                f"请设置 YIJU_DINGTALK_ROBOT_CODE={message.robot[:100]}，否则主动推送会失败。", "robot"
            )
        if message.error == OVER_QUOTA:
            self._alarm("钉钉本月的消息额度用完了：收到的消息没有内容，答不了。请购买额度或等下月。", "20001")
            return
        if message.sender_corp and not self._ours(message.sender_corp):  # somebody else's colleague
            message = message.model_copy(update={"sender": ""})
        if self._webhooks is not None and not message.group:
            self._webhooks.learn(message.sender, message.webhook, message.webhook_until)
        async with self._in_order:  # a chat's messages are kept in the order they came
            await keep_surely(self._receiver, message_in(message, self._app.robot), self._sleep)

    async def tap(self, data: dict[str, Any], key: str) -> dict[str, object]:
        """A tap on a card; what its answer holds, in time."""
        try:
            tap = read_press(data)
        except Unreadable as error:
            log.warning("钉钉卡片回调缺少 %s，没有处理", error)
            return {}
        if not self._ours(tap.corp) or tap.user_kind != _EMPLOYEE:
            log.warning("收到别的组织的钉钉卡片回调，没有处理")
            return {}
        press = read_tap(tap, self._sealer)
        if press is None:
            log.warning("钉钉卡片 %s 上的按钮不是我们放的，没有处理：%s", tap.track, tap.user)
            return refused(_NOT_OURS)
        incoming = tap_in(tap, press, self._app.robot, key, dt.datetime.now(dt.UTC))
        return answered(press, await self._press(incoming))

    async def event(self, event: str, key: str, corp: str, data: dict[str, Any]) -> dict[str, str]:
        """An event of the organisation: SUCCESS once it is kept, LATER where it could not be."""
        left = read_left(event, data)
        if not left or not self._ours(
            corp or str(data.get("corpId") or data.get("CorpId") or self._app.corp)
        ):
            return {"status": "SUCCESS"}
        now = dt.datetime.now(dt.UTC)
        try:
            async with asyncio.timeout(_EVENT_DEADLINE):
                for user in left:
                    await self._receiver.accept(left_in(user, self._app.corp, self._app.robot, key, now))
        except Exception as error:
            log.warning("钉钉的离职事件还没有记下：%s", type(error).__name__)
            return {"status": "LATER", "message": "busy"}
        return {"status": "SUCCESS"}

    async def _press(self, incoming: Incoming) -> Pressed:
        """What became of it; what takes too long goes on after the answer."""
        working = asyncio.ensure_future(self._receiver.press(incoming))
        self._late.add(working)
        working.add_done_callback(self._late.discard)
        done, _ = await asyncio.wait({working}, timeout=_DEADLINE)
        return working.result() if done else Pressed(told=_SAVED_LATER)

    def _ours(self, corp: str) -> bool:
        return _same(corp, self._app.corp)


def _same(given: str, ours: str) -> bool:
    return hmac.compare_digest(given.encode(), ours.encode())
