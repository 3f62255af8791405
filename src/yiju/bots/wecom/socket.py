"""The AI bot over the long connection."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Literal

from yiju.bots import rates
from yiju.bots.bookkeeping import in_books
from yiju.bots.channel import NotSent, Receiver
from yiju.bots.desk import Desk
from yiju.bots.escaping import escape
from yiju.bots.keeping import keep_surely
from yiju.bots.tasks import end
from yiju.bots.types import Chat, Delivery, Incoming, Message
from yiju.bots.wecom.answers import answers, markdown, pushed, pushes
from yiju.bots.wecom.failures import MAYBE_SHOWN, STREAM_OVER, TASK_TAKEN, not_sent
from yiju.bots.wecom.live import LiveStreams, stream_body
from yiju.bots.wecom.pace import Pace
from yiju.bots.wecom.presses import BUDGET, Presses
from yiju.bots.wecom.reading import bot_of, read, stream_of
from yiju.platforms.calls import PlatformError
from yiju.platforms.wecom import frames
from yiju.platforms.wecom.connection import LongConnection, Superseded
from yiju.platforms.wecom.frames import Frame
from yiju.platforms.wecom.timing import Timing

log = logging.getLogger(__name__)
_CLOSING = 5.0
"""Seconds for ending streams when the process stops."""
UNKEPT = "没有收到，请再发一次。"
_ELSEWHERE = {STREAM_OVER, "lane", "unanswered", "846605"}
"""Codes of a stream after which the answer goes as a message of its own."""


class SocketBot:
    """``wecom`` over the long connection. See ``Channel``."""

    name: Literal["wecom"] = "wecom"
    exclusive = True

    def __init__(
        self,
        desk: Desk,
        receiver: Receiver,
        *,
        timing: Timing | None = None,
        budget: float = BUDGET,
        silence: float = 50.0,
        alarm: Callable[[str], None] | None = None,
    ) -> None:
        """
        Args:
            alarm: tells administrators what needs one of them; blocks.
        """
        settings = desk.settings
        self.bot = settings.wecom_bot_id
        self._who = bot_of(settings)
        self._own = settings.public_url.rstrip("/")
        self._receiver, self._alarm = receiver, alarm
        self._timing = timing
        self._settings = settings
        self._connection = self._connect()
        self._sql, self._per_minute = desk.store.sql, settings.wecom_per_minute
        self._pace = Pace(self._per_minute)
        self._live = LiveStreams(
            desk.store.sql,
            self._ask,
            self._pace,
            seconds=settings.wecom_stream_seconds,
            gap=settings.wecom_frame_seconds,
            silence=silence,
        )
        self._presses = Presses(desk.store.sql, receiver, self._told, budget=budget)

    @property
    def state(self) -> str:
        """Where the connection stands."""
        return self._connection.state

    async def run(self) -> None:
        """See ``Channel``. Superseded by another connection, it stays down until the process restarts."""
        self._connection = self._connect()  # one that still closes must not touch what the next one uses
        running = asyncio.create_task(self._connection.run())
        try:
            await asyncio.wait((running,))
            await self._down(running.exception())
        finally:
            try:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_CLOSING):
                        await self._live.close_all()
            finally:  # however that ended: left alone it would connect again for ever
                await end(running)

    async def begin(self, incoming: Incoming) -> None:
        """See ``Channel``."""
        await self._live.begin(incoming)

    async def progress(self, incoming: Incoming, text: str) -> None:
        """See ``Channel``."""
        await self._live.progress(incoming, escape(text))

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """See ``Channel``."""
        await self._live.close(incoming, escape(why))

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """See ``Channel``."""
        return tuple(answers(incoming, messages, self._own))

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """See ``Channel``. Reaches those alone who have written to the bot before."""
        return tuple(pushes(Chat(channel="wecom", bot=self.bot, id=external_id), message, self._own))

    async def send(self, delivery: Delivery) -> None:
        """See ``Channel``."""
        shared = in_books(rates.wait, self._sql, (self.name, self.bot), delivery.chat, self._per_minute)
        wait = max(self._pace.wait(delivery.chat), await shared)  # another process may have said it
        if wait:
            raise NotSent("这个会话一分钟内说得太多了。", again=True, after=wait)
        ways = {"stream": self._stream, "reply": self._reply, "push": self._push, "welcome": self._welcome}
        await ways[delivery.way](delivery)

    def _connect(self) -> LongConnection:
        settings = self._settings
        url, secret = settings.wecom_ws_url, settings.wecom_bot_secret
        return LongConnection(url, self.bot, secret, self._received, self._timing, self._alarmed)

    async def _ask(self, cmd: str, body: dict[str, Any], req_id: str) -> dict[str, Any]:
        """Over the connection of this moment."""
        return await self._connection.ask(cmd, body, req_id)

    async def _stream(self, delivery: Delivery) -> None:
        chat = Chat(channel="wecom", bot=self.bot, id=delivery.chat)
        target, body = delivery.target, delivery.body
        try:
            await self._live.finish(
                chat, target["stream"], target["req_id"], body["content"], body["suggestion"]
            )
        except PlatformError as error:
            if error.code == MAYBE_SHOWN:
                raise NotSent("回答的最后一帧没有回执，对方可能已看到。", uncertain=True) from None
            if error.code in _ELSEWHERE:
                instead = pushed(delivery, markdown(body["content"]))
                raise NotSent(f"流式消息已结束（{error.code}）。", instead=(instead,)) from None
            raise not_sent(error) from None

    async def _reply(self, delivery: Delivery) -> None:
        try:
            await self._ask(frames.RESPOND, delivery.body, delivery.target["req_id"])
        except PlatformError as error:
            if error.code in {"846605", "lane"}:
                instead = delivery.model_copy(update={"way": "push"})
                raise NotSent(f"这条消息不能再回复（{error.code}）。", instead=(instead,)) from None
            self._refused(delivery, error)
        self._pace.said(delivery.chat)

    async def _push(self, delivery: Delivery) -> None:
        where = {"chatid": delivery.target["chat"], "chat_type": delivery.target["chat_type"]}
        try:
            await self._ask(frames.SEND, where | delivery.body, "")
        except PlatformError as error:
            self._refused(delivery, error)
        self._pace.said(delivery.chat)

    async def _welcome(self, delivery: Delivery) -> None:
        try:
            await self._ask(frames.WELCOME, delivery.body, delivery.target["req_id"])
        except PlatformError as error:
            log.info("企业微信欢迎语没有发出：%s", error.code)  # it is of no use later
        self._pace.said(delivery.chat)

    def _refused(self, delivery: Delivery, error: PlatformError) -> None:
        """Raises NotSent, unless a card was shown already; one that cannot be shown becomes words."""
        if delivery.body["msgtype"] != "template_card":
            raise not_sent(error) from None
        if error.code == TASK_TAKEN:
            return
        typed = delivery.target.get("typed")
        instead = (pushed(delivery, markdown(typed)),) if typed and error.code.startswith("420") else ()
        raise not_sent(error, instead) from None

    async def _received(self, frame: Frame) -> None:
        incoming = read(frame.body, self._who)
        if incoming is None:
            log.info("企业微信发来不处理的消息：%s %s", frame.cmd, frame.event)
            return
        incoming = incoming.model_copy(update={"reply": {"req_id": frame.req_id}})
        if incoming.kind == "press":
            await self._pressed(incoming)
        elif incoming.kind == "feedback":
            await self._presses.feedback(incoming)
        else:
            await self._keep(incoming)

    async def _keep(self, incoming: Incoming) -> None:
        """What cannot be kept is not lost silently: nothing comes a second time over the long connection."""
        try:
            await keep_surely(self._receiver, incoming)
        except Exception as error:
            log.warning("企业微信消息没能记下：%s", type(error).__name__)
            if incoming.kind == "message":
                body = stream_body(stream_of(incoming), UNKEPT, finish=True)
                await self._ask(frames.RESPOND, body, incoming.reply["req_id"])

    async def _pressed(self, incoming: Incoming) -> None:
        card = await self._presses.card(incoming)
        if card is None:
            return
        body: dict[str, Any] = {
            "response_type": "update_template_card",
            "template_card": card,
            "userids": [incoming.sender],
        }
        try:
            await self._ask(frames.UPDATE, body, incoming.reply["req_id"])
        except PlatformError as error:
            log.warning("企业微信卡片没有更新：%s", error.code)

    async def _told(self, incoming: Incoming, text: str) -> None:
        """Tell whoever pressed, alone."""
        body = {"chatid": incoming.sender, "chat_type": 1} | markdown(escape(text))
        try:
            await self._ask(frames.SEND, body, "")
        except PlatformError as error:
            log.warning("企业微信提示没有发出：%s", error.code)
        self._pace.said(incoming.sender)

    async def _down(self, error: BaseException | None) -> None:
        if not isinstance(error, Superseded):
            raise error or RuntimeError("the connection ended by itself")
        log.error("%s%s", error, error.hint)
        await self._alarmed(f"{error}{error.hint}")
        await asyncio.Event().wait()

    async def _alarmed(self, text: str) -> None:
        if self._alarm is not None:
            await asyncio.to_thread(self._alarm, text)
