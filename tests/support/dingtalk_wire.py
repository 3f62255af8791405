"""The Stream side of a DingTalk on loopback: tickets, sockets, frames that go out and ACKs that come in."""

import itertools
import json
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tests.support.gateways import Answer, DingTalk

_PATIENCE = 20.0
_quiet = logging.getLogger(__name__)
_quiet.setLevel(logging.CRITICAL)  # its log would hold what the client's must not


class StreamGateway(DingTalk):
    """Also signs people in, as its base.

    Attributes:
        acks: messageId → the ACKs of this frame, in order; ``data`` decoded.
        sockets: those that are open; connections: how many there ever were.
        subscribed: what the last client asked for.
        ticket_seconds: how long a ticket is good.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ticket_seconds = 90.0
        self.acks: dict[str, list[dict[str, Any]]] = {}
        self.sockets: list[ServerConnection] = []
        self.connections = 0
        self.subscribed: list[dict[str, str]] = []
        self._tickets: dict[str, float] = {}
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._wire: Server | None = None

    def acked(self, message_id: str, data: Any) -> None:
        """A frame was acknowledged; ``data``: decoded."""
        raise NotImplementedError

    def open_connection(self, body: dict[str, Any]) -> Answer:
        if (body.get("clientId"), body.get("clientSecret")) != (self.CLIENT, self.SECRET):
            return 401, {"code": "invalidClientIdOrSecret", "message": "m", "requestid": "r"}
        self.subscribed = body["subscriptions"]
        assert self._wire is not None
        ticket = f"t+/={secrets.token_hex(8)}"
        self._tickets[ticket] = time.monotonic() + self.ticket_seconds
        port = self._wire.socket.getsockname()[1]
        return 200, {"endpoint": f"ws://127.0.0.1:{port}/connect", "ticket": ticket}

    def push(
        self,
        kind: str,
        topic: str,
        data: Any,
        message_id: str = "",
        *,
        to: int = -1,
        head: dict[str, str] | None = None,
    ) -> str:
        """Send a frame, by default on the newest socket; its messageId. ``head``: more headers."""
        message_id = message_id or f"m{next(self._numbers)}"
        headers = {
            "appId": "app",
            "connectionId": "c",
            "contentType": "application/json",
            "messageId": message_id,
            "time": str(int(time.time() * 1000)),
            "topic": topic,
            **(head or {}),
        }
        raw = {
            "specVersion": "1.0",
            "type": kind,
            "headers": headers,
            "data": json.dumps(data, ensure_ascii=False),
        }
        self.send_raw(json.dumps(raw, ensure_ascii=False), to=to)
        return message_id

    def send_raw(self, raw: str, *, to: int = -1) -> None:
        """Send any text on a socket."""
        self.sockets[to].send(raw)

    def ack(self, message_id: str, nth: int = 1) -> dict[str, Any]:
        """The nth ACK of a frame, waited for; its ``data`` decoded."""
        self.wait(lambda: len(self.acks.get(message_id, [])) >= nth)
        return self.acks[message_id][nth - 1]

    def wait(self, done: Callable[[], object], seconds: float = _PATIENCE) -> None:
        """Until something is so. Raises AssertionError where it never is."""
        until = time.monotonic() + seconds
        with self._changed:
            while not done():
                left = until - time.monotonic()
                assert left > 0, "in vain"
                self._changed.wait(min(left, 0.05))

    def wait_connected(self, count: int = 1) -> None:
        """Until so many connections were made, all in all, and one is open."""
        self.wait(lambda: self.connections >= count and self.sockets)

    def disconnect(self, to: int = -1) -> None:
        """Ask a client to go, as servers do before they are renewed."""
        self.push("SYSTEM", "disconnect", {"reason": "connection is expired"}, to=to)

    def close(self, to: int = -1) -> None:
        """Close a socket in good order."""
        self.sockets[to].close()

    def cut(self, to: int = -1) -> None:
        """Cut a connection without a word."""
        wire = self.sockets[to].socket
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # RST in place of FIN
        wire.shutdown(socket.SHUT_RDWR)

    def _check_ticket(self, connection: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        until = self._tickets.pop(ticket, 0.0)
        if time.monotonic() > until:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "ticket\n")
        return None

    def _serve_socket(self, connection: ServerConnection) -> None:
        with self._changed:
            self.sockets.append(connection)
            self.connections += 1
            self._changed.notify_all()
        try:
            for raw in connection:
                self._take_ack(str(raw))
        except ConnectionClosed:
            pass
        finally:
            with self._changed:
                self.sockets.remove(connection)
                self._changed.notify_all()

    def _take_ack(self, raw: str) -> None:
        ack: dict[str, Any] = json.loads(raw)
        data: Any = ack["data"]
        message_id = ack["headers"]["messageId"]
        assert ack["headers"]["contentType"] == "application/json"
        assert isinstance(data, str), "data is a string that holds JSON"
        data = ack["data"] = json.loads(data)
        ack["at"] = time.monotonic()
        self.acked(message_id, data)
        with self._changed:
            self.acks.setdefault(message_id, []).append(ack)
            self._changed.notify_all()

    def __enter__(self) -> Self:
        super().__enter__()
        self._wire = serve(
            self._serve_socket,
            "127.0.0.1",
            0,
            process_request=self._check_ticket,
            max_size=2 * 1024 * 1024,
            logger=_quiet,
        )
        threading.Thread(target=self._wire.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *gone: Any) -> None:
        assert self._wire is not None
        self._wire.shutdown()
        for connection in list(self.sockets):
            connection.close()
        super().__exit__(*gone)
