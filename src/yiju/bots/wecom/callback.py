"""The AI bot by callbacks: the platform asks for the answer again and again, until it is finished.

What is asked for lies in the database: the next question may reach another process.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any, Literal

from yiju.bots.channel import NotSent, Receiver
from yiju.bots.desk import Desk
from yiju.bots.escaping import escape
from yiju.bots.hints import typed_hint
from yiju.bots.types import Chat, Delivery, Incoming, Message
from yiju.bots.wecom import streams
from yiju.bots.wecom.answers import MOST_BYTES, THUMBS, delivery_of, joined, markdown
from yiju.bots.wecom.buttons import BOT, cards
from yiju.bots.wecom.doors import make_router
from yiju.bots.wecom.failures import not_sent
from yiju.bots.wecom.live import LATER, WORKING
from yiju.bots.wecom.presses import BUDGET, Presses
from yiju.bots.wecom.reading import FEEDBACK, bot_of, read, stream_of
from yiju.bots.wecom.rendering import render
from yiju.bots.wecom.streams import Stream
from yiju.bots.wording import welcome_lines
from yiju.platforms.calls import PlatformError
from yiju.platforms.splitting import split_text
from yiju.platforms.wecom.callbacks import Door
from yiju.platforms.wecom.crypto import Seal
from yiju.platforms.wecom.hooks import answer_late

log = logging.getLogger(__name__)
PATH = "/bots/wecom/bot"
_OVER = "这条回答已经过期，请再问一次。"
_REST = "（太长，余下的没有发出；发“更多”接着看。）"


class CallbackBot:
    """``wecom`` by callbacks. See ``Channel``."""

    name: Literal["wecom"] = "wecom"
    exclusive = False

    def __init__(
        self,
        desk: Desk,
        receiver: Receiver,
        *,
        now: Callable[[], float] = time.time,
        budget: float = BUDGET,
    ) -> None:
        settings = desk.settings
        self.bot = settings.wecom_bot_id
        self._who = bot_of(settings)
        self._own = settings.public_url.rstrip("/")
        self._base = settings.wecom_api_base
        self._seconds = settings.wecom_stream_seconds
        self._sql, self._receiver = desk.store.sql, receiver
        self._presses = Presses(self._sql, receiver, self._told, budget=budget)
        token = settings.wecom_bot_token.get_secret_value()
        seal = Seal(token, settings.wecom_bot_aes_key.get_secret_value(), "")
        door = Door(seal, "json", seconds=settings.wecom_clock_seconds, now=now)
        self.router = make_router(PATH, door, self._handle, "application/json")

    async def run(self) -> None:
        """See ``Channel``: the server receives."""
        await asyncio.Event().wait()

    async def begin(self, incoming: Incoming) -> None:
        """See ``Channel``: it was shown by what answered the callback."""

    async def progress(self, incoming: Incoming, text: str) -> None:
        """See ``Channel``."""
        if text.strip():
            await self._move(incoming.chat, stream_of(incoming), "open", text=escape(text))

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """See ``Channel``. Where it was said that the answer follows, this does."""
        id, told = stream_of(incoming), escape(why)
        if await self._move(incoming.chat, id, "closed", text=told):
            return
        found = await asyncio.to_thread(streams.find, self._sql, incoming.chat, id)
        if found is None or found.state != "closed" or not found.text.endswith(LATER):
            return
        url = incoming.reply.get("url")
        if url and await self._move(incoming.chat, id, "closed", source=("closed",), text=told):
            await self._late(str(url), told)

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """See ``Channel``. All in one stream; what is too long follows once by the question's address."""
        card, hints = self._card(incoming, messages)
        texts = split_text("\n\n".join([joined(messages, self._own), *hints]), MOST_BYTES)
        if not texts or incoming.kind == "enter":
            return ()
        chat, made = incoming.chat, []
        if incoming.kind == "message" and not incoming.late:
            shown = next((one for one in messages if one.suggestion), None)
            body = {
                "content": texts.pop(0),
                "suggestion": shown.suggestion if shown else "",
                "card": card,
            }
            target = {"stream": stream_of(incoming)} | incoming.reply
            made.append(delivery_of(chat, "stream", target, body, repeatable=True))
        if texts and (incoming.reply or incoming.late):  # a late one without is told of as not sent
            rest = split_text(texts[0], MOST_BYTES - len(_REST.encode()) - 2)[0] + f"\n\n{_REST}"
            content = texts[0] if len(texts) == 1 else rest
            made.append(delivery_of(chat, "url", incoming.reply, {"content": content}))
        return tuple(made)

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """See ``Channel``: it cannot begin to speak by itself."""
        return ()

    async def send(self, delivery: Delivery) -> None:
        """See ``Channel``."""
        if delivery.way == "url":
            await self._by_address(delivery)
            return
        chat, target, body = self._chat(delivery), delivery.target, delivery.body
        shown = await asyncio.to_thread(streams.find, self._sql, chat, target["stream"])
        if shown is not None and shown.state == "done":
            return
        fresh = shown is not None and shown.age <= self._seconds
        if fresh and await self._move(
            chat,
            target["stream"],
            "done",
            text=body["content"],
            card=body["card"],
            suggestion=body["suggestion"],
        ):
            return
        target = {name: value for name, value in target.items() if name != "stream"}
        instead = delivery.model_copy(
            update={"way": "url", "target": target, "body": {"content": body["content"]}, "repeatable": False}
        )
        raise NotSent("流式消息已结束。", instead=(instead,))

    async def _by_address(self, delivery: Delivery) -> None:
        url = delivery.target.get("url")
        if not url:
            raise NotSent("没有可用的回复地址，答复没能发出。")
        try:
            await asyncio.to_thread(answer_late, self._base, url, markdown(delivery.body["content"]))
        except PlatformError as error:
            raise not_sent(error) from None

    async def _handle(self, message: str) -> str:
        try:
            body = json.loads(message)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            log.warning("企业微信回调解密后看不懂，%d 字节", len(message))
            return ""
        answer = await self._refreshed(body) if body.get("msgtype") == "stream" else await self._came(body)
        return json.dumps(answer, ensure_ascii=False) if answer else ""

    async def _came(self, body: dict[str, Any]) -> dict[str, Any] | None:
        incoming = read(body, self._who)
        if incoming is None:
            log.info("企业微信发来不处理的消息。")
            return None
        if incoming.kind == "enter":
            greeting = render(Message(title="", lines=welcome_lines("")), "plain")
            return {"msgtype": "text", "text": {"content": greeting}}
        if incoming.kind == "feedback":
            await self._presses.feedback(incoming)
            return None
        if incoming.kind == "press":
            card = await self._presses.card(incoming)
            update = {"response_type": "update_template_card", "userids": [incoming.sender]}
            return update | {"template_card": card} if card else None
        # It is begun first: whoever answers, refuses or gives up finds something to finish.
        begin = (self._sql, incoming.chat, stream_of(incoming), WORKING)
        begun = await asyncio.to_thread(streams.begin, *begin)
        await self._receiver.accept(incoming)  # the same again: it asks for the same answer
        return await self._frame(begun, incoming.chat, first=True)

    async def _refreshed(self, body: dict[str, Any]) -> dict[str, Any] | None:
        """What the answer shows now. ``body`` names it as we named it."""
        incoming = read(body | {"msgtype": "text"}, self._who)
        part = body.get("stream")
        id = part.get("id") if isinstance(part, dict) else None
        if incoming is None or not isinstance(id, str):
            return None
        found = await asyncio.to_thread(streams.find, self._sql, incoming.chat, id)
        if found is None:
            return _stream(id, _OVER, finish=True)
        return await self._frame(found, incoming.chat)

    async def _frame(self, stream: Stream, chat: Chat, *, first: bool = False) -> dict[str, Any]:
        if stream.state == "open" and stream.age >= self._seconds:
            text = f"{stream.text}\n\n{LATER}" if stream.text != WORKING else LATER
            if await self._move(chat, stream.id, "closed", text=text):
                return _stream(stream.id, text, finish=True)
            now = await asyncio.to_thread(streams.find, self._sql, chat, stream.id)
            stream = now or stream
        finish = stream.state != "open"
        answer = _stream(stream.id, stream.text or _OVER, finish=finish, first=first)
        card = await asyncio.to_thread(streams.take_card, self._sql, chat, stream.id) if finish else {}
        return answer | {"msgtype": "stream_with_template_card", "template_card": card} if card else answer

    async def _told(self, incoming: Incoming, text: str) -> None:
        """Tell whoever pressed, where they are alone."""
        if incoming.chat.group or not incoming.reply.get("url"):
            log.info("企业微信提示没有地方可发。")
            return
        await self._late(str(incoming.reply["url"]), escape(text))

    async def _late(self, url: str, text: str) -> None:
        try:
            await asyncio.to_thread(answer_late, self._base, url, markdown(text))
        except PlatformError as error:
            log.warning("企业微信提示没有发出：%s", error.code)

    async def _move(self, chat: Chat, id: str, state: streams.State, **more: Any) -> bool:
        return await asyncio.to_thread(lambda: streams.move(self._sql, chat, id, state, **more))

    def _card(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[dict[str, Any], list[str]]:
        """The one card that a stream may have, and what can be typed for the buttons of the others."""
        card: dict[str, Any] = {}
        hints = []
        for one in messages:
            found = self._cards(incoming, one)
            if len(found) > (0 if card else 1):
                hints.append(typed_hint(one.buttons))
            card = card or (found[0] if found else {})
        return card, [hint for hint in hints if hint]

    def _cards(self, incoming: Incoming, message: Message) -> list[dict[str, Any]]:
        without = THUMBS if message.suggestion else ()
        return cards(message, f"ans-{stream_of(incoming)}", BOT, without)

    def _chat(self, delivery: Delivery) -> Chat:
        return Chat(channel="wecom", bot=self.bot, id=delivery.chat)


def _stream(id: str, content: str, *, finish: bool, first: bool = False) -> dict[str, Any]:
    stream: dict[str, Any] = {"id": id, "finish": finish, "content": content}
    if first:
        stream["feedback"] = {"id": f"{FEEDBACK}{id}"}
    return {"msgtype": "stream", "stream": stream}
