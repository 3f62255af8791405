"""The client of Stream mode: one socket that we open, kept open without end."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from yiju.platforms.calls import PlatformError
from yiju.platforms.dingtalk import frames
from yiju.platforms.dingtalk.errors import DingTalkError
from yiju.platforms.dingtalk.frames import Ack, BadFrame, Frame
from yiju.platforms.dingtalk.timing import Backoff, Timing

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

log = logging.getLogger(__name__)
# At DEBUG it writes whole requests, and these carry the ticket.
_wire = logging.getLogger(f"{__name__}.wire")
_wire.setLevel(logging.INFO)

State = Literal[
    "idle", "opening", "connecting", "ready", "draining", "backoff", "refused", "closing", "stopped"
]
_REFUSED = frozenset({"secret", "permission", "ours", "token"})
_REMEMBERED = 10_000
_FOR = 300.0
_BRIEF = 1.0


class StreamClient:
    """Connects, hands every frame to ``handle`` and answers with its ACK, connects again.

    Frames are handled beside each other; a frame that comes again gets the same ACK, without a second
    handling. Pings are answered whatever handlers do.
    """

    def __init__(
        self,
        open_: Callable[[], Awaitable[str]],
        handle: Callable[[Frame], Awaitable[Ack]],
        *,
        alarm: Callable[[str], None] = log.error,
        timing: Timing | None = None,
    ) -> None:
        """
        Args:
            open_: gives an address with a fresh ticket. Raises DingTalkError.
            handle: gives the ACK; what it raises is answered with code 500.
            alarm: told, in Chinese, what an operator has to mend.
        """
        self.state: State = "idle"
        self._open = open_
        self._handle = handle
        self._alarm = alarm
        self._timing = timing or Timing()
        self._answers: OrderedDict[str, tuple[float, asyncio.Task[Ack]]] = OrderedDict()
        self._retiring: set[asyncio.Task[None]] = set()
        self._brief = False

    async def run(self) -> None:
        """Until cancelled: then ACKs under way are finished, for a few seconds, and the socket is closed."""
        waits = Backoff(self._timing)
        try:
            while True:
                pause = await self._connect(waits)
                if pause:
                    await self._timing.sleep(pause)
        finally:
            self._become("closing")
            if self._retiring:
                await asyncio.wait(self._retiring, timeout=self._timing.drain)
            self._become("stopped")

    async def _connect(self, waits: Backoff) -> float:
        """One connection, from the ticket to its end. Seconds to wait before the next."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidURI, WebSocketException

        timing = self._timing
        self._become("opening")
        try:
            address = await self._open()
        except PlatformError as error:
            return self._not_opened(error, waits)
        self._become("connecting")
        try:
            socket = await connect(
                address,
                max_size=2 * frames.MOST_BYTES,
                ping_interval=timing.ping_every,
                ping_timeout=timing.pong_within,
                open_timeout=timing.open_within,
                close_timeout=2,
                proxy=None,
                logger=_wire,
            )
        except (OSError, TimeoutError, WebSocketException, InvalidURI) as error:
            log.warning("钉钉长连接没有接上：%s", type(error).__name__)  # its text may hold the ticket
            self._become("backoff")
            return waits.next()
        return await self._use(socket, waits)

    def _not_opened(self, error: PlatformError, waits: Backoff) -> float:
        kind = error.kind if isinstance(error, DingTalkError) else "busy"
        if kind not in _REFUSED:
            self._become("backoff")
            return max(waits.next(), error.after if isinstance(error, DingTalkError) else 0)
        self._become("refused")
        self._alarm(
            f"钉钉拒绝了长连接（代码 {error.code}）：请核对应用的 Client ID、Client Secret 与发布状态。"
        )
        return waits.next(refused=True)

    async def _use(self, socket: "ClientConnection", waits: Backoff) -> float:
        """Read until it ends."""
        self._become("ready")
        since = self._timing.clock()
        working: set[asyncio.Task[None]] = set()
        told_to_go = False
        try:
            told_to_go = await self._read(socket, working)
        finally:
            # Whether it ended or we are told to stop: ACKs under way are finished first, beside the next one.
            retire = asyncio.create_task(self._retire(socket, working))
            self._retiring.add(retire)
            retire.add_done_callback(self._retiring.discard)
        lasted = self._timing.clock() - since
        if lasted >= self._timing.steady:
            waits.reset()
        brief, self._brief = self._brief, lasted < _BRIEF
        if told_to_go and not (brief and self._brief):
            return 0.0
        self._become("backoff")
        return waits.next()

    async def _read(self, socket: "ClientConnection", working: set[asyncio.Task[None]]) -> bool:
        """Take frames until the socket ends. True: the server asked us to go."""
        from websockets.exceptions import ConnectionClosed

        try:
            async for raw in socket:
                try:
                    frame = frames.parse(raw)
                except BadFrame as error:
                    log.warning("钉钉长连接上有看不懂的帧：%s", error)
                    if error.message_id:
                        refused = Ack({}, frames.BAD_REQUEST, "bad frame")
                        await socket.send(frames.render(refused, error.message_id))
                    continue
                if frame.type == "SYSTEM":
                    if frame.topic == "disconnect":
                        self._become("draining")
                        return True
                    await socket.send(frames.render(Ack(frame.data), frame.message_id))
                    continue
                task = asyncio.create_task(self._work(socket, frame))
                working.add(task)
                task.add_done_callback(working.discard)
        except ConnectionClosed as error:
            log.warning("钉钉长连接断了：%s", type(error).__name__)
        return False

    async def _work(self, socket: "ClientConnection", frame: Frame) -> None:
        from websockets.exceptions import ConnectionClosed

        ack = await asyncio.shield(self._answer(frame))
        if ack.code == frames.FAILED:  # it may come again: then it is tried again
            self._answers.pop(frame.message_id, None)
        try:
            await socket.send(frames.render(ack, frame.message_id))
        except ConnectionClosed:
            log.warning("钉钉长连接断开前没能确认一帧：%s", frame.topic)

    def _answer(self, frame: Frame) -> "asyncio.Task[Ack]":
        """The handling of this frame, begun now unless it was seen before."""
        now = self._timing.clock()
        while self._answers:
            oldest, (at, _) = next(iter(self._answers.items()))
            if len(self._answers) < _REMEMBERED and now - at < _FOR:
                break
            del self._answers[oldest]
        if frame.message_id in self._answers:
            return self._answers[frame.message_id][1]
        task = asyncio.create_task(self._safely(frame))
        self._answers[frame.message_id] = (now, task)
        return task

    async def _safely(self, frame: Frame) -> Ack:
        try:
            return await self._handle(frame)
        except Exception as error:
            log.error("处理钉钉的一帧时出错：%s %s", frame.topic, type(error).__name__)  # noqa: TRY400
            return Ack({}, frames.FAILED, "failed")

    async def _retire(self, socket: "ClientConnection", working: set[asyncio.Task[None]]) -> None:
        if working:
            await asyncio.wait(set(working), timeout=self._timing.drain)
        await socket.close()

    def _become(self, state: State) -> None:
        if state != self.state:
            log.debug("钉钉长连接：%s", state)
        self.state = state
