"""The self-built app: callbacks are acknowledged at once, and answered by messages of their own.

It can also begin to speak to anybody in its sight.
"""

import asyncio
import contextlib
import datetime as dt
import logging
import secrets
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Literal

from yiju.bots import rates
from yiju.bots.bookkeeping import in_books
from yiju.bots.channel import NotSent, Receiver
from yiju.bots.desk import Desk
from yiju.bots.escaping import escape
from yiju.bots.hints import typed_hint
from yiju.bots.types import Delivery, Incoming, Message, Pressed
from yiju.bots.wecom import sight
from yiju.bots.wecom.answers import markdown
from yiju.bots.wecom.app_cards import card_reply
from yiju.bots.wecom.app_reading import SEEN, WORRYING, read_app
from yiju.bots.wecom.buttons import APP, cards, clip, pressed_card
from yiju.bots.wecom.doors import make_router
from yiju.bots.wecom.failures import TASK_TAKEN, for_administrators, not_sent
from yiju.bots.wecom.live import WORKING
from yiju.bots.wecom.pace import Pace
from yiju.bots.wecom.presses import BUDGET
from yiju.bots.wecom.reading import stream_of
from yiju.bots.wecom.rendering import render
from yiju.platforms.calls import PlatformError
from yiju.platforms.splitting import split_text
from yiju.platforms.wecom.app import App
from yiju.platforms.wecom.callbacks import Door
from yiju.platforms.wecom.crypto import Seal
from yiju.platforms.wecom.xml import BadXml, Fields, fields_of
from yiju.sandbox.moments import CHINA

log = logging.getLogger(__name__)
PATH = "/bots/wecom/app"
MOST_BYTES = 2048
_ROOM = 160
"""Bytes of a message kept for its head."""
_REMEMBERED = 1000
_AT_ONCE = 3
"""Such sentences sent at a time: answers need the threads, too."""
_PATIENCE = 3.0
"""Seconds without an answer after which one is told to wait."""


