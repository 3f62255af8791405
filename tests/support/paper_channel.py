"""The bot's side of ``tests.support.paper``: a channel as any other."""

import asyncio
import datetime as dt
import itertools
import json
import os
from typing import Any

from yiju.bots.channel import NotSent, Receiver
from yiju.bots.types import ChannelName, Chat, Delivery, Incoming, Message

CORP = "papercorp"
BOT = "paper"


class PaperChannel:
    """Connects to the paper platform's port, and again when it is cut.

    Attributes:
        repeatable: whether its shows ask to be shown once.
    """

    name: ChannelName = "wecom"
    bot = BOT

    def __init__(
        self, receiver: Receiver, port: int, *, exclusive: bool = False, repeatable: bool = True
    ) -> None:
        self._receiver, self._port = receiver, port
        self.exclusive, self.repeatable = exclusive, repeatable
        self._writer: asyncio.StreamWriter | None = None
        self._calls: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._numbers = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Receive; a cut line ends it, and the runtime runs it again."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer = writer
        try:
            while line := await reader.readline():
                told = json.loads(line)
                if "to" in told:
                    call = self._calls.pop(told["to"], None)
                    if call is not None and not call.done():
                        call.set_result(told)
                else:
                    task = asyncio.create_task(self._receive(told))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
            raise ConnectionError("cut")
        finally:
            self._writer = None
            for call in self._calls.values():
                call.cancel() if call.done() else call.set_exception(ConnectionError("cut"))
            self._calls.clear()
            writer.close()

    async def begin(self, incoming: Incoming) -> None:
        """It is on its way."""
        await self._tell({"begin": incoming.key})

    async def progress(self, incoming: Incoming, text: str) -> None:
        """How far it is."""
        await self._tell({"progress": incoming.key, "text": text})

    def deliveries(self, incoming: Incoming, messages: tuple[Message, ...]) -> tuple[Delivery, ...]:
        """One a message."""
        return tuple(
            self._delivery(incoming.chat.id, f"{incoming.key}/{place}", incoming.key, message)
            for place, message in enumerate(messages)
        )

    def push(self, external_id: str, message: Message) -> tuple[Delivery, ...]:
        """To one person."""
        return (self._delivery(f"with {external_id}", f"push {external_id} {message.title}", "", message),)

    async def send(self, delivery: Delivery) -> None:
        """Show it."""
        if self._writer is None:
            raise NotSent("没有连上", again=True)
        call = next(self._numbers)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._calls[call] = answer
        told = {"show": delivery.target["id"], "about": delivery.target["about"], "once": delivery.repeatable}
        await self._tell({**told, "text": delivery.body["text"], "call": call, "by": os.getpid()})
        try:
            said = await answer
        except ConnectionError as error:
            raise NotSent("断线", again=True, uncertain=True) from error
        if "again" in said:
            raise NotSent(
                "平台说等一等" if said["again"] else "平台不收", again=said["again"], after=said["after"]
            )
        if "instead" in said:
            other = delivery.model_copy(update={"way": "plain", "body": {"text": said["instead"]}})
            raise NotSent("换一种", instead=(other,))

    async def abandon(self, incoming: Incoming, why: str) -> None:
        """No answer comes."""
        await self._tell({"abandon": incoming.key, "why": why})

    def _delivery(self, chat: str, name: str, about: str, message: Message) -> Delivery:
        text = "\n".join(line.text for line in message.lines)
        return Delivery(
            channel=self.name, bot=self.bot, chat=chat, way="paper", repeatable=self.repeatable,
            target={"id": name, "about": about}, body={"text": text},
        )  # fmt: skip

    async def _receive(self, told: dict[str, Any]) -> None:
        incoming = Incoming(
            key=told["id"],
            chat=Chat(channel=self.name, bot=BOT, id=told["chat"], group=told["group"]),
            corp=CORP,
            sender=told["from"],
            text=told["text"],
            at=dt.datetime.now(dt.UTC),
        )
        new = await self._receiver.accept(incoming)
        await self._tell({"ack": told["id"], "new": new, "by": os.getpid()})

    async def _tell(self, told: dict[str, Any]) -> None:
        if self._writer is None:
            return
        self._writer.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        await self._writer.drain()
