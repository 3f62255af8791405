"""WeCom's long connection on loopback: one connection a bot, windows, limits, refusals — and switches.

    with SocketGateway({"aib1": "secret"}) as far:
        ...connect to far.url...
        far.say("zhangsan", "客户A的报价？")
        far.until(lambda: far.screen.of_bot("zhangsan"))

Runs on a thread of its own; all methods may be called from any other.
"""

import asyncio
import contextlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from tests.support.wecom_gateway_rules import SocketRules
from tests.support.wecom_gateway_screen import Bubble

T = TypeVar("T")


class SocketGateway(SocketRules):
    """The server.

    Attributes:
        frames: all that came from clients, in order.
        silent: commands that get no answer; ``slow``: seconds before each answer, by command.
        forgetful: an answer is taken by the connection alone that its question came over.
        corp: how events name the company of whoever does something; empty where they do not.
        takeover_delay: seconds between ``disconnected_event`` and the close.
    """

    def __init__(self, bots: dict[str, str], *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(clock)
        self.bots = bots
        self.frames: list[dict[str, Any]] = []
        self.silent: Counter[str] = Counter()
        self.slow: dict[str, float] = {}
        self.corp = ""
        self.forgetful = False
        self._came_by: dict[str, ServerConnection] = {}
        self.takeover_delay = 0.05
        self.subscribed = 0
        self.owners: dict[str, ServerConnection] = {}
        self._closing: list[asyncio.Task[None]] = []
        self._count = 0
        self._loop = asyncio.new_event_loop()
        self._changed = threading.Condition()
        self._server: Server | None = None
        self.url = ""

    # Running

    def __enter__(self) -> Self:
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def listen(self, port: int = 0) -> None:
        """Be there (again)."""

        async def begin() -> Server:
            return await serve(self._serve, "127.0.0.1", port, max_size=1 << 20, close_timeout=0.2)

        self._server = self._on_loop(begin())
        self.url = f"ws://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        found: int = next(iter(self._server.sockets)).getsockname()[1]
        return found

    def close(self) -> None:
        """Be gone: the network is cut."""

        async def end() -> None:
            assert self._server is not None
            for task in self._closing:
                task.cancel()
            for connection in self._server.connections:
                connection.transport.abort()
            self._server.close()
            await self._server.wait_closed()

        self._on_loop(end())

    def _on_loop(self, doing: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(10)

    def until(self, condition: Callable[[], Any], seconds: float = 10.0) -> None:
        """Wait for something; fails where it does not come."""
        with self._changed:
            end = time.monotonic() + seconds
            while not condition():
                left = end - time.monotonic()
                assert left > 0, f"did not come; the last frames: {self.frames[-5:]}"
                self._changed.wait(min(left, 0.02))

    def count(self, cmd: str) -> int:
        """How many frames of a command came."""
        return sum(frame.get("cmd") == cmd for frame in self.frames)

    def of(self, cmd: str) -> list[dict[str, Any]]:
        """Bodies of the frames of a command."""
        return [frame.get("body", {}) for frame in self.frames if frame.get("cmd") == cmd]

    # What people do

    def say(self, user: str, text: str = "", *, chat: str = "", bot: str = "", **more: Any) -> str:
        """Somebody writes; ``chat``: in this group. The request id."""
        body = {"msgtype": "text", "text": {"content": text}} | more
        self.screen.add(chat or user, Bubble(user, "text", text or body["msgtype"]))
        return self._push("aibot_msg_callback", user, chat, body, bot)

    def event(
        self, user: str, kind: str, payload: dict[str, Any] | None = None, *, chat: str = "", **more: Any
    ) -> str:
        """Something happens."""
        event: dict[str, Any] = {"eventtype": kind}
        if payload is not None:
            event[kind] = payload
        body = {"create_time": int(time.time()), "msgtype": "event", "event": event} | more
        return self._push("aibot_event_callback", user, chat, body, "")

    def press(self, user: str, label: str, *, chat: str = "") -> str:
        """Somebody presses a button of the last card that has it."""
        card = self.screen.card(chat or user, label)
        told = {
            "card_type": "button_interaction",
            "event_key": card.buttons()[label],
            "task_id": card.card["task_id"],
        }
        return self.event(user, "template_card_event", told, chat=chat)

    def thumb(self, user: str, kind: int, *, chat: str = "", **more: Any) -> str:
        """Thumbs up (1), down (2) or taken back (3), on the last answer that takes them."""
        bubble = next(one for one in reversed(self.screen.of_bot(chat or user)) if one.feedback)
        return self.event(user, "feedback_event", {"id": bubble.feedback, "type": kind} | more, chat=chat)

    def again(self, req_id: str) -> None:
        """Deliver the same once more."""
        cmd, body, _ = self._asked[req_id]
        self._send(body["aibotid"], {"cmd": cmd, "headers": {"req_id": req_id}, "body": body})

    def raw(self, text: str, bot: str = "") -> None:
        """Any text, as a frame."""
        self._on_loop(self.owners[bot or next(iter(self.bots))].send(text))

    def _push(self, cmd: str, user: str, chat: str, body: dict[str, Any], bot: str) -> str:
        self._count += 1
        bot = bot or next(iter(self.bots))
        req_id = f"R{self._count}"
        sender = {"userid": user}
        if cmd == "aibot_event_callback" and self.corp:
            sender["corpid"] = self.corp
        whole = {"msgid": f"M{self._count}", "aibotid": bot, "from": sender} | body
        whole |= {"chatid": chat, "chattype": "group"} if chat else {"chattype": "single"}
        self.heard(chat or user, req_id, cmd, whole)
        self._came_by[req_id] = self.owners[bot]
        self._send(bot, {"cmd": cmd, "headers": {"req_id": req_id}, "body": whole})
        return req_id

    def _send(self, bot: str, frame: dict[str, Any]) -> None:
        self._on_loop(self.owners[bot].send(json.dumps(frame, ensure_ascii=False)))

    # What the network does

    def kick(self, code: int | None, bot: str = "") -> None:
        """Close with a code; None: abort."""

        async def end() -> None:
            connection = self.owners.pop(bot or next(iter(self.bots)))
            if code is None:
                connection.transport.abort()
            else:
                await connection.close(code)

        self._on_loop(end())

    # The protocol

    async def _serve(self, connection: ServerConnection) -> None:
        try:
            async for raw in connection:
                await self._frame(connection, json.loads(raw))
        except ConnectionClosed:
            pass
        finally:
            for bot in [bot for bot, owner in self.owners.items() if owner is connection]:
                del self.owners[bot]
            self._notify()

    async def _frame(self, connection: ServerConnection, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        cmd, req_id = frame["cmd"], frame["headers"]["req_id"]
        assert len(req_id.encode()) <= 256
        code = await self._judge(connection, cmd, req_id, frame.get("body", {}))
        told = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": "ok" if not code else "refused"}
        if self.silent[cmd]:
            self.silent[cmd] -= 1
        elif cmd in self.slow:
            self._loop.call_later(
                self.slow[cmd], lambda: self._loop.create_task(self._tell(connection, told))
            )
        else:
            await self._tell(connection, told)
        self._notify()

    async def _tell(self, connection: ServerConnection, frame: dict[str, Any]) -> None:
        with contextlib.suppress(ConnectionClosed):
            await connection.send(json.dumps(frame))

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

    async def _judge(self, connection: ServerConnection, cmd: str, req_id: str, body: dict[str, Any]) -> int:
        if cmd == "aibot_subscribe":
            return await self._subscribe(connection, body)
        if connection not in self.owners.values():
            return 0 if cmd == "ping" else 846600
        if self.forgetful and self._came_by.get(req_id, connection) is not connection:
            return 846605
        return self.judge(cmd, req_id, body)

    async def _subscribe(self, connection: ServerConnection, body: dict[str, Any]) -> int:
        bot = body.get("bot_id", "")
        if self.bots.get(bot) != body.get("secret"):
            return 853000
        before = self.owners.get(bot)
        self.owners[bot] = connection
        self.subscribed += 1
        if before is not None and before is not connection:
            told = {"msgid": f"D{self.subscribed}", "aibotid": bot, "msgtype": "event", "create_time": 0}
            told["event"] = {"eventtype": "disconnected_event"}
            frame = {
                "cmd": "aibot_event_callback",
                "headers": {"req_id": f"D{self.subscribed}"},
                "body": told,
            }
            await before.send(json.dumps(frame))
            self._closing.append(self._loop.create_task(self._close_later(before)))
        return 0

    async def _close_later(self, connection: ServerConnection) -> None:
        await asyncio.sleep(self.takeover_delay)
        await connection.close(1000)