class AppBot:
    """``wecom-app``. See ``Channel``."""

    name: Literal["wecom-app"] = "wecom-app"
    exclusive = False

    def __init__(
        self,
        desk: Desk,
        receiver: Receiver,
        *,
        now: Callable[[], float] = time.time,
        budget: float = BUDGET,
        patience: float = _PATIENCE,
        alarm: Callable[[str], None] | None = None,
    ) -> None:
        """
        Args:
            alarm: tells administrators what needs one of them; blocks.
        """
        settings = desk.settings
        self.bot = settings.wecom_agent_id
        self._corp = settings.wecom_corp_id
        self._own = settings.public_url.rstrip("/")
        self._receiver, self._budget, self._patience, self._alarm = receiver, budget, patience, alarm
        self._sql = desk.store.sql
        self._app = App(settings.wecom_api_base, self._corp, self.bot, settings.wecom_corp_secret)
        self._per_minute = settings.wecom_per_minute
        self._pace = Pace(self._per_minute)
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._promised: dict[str, None] = {}  # those who were told to wait
        self._late: set[asyncio.Task[None]] = set()
        self._telling = asyncio.Semaphore(_AT_ONCE)
        self.router = None
        if settings.wecom_aes_key.get_secret_value():
            token, key = settings.wecom_token.get_secret_value(), settings.wecom_aes_key.get_secret_value()
            door = Door(Seal(token, key, self._corp), "xml", seconds=settings.wecom_clock_seconds, now=now)
            self.router = make_router(PATH, door, self._handle, "application/xml")

    async def run(self) -> None:
        """See ``Channel``: the server receives."""
        await asyncio.Event().wait()

    async def begin(self, incoming: Incoming) -> None:
        """See ``Channel``. Said only where the answer takes long: it is a message of its own."""
        key = stream_of(incoming)
        task = asyncio.create_task(self._say_wait(key, incoming.sender))
        self._waiting[key] = task
        task.add_done_callback(lambda _: self._waiting.pop(key, None))

    async def progress(self, incoming: Incoming, text: str) -> None:
        """See ``Channel``: messages here cannot grow."""

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """See ``Channel``. Whoever was not told to wait waits for nothing."""
        key = stream_of(incoming)
        waiting = self._waiting.get(key)
        if waiting is not None:
            waiting.cancel()
        if key in self._promised:
            del self._promised[key]
            await self._say(incoming.sender, why)

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """See ``Channel``."""
        key = stream_of(incoming)
        head = _head(incoming) if incoming.kind != "enter" else ""
        made: list[Delivery] = []
        for at, message in enumerate(messages):
            made += self._texts(incoming.sender, message, head, key)
            made += self._cards(incoming.sender, message, f"ans-{key}-{at}", key)
        return tuple(made)

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """See ``Channel``. Reaches everybody in the app's sight. Blocks."""
        if sight.is_lost(self._sql, self._corp, self.bot, external_id):
            return ()
        texts = self._texts(external_id, message, "", "")
        return (*texts, *self._cards(external_id, message, f"push-{secrets.token_hex(12)}", ""))

    async def send(self, delivery: Delivery) -> None:
        """See ``Channel``."""
        waiting = self._waiting.get(delivery.target.get("answers", ""))
        if waiting is not None:
            waiting.cancel()
        shared = in_books(rates.wait, self._sql, (self.name, self.bot), delivery.chat, self._per_minute)
        wait = max(self._pace.wait(delivery.chat), await shared)
        if wait:
            raise NotSent("这位成员一分钟内收到得太多了。", again=True, after=wait)
        user, card = delivery.target["user"], delivery.body["msgtype"] == "template_card"
        try:
            sent = await asyncio.to_thread(self._app.send, user, delivery.body, once=not card)
        except PlatformError as error:
            if card and error.code == TASK_TAKEN:
                return
            if self._alarm is not None and (told := for_administrators(error)):
                await asyncio.to_thread(self._alarm, told)
            typed = delivery.target.get("typed")
            text = delivery.model_copy(update={"body": markdown(str(typed)), "target": {"user": user}})
            raise not_sent(error, (text,) if typed and error.code.startswith("420") else ()) from None
        if user.lower() in {one.lower() for one in sent.missed}:
            raise NotSent("收件人不在应用的可见范围内，或没有许可。", person=True)
        self._promised.pop(delivery.target.get("answers", ""), None)
        self._pace.said(delivery.chat)

    def _texts(self, user: str, message: Message, head: str, key: str) -> Iterator[Delivery]:
        pieces = split_text(render(message, "app", self._own), MOST_BYTES - _ROOM)
        for at, piece in enumerate(pieces, 1):
            count = f"（{at}/{len(pieces)}）" if len(pieces) > 1 else ""
            above = f'<font color="comment">{head}{count}</font>\n' if head or count else ""
            yield self._delivery(user, {"user": user, "answers": key}, markdown(f"{above}{piece}"))

    def _cards(self, user: str, message: Message, task: str, key: str) -> Iterator[Delivery]:
        target = {"user": user, "answers": key, "typed": typed_hint(message.buttons)}
        for card in cards(message, task, APP):
            yield self._delivery(user, target, {"msgtype": "template_card", "template_card": card})

    def _delivery(self, user: str, target: dict[str, Any], body: dict[str, Any]) -> Delivery:
        # The same is shown once: texts by the platform's check, cards by their id.
        return Delivery(
            channel="wecom-app", bot=self.bot, chat=user, way="app", target=target, body=body, repeatable=True
        )

    async def _say_wait(self, key: str, user: str) -> None:
        await asyncio.sleep(self._patience)
        async with self._telling:  # an answer that is faster cancels this
            self._promised[key] = None
            if len(self._promised) > _REMEMBERED:
                del self._promised[next(iter(self._promised))]
            await self._say(user, WORKING)

    async def _say(self, user: str, text: str) -> None:
        body = {"msgtype": "text", "text": {"content": escape(text)}}
        try:
            await asyncio.to_thread(self._app.send, user, body, once=False)
        except PlatformError as error:
            log.warning("企业微信提示没有发出：%s", error.code)
        self._pace.said(user)

    async def _handle(self, message: str) -> str:
        try:
            fields = fields_of(message)
        except BadXml as error:
            log.warning("企业微信回调解密后看不懂：%s", error.why)
            return ""
        event = fields.get("Event")
        if isinstance(event, str) and event in WORRYING:
            log.error("企业微信提示应用使用过少，可能被停用：%s", event)
        incoming = read_app(fields, self._corp, self.bot)
        await self._seen(fields, event)
        if incoming is None:
            log.info("企业微信发来不处理的消息。")
            return ""
        if incoming.kind == "press":
            return await self._pressed(incoming)
        await self._receiver.accept(incoming)
        return ""

    async def _seen(self, fields: Fields, event: Any) -> None:
        """Keep whether whoever this event is about can be reached from now on."""
        whose = (fields.get("ToUserName"), fields.get("AgentID"))
        user = fields.get("FromUserName")
        if not isinstance(event, str) or event not in SEEN or whose != (self._corp, self.bot):
            return
        if not isinstance(user, str) or not user:
            return
        change = sight.regain if SEEN[event] else sight.lose
        await asyncio.to_thread(change, self._sql, self._corp, self.bot, user)
        if not SEEN[event] and self._alarm is not None:
            self._keep(asyncio.to_thread(self._alarm, sight.TOLD))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _pressed(self, incoming: Incoming) -> str:
        """What the pressed card becomes, while the platform waits; later by a call of its own."""
        if incoming.press is None:
            log.warning("企业微信卡片上的按钮不认识。")
            gone = pressed_card(None, incoming.about, Pressed(), APP)
            return card_reply(incoming.sender, self._corp, gone) if gone else ""
        # Its code is used below, or never: it is kept nowhere.
        kept = incoming.model_copy(update={"reply": {}})
        pressing = asyncio.ensure_future(self._receiver.press(kept))
        done, _ = await asyncio.wait((pressing,), timeout=self._budget)
        self._keep(self._after(incoming, pressing, late=not done))
        if not done:
            return ""
        card = pressed_card(incoming.press, incoming.about, pressing.result(), APP)
        return card_reply(incoming.sender, self._corp, card) if card else ""

    async def _after(self, incoming: Incoming, pressing: asyncio.Future[Pressed], *, late: bool) -> None:
        pressed = await pressing
        code = str(incoming.reply.get("response_code", ""))
        card = pressed_card(incoming.press, incoming.about, pressed, APP) if late else None
        if card and code:
            with contextlib.suppress(PlatformError):
                await asyncio.to_thread(self._app.update_card, incoming.sender, code, card)
        if pressed.told:
            await self._say(incoming.sender, pressed.told)


def _head(incoming: Incoming) -> str:
    """What is answered, and when it was asked: answers come apart from questions here.

    The second also tells apart two answers of the same words, of which the platform would show one.
    """
    at = incoming.at.astimezone(CHINA) if incoming.at.tzinfo else incoming.at.replace(tzinfo=dt.UTC)
    return f"{at:%H:%M:%S} {escape(clip(incoming.text, 20))}".strip()
