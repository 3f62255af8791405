"""Advice as server-sent events: how far it is, sections as they are verified, then the whole of it.

Events: ``progress`` (a step that begins), ``section`` (one that is verified), ``done`` (the suggestion, as
the unstreamed request answers it) or ``error`` (the body of an error). Between them,
comments keep proxies awake. Whoever goes away, or reads nothing for a while, cancels the work; nothing of it
is kept.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

import anyio.to_thread
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from yiju.copilot.progress import Cancelled, Step, Watch
from yiju.errors import YijuError
from yiju.store.types import Suggestion
from yiju.web.errors import Problem, unforeseen

MEDIA = "text/event-stream"
HEARTBEAT = 10.0
"""Seconds of silence, after which a comment is sent."""
PATIENCE = 30.0
"""Seconds that a reader may take to receive one event."""
_FIRST = Step(step="begin", text="正在打开资料库…", done=0, total=0, elapsed=0.0)

STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, where ``Accept: text/event-stream`` asks for them.",
        "content": {MEDIA: {"schema": {"type": "string"}}},
    }
}
"""For a route's OpenAPI description."""


def wants_events(request: Request) -> bool:
    """Whether a request asks for events: it names them, and JSON not before them."""
    named = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "").split(",")]
    places = {one: named.index(one) for one in (MEDIA, "application/json") if one in named}
    return next(iter(sorted(places, key=lambda one: places[one])), "") == MEDIA


class Events(Response):
    """The answer to one request for advice, made in a thread while events of it are sent.

    What waits to be sent is no more than the events of one suggestion: two or three dozen small ones, its
    sections, and itself.
    """

    media_type = MEDIA

    def __init__(
        self, make: Callable[[Watch], Suggestion], closing: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._make = make
        self._closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until it is made, or nobody reads any more."""
        gone = threading.Event()
        waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(event: bytes | None) -> None:
            # The loop may be closing: whoever waited is gone then.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(waiting.put_nowait, event)

        work = asyncio.create_task(self._work(put, gone, f"{scope.get('method', '')} {scope['path']}"))
        leaving = asyncio.create_task(_left(receive, gone))
        sending = asyncio.create_task(self._send(waiting, send))
        try:
            await asyncio.wait({leaving, sending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.set()
            for one in (leaving, sending):
                one.cancel()
            await asyncio.gather(leaving, sending, return_exceptions=True)
            await asyncio.shield(work)  # it ends at its next step

    async def _work(self, put: Callable[[bytes | None], None], gone: threading.Event, where: str) -> None:
        watch = Watch(
            progress=lambda step: put(_event("progress", step)),
            section=lambda section: put(_event("section", section)),
            stopped=lambda: gone.is_set() or self._closing(),
        )

        def run() -> None:
            put(_made(self._make, watch, where))
            put(None)

        await anyio.to_thread.run_sync(run)

    async def _send(self, waiting: "asyncio.Queue[bytes | None]", send: Send) -> None:
        async def give(message: dict[str, Any]) -> None:
            await asyncio.wait_for(send(message), PATIENCE)

        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        with contextlib.suppress(TimeoutError, OSError):
            await give(start)
            await give(_part(_event("progress", _FIRST)))
            while True:
                try:
                    event = await asyncio.wait_for(waiting.get(), HEARTBEAT)
                except TimeoutError:
                    await give(_part(b": \n\n"))
                    continue
                if event is None:
                    break
                await give(_part(event))
            await give({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive, gone: threading.Event) -> None:
    """Wait for the reader to go away."""
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _made(make: Callable[[Watch], Suggestion], watch: Watch, where: str) -> bytes:
    """The last event: what was made, or why it was not."""
    try:
        return _event("done", make(watch))
    except Cancelled as error:
        return _problem(str(error), "服务器正在停止，请稍后再试。")
    except YijuError as error:
        return _problem(str(error), error.hint)
    except Exception as error:
        return _problem(*unforeseen(error, where))


def _problem(error: str, hint: str) -> bytes:
    return _event("error", Problem(error=error, hint=hint))


def _event(name: str, body: BaseModel) -> bytes:
    """JSON holds no line break of its own, so that one line carries it."""
    return f"event: {name}\ndata: {body.model_dump_json()}\n\n".encode()


def _part(body: bytes) -> dict[str, Any]:
    return {"type": "http.response.body", "body": body, "more_body": True}
