"""A chat server on loopback that speaks ``/v1/chat/completions``, and misbehaves on demand.

    with StubLLM() as stub:
        stub.script(answer({"statements": []}), Misbehave(status=500))
        settings = Settings(llm_base_url=stub.url, llm_model="stub")

Each request takes the next scripted step; the last one repeats. A step may also be a function of the
request's body. Requests are kept in ``stub.requests``. With ``raw`` it stands in for any service of JSON
answers (embeddings, rerank), whatever the path.
"""

import json
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One answer of the server.

    Attributes:
        text: the answer's content, sent as it is.
        status: other than 200, an error with ``body`` and ``headers``.
        pause: seconds of silence before anything is sent.
        cut_after: in a stream, break the connection after so many characters.
        no_finish: in a stream, end politely, but without finish_reason and ``[DONE]``.
        trickle: seconds between characters.
        finish: the finish_reason; refusal: a refusal instead of content.
        raw: a whole body instead (sent as it is, whatever was asked).
        error_event: in a stream, an ``error`` event after the content.
        calls: tools called after the content, each with its arguments as they are written.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"error": {"message": "stub error"}}'
    pause: float = 0.0
    cut_after: int | None = None
    no_finish: bool = False
    trickle: float = 0.0
    finish: str = "stop"
    refusal: str = ""
    empty_choices: bool = False
    raw: str = ""
    error_event: bool = False
    calls: tuple[tuple[str, str], ...] = ()


Scripted = Step | Callable[[Body], Step]


def answer(value: object) -> Step:
    """A well-behaved answer: this value as JSON."""
    return Step(text=json.dumps(value, ensure_ascii=False))


def call(name: str, **arguments: object) -> Step:
    """A call of one tool."""
    return calls((name, arguments))


def calls(*wanted: tuple[str, object]) -> Step:
    """Calls of several tools at once."""
    written = tuple((name, json.dumps(given, ensure_ascii=False)) for name, given in wanted)
    return Step(calls=written, finish="tool_calls")


class StubLLM:
    """The server. A context manager; ``url`` ends in ``/v1``."""

    def __init__(self) -> None:
        self._steps: list[Scripted] = [answer({})]
        self._lock = threading.Lock()
        self.requests: list[dict[str, Any]] = []
        self.authorizations: list[str] = []
        self.paths: list[str] = []
        self.closing = threading.Event()
        stub = self

        class Handler(_Handler):
            server_stub = stub

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def script(self, *steps: Scripted) -> None:
        """What to answer from now on, in order; the last step repeats."""
        with self._lock:
            self._steps = list(steps)

    def next_step(self, body: dict[str, Any], authorization: str, path: str = "") -> Step:
        """Take the next step for this request."""
        with self._lock:
            self.requests.append(body)
            self.authorizations.append(authorization)
            self.paths.append(path)
            step = self._steps.pop(0) if len(self._steps) > 1 else self._steps[0]
        return step if isinstance(step, Step) else step(body)

    def prompt(self, index: int = -1) -> str:
        """All text of one request's messages."""
        return "\n".join(str(message["content"]) for message in self.requests[index]["messages"])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_stub: StubLLM

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        step = self.server_stub.next_step(body, self.headers.get("authorization", ""), self.path)
        try:
            self._sleep(step.pause)
            if step.status != 200 or step.raw:
                self._send(step.status, step.raw or step.body, step.headers, step.trickle)
            elif body.get("stream"):
                self._stream(step)
            else:
                self._send(200, json.dumps(_whole(step)), step.headers)
        except OSError:
            self.close_connection = True  # the client went away first

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.server_stub.closing.is_set():
            time.sleep(min(0.02, max(until - time.monotonic(), 0)))

    def _send(self, status: int, text: str, headers: dict[str, str], trickle: float = 0.0) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        for at in range(0, len(data), 1 if trickle else len(data)):
            self._sleep(trickle)
            self.wfile.write(data[at : at + 1] if trickle else data)

    def _stream(self, step: Step) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.end_headers()
        size = 1 if step.trickle else 40
        sent = 0
        for at in range(0, len(step.text), size):
            self._sleep(step.trickle)
            if step.cut_after is not None and sent >= step.cut_after:
                self._cut()
                return
            self._event(_chunk(step.text[at : at + size]))
            sent += size
        for place, (name, arguments) in enumerate(step.calls):
            for piece in _call_pieces(place, name, arguments):
                self._event(_chunk(calls=[piece]))
        if step.error_event:
            self._event({"error": {"message": "stub broke", "type": "server_error"}})
        if step.empty_choices:
            self._event({**_chunk(), "choices": []})
        if step.refusal:
            self._event(_chunk(refusal=step.refusal))
        if not step.no_finish:
            self._event(_chunk(finish=step.finish))
            self._event({**_chunk(), "choices": [], "usage": _USAGE})
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def _cut(self) -> None:
        # Linger 0: the client sees a reset, as when a server dies.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.wfile.flush()
        self.connection.close()


_HEAD: Body = {"id": "stub", "created": 0, "model": "stub"}
_USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def _call_pieces(place: int, name: str, arguments: str) -> list[Body]:
    """A call as servers stream it: its name first, then its arguments piece by piece."""
    cut = len(arguments) // 2
    first: Body = {
        "id": f"call_{place}_{name}",
        "type": "function",
        "function": {"name": name, "arguments": ""},
    }
    rest: list[Body] = [{"function": {"arguments": part}} for part in (arguments[:cut], arguments[cut:])]
    return [{"index": place, **piece} for piece in (first, *rest)]


def _chunk(
    content: str | None = None,
    *,
    refusal: str | None = None,
    finish: str | None = None,
    calls: list[Body] | None = None,
) -> Body:
    given = (("content", content), ("refusal", refusal), ("tool_calls", calls))
    delta = {key: value for key, value in given if value is not None}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return _HEAD | {"object": "chat.completion.chunk", "choices": [choice]}


def _whole(step: Step) -> Body:
    message = {"role": "assistant", "content": step.text, "refusal": step.refusal or None}
    choices = [] if step.empty_choices else [{"index": 0, "message": message, "finish_reason": step.finish}]
    return _HEAD | {"object": "chat.completion", "choices": choices, "usage": _USAGE}
