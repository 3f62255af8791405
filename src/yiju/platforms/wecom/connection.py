"""The AI bot's long connection: subscribes, stays alive, connects again — but never against another owner.

A bot has one connection: a second one ends the first with ``disconnected_event``. Who is ended so stays down.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

from pydantic import SecretStr

from yiju.errors import YijuError, address
from yiju.platforms.calls import PlatformError
from yiju.platforms.wecom import frames
from yiju.platforms.wecom.frames import BadFrame, Frame
from yiju.platforms.wecom.lanes import Lanes, unanswered
from yiju.platforms.wecom.timing import Timing

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger(__name__)
# It logs whole frames, and these carry secrets and what people wrote.
logging.getLogger("websockets").setLevel(logging.WARNING)

State = Literal["idle", "connecting", "subscribing", "ready", "waiting", "refused", "superseded", "stopped"]


class Superseded(YijuError):
    """Another connection of this bot took over. Connecting again would end that one: a person decides."""

    def __init__(self) -> None:
        super().__init__(
            "企业微信智能机器人的长连接被另一个连接顶替，已停止接收。",
            hint="确认没有别的程序在用同一个 BotID，再重启服务。",
        )


class _Refused(Exception):
    """The subscription was refused."""


class LongConnection:
    """One bot's connection. ``state``: where it stands, for an operator. Used on one event loop."""

    def __init__(
        self,
        url: str,
        bot_id: str,
        secret: SecretStr,
        received: Callable[[Frame], Awaitable[None]],
        timing: Timing | None = None,
        refused: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """
        Args:
            received: deals with messages, one after the other, and with events, each at once.
            refused: is told why, when our credentials are refused; once until they are taken.
        """
        self._url = url
        self._bot = bot_id
        self._secret = secret
        self._received = received
        self._on_refusal = refused
        self._timing = timing or Timing()
        self._lanes = Lanes()
        self._socket: ClientConnection | None = None
        self._order = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.state: State = "idle"

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises:
            Superseded: another connection took over.
        """
        failures = refusals = 0
        try:
            while True:
                begun = self._timing.clock()
                try:
                    refused, why = False, await self._session()
                except _Refused as error:
                    refused, why = True, str(error)
                steady = self._timing.clock() - begun >= self._timing.steady
                failures = 1 if steady or refused else failures + 1
                refusals = refusals + 1 if refused else 0
                wait = self._timing.wait(refusals if refused else failures, refused=refused)
                self.state = "refused" if refused else "waiting"
                level = logging.ERROR if refused else logging.WARNING
                log.log(level, "企业微信长连接断开（%s），%.1f 秒后重连。", why, wait)
                if refusals == 1 and self._on_refusal is not None:
                    await self._on_refusal(why)
                await self._timing.sleep(wait)
        except Superseded:
            self.state = "superseded"
            raise
        finally:
            if self.state != "superseded":
                self.state = "stopped"
            for task in self._tasks:
                task.cancel()

    async def ask(self, cmd: str, body: dict[str, Any], req_id: str = "") -> dict[str, Any]:
        """Send a frame; the body of its answer. Frames of one request id go one at a time.

        Args:
            req_id: the callback's that is answered; empty for a new one.

        Raises:
            PlatformError: ``unreachable``: not sent. ``unanswered``, ``cut`` (with the connection): it may
                have been shown. ``lane``: no frame may follow on this id. Else the server's errcode.
        """
        req_id = req_id or f"{cmd}_{uuid4().hex}"
        async with self._lanes.answer(req_id) as answer:
            if self._socket is None or self.state != "ready":
                raise PlatformError("unreachable", "企业微信长连接未连接。")
            frame = await self._exchange(self._socket, answer, cmd, req_id, body)
        if frame.code != "0":
            raise PlatformError(frame.code, "企业微信拒绝了这条消息。")
        return frame.body

    async def _exchange(
        self,
        socket: "ClientConnection",
        answer: asyncio.Future[Frame],
        cmd: str,
        req_id: str,
        body: dict[str, Any] | None,
    ) -> Frame:
        from websockets.exceptions import ConnectionClosed

        try:
            async with asyncio.timeout(
                self._timing.answer_within
            ):  # a wire that is stuck holds up sending, too
                await socket.send(frames.text(cmd, req_id, body))
                return await answer
        except ConnectionClosed:
            raise PlatformError("unreachable", "企业微信长连接未连接。") from None
        except TimeoutError:
            self._lanes.lose(req_id)
            raise unanswered() from None
        except asyncio.CancelledError:
            self._lanes.lose(req_id)
            raise

    async def _session(self) -> str:
        """One connection, from its opening to its end; why it ended."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidHandshake, InvalidURI

        self.state = "connecting"
        try:
            socket = await connect(
                self._url,
                open_timeout=self._timing.open_within,
                close_timeout=self._timing.close_within,
                ping_interval=None,  # the protocol has its own
                max_size=frames.MOST_BYTES,
                proxy=None,
            )
        except (OSError, TimeoutError, InvalidHandshake, InvalidURI) as error:
            return f"{address(self._url)} {type(error).__name__}"
        self._socket = socket
        reading = asyncio.create_task(self._read(socket))
        living = asyncio.create_task(self._live(socket))
        try:
            await asyncio.wait((reading, living), return_when=asyncio.FIRST_COMPLETED)
            return reading.result() if reading.done() else living.result()
        finally:
            self._socket = None
            self._lanes.cut()
            reading.cancel()
            living.cancel()
            await asyncio.gather(reading, living, return_exceptions=True)
            await socket.close()

    async def _read(self, socket: "ClientConnection") -> str:
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                self._take(await socket.recv())
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else "无"
            return f"对端关闭，代码 {code}"

    def _take(self, raw: str | bytes) -> None:
        try:
            frame = frames.parse(raw)
        except BadFrame as error:
            log.warning("企业微信长连接发来看不懂的帧：%s，%d 字节", error, len(raw))
            return
        if frame.event == frames.SUPERSEDED:
            raise Superseded
        if frame.cmd in {frames.MESSAGE, frames.EVENT}:
            task = asyncio.create_task(self._deal(frame))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif not self._lanes.arrived(frame):
            log.info("企业微信长连接上有无人等待的回执：代码 %s", frame.code)

    async def _deal(self, frame: Frame) -> None:
        try:
            if frame.cmd == frames.EVENT:
                await self._received(frame)
                return
            async with self._order:
                await self._received(frame)
        except Exception as error:
            log.warning("处理企业微信的消息时出错：%s", type(error).__name__)

    async def _live(self, socket: "ClientConnection") -> str:
        """Subscribe, then ping; why the connection is given up."""
        self.state = "subscribing"
        asked = {"bot_id": self._bot, "secret": self._secret.get_secret_value()}
        code = await self._answered(socket, frames.SUBSCRIBE, asked, self._timing.subscribe_within)
        if code is None:
            return "订阅没有回执"
        if code != "0":
            raise _Refused(f"订阅被拒绝，代码 {code}；请核对 BotID 与 Secret")
        self.state = "ready"
        log.info("企业微信长连接已就绪。")
        missing = 0
        while missing < self._timing.most_unanswered:
            if not missing:
                await self._timing.sleep(self._timing.ping_every)
            code = await self._answered(socket, frames.PING, None, self._timing.ping_every)
            missing = missing + 1 if code is None else 0
        return "心跳没有回执"

    async def _answered(
        self, socket: "ClientConnection", cmd: str, body: dict[str, Any] | None, within: float
    ) -> str | None:
        """The errcode of the answer; None where none came in time."""
        from websockets.exceptions import ConnectionClosed

        req_id = f"{cmd}_{uuid4().hex}"
        async with self._lanes.answer(req_id) as answer:
            try:
                async with asyncio.timeout(within):
                    await socket.send(frames.text(cmd, req_id, body))
                    return (await answer).code
            except (TimeoutError, ConnectionClosed, PlatformError):
                return None
