"""Our own Stream client, run on a loop in a thread of its own, against a gateway."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Self

from pydantic import SecretStr

from tests.support.dingtalk_gateway import DingTalkGateway
from yiju.platforms.dingtalk.frames import Ack, Frame
from yiju.platforms.dingtalk.opening import open_connection
from yiju.platforms.dingtalk.rest import Api, App, Meter
from yiju.platforms.dingtalk.stream import StreamClient
from yiju.platforms.dingtalk.timing import Timing


def app_of(far: DingTalkGateway, secret: str = "") -> App:
    """The app as the gateway knows it."""
    held = SecretStr(secret or far.SECRET)
    return App(far.CLIENT, held, far.ROBOT, far.CORP, far.url, far.url)


def api_of(far: DingTalkGateway, meter: Meter | None = None) -> Api:
    """Its calls."""
    return Api(app_of(far), meter)


class Waits:
    """A sleep that is over at once, and remembers how long it should have been."""

    def __init__(self) -> None:
        self.all: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.all.append(seconds)
        await asyncio.sleep(0.01)


class Looped:
    """An event loop in a thread: what runs on it until the end, and calls from outside."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._tasks: list[asyncio.Task[Any]] = []

    def begin(self, work: Any) -> None:
        """Run beside everything else; cancelled at the end."""
        self.loop.call_soon_threadsafe(lambda: self._tasks.append(self.loop.create_task(work)))

    def do(self, work: Any, seconds: float = 20) -> Any:
        """Run it, wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(seconds)

    def end(self) -> None:
        """Cancel what was begun, then what that left behind; wait until all is through."""

        async def cancel() -> None:
            begun = [task for task in self._tasks if not task.done()]
            for task in begun:
                task.cancel()
            await asyncio.gather(*begun, return_exceptions=True)
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self.do(cancel())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()


class OwnClient(Looped):
    """The client in it. ``frames``: what it was handed; ``alarms``: what an operator was told."""

    def __init__(
        self,
        far: DingTalkGateway,
        handle: Callable[[Frame], Awaitable[Ack]] | None = None,
        *,
        secret: str = "",
        **timing: Any,
    ) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.alarms: list[str] = []
        self.waits = Waits()
        self.api = Api(app_of(far, secret))
        self._inner = handle
        given: dict[str, Any] = {"sleep": self.waits, "chance": lambda: 0.0} | timing
        self.client = StreamClient(
            lambda: open_connection(self.api),
            self._handle,
            alarm=self.alarms.append,
            timing=Timing(**given),
        )

    async def _handle(self, frame: Frame) -> Ack:
        self.frames.append(frame)
        return await self._inner(frame) if self._inner else Ack({"response": "OK"})

    def __enter__(self) -> Self:
        super().__enter__()
        self.begin(self.client.run())
        return self

    def __exit__(self, *gone: Any) -> None:
        self.do(self.api.close())
        super().__exit__(*gone)
