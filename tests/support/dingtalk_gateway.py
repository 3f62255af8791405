"""DingTalk on loopback: Stream gateway and REST, as the vendor's own client meets them.

    with DingTalkGateway() as far:
        far.wait_connected()
        sent = far.say("客户A上次报价多少？", "manager4521")
        far.ack(sent)

Calls are kept (``asked``), also what people get to see (``said``, ``cards``). Every failure has its switch.
"""

import itertools
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from tests.support.dingtalk_cards import Answer, Card, Cards, click
from tests.support.dingtalk_custom_robot import CustomRobot
from tests.support.gateways import DingTalk

BOT, CARD = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback"
OPEN = "/v1.0/gateway/connections/open"
_PATIENCE = 20.0
_quiet = logging.getLogger(__name__)
_quiet.setLevel(logging.CRITICAL)  # its log would hold what the client's must not


@dataclass(frozen=True)
class Said:
    """What somebody gets to see that is no card. ``way``: session, people, group, alert; ``to``: whom."""

    way: str
    to: str
    title: str
    text: str
    body: Any


class DingTalkGateway(DingTalk):
    """Also signs people in, as its base.

    Attributes:
        slow: path → seconds that its answers take.
        timeline: what people get to see, in the order it came.
        calls_left: counted calls left in this month; None for no limit.
        ticket_seconds: how long a ticket is good.
        flow_controlled, unreachable: user ids that get nothing.
    """

    ROBOT = DingTalk.CLIENT

    def __init__(self) -> None:
        super().__init__()
        self.slow: dict[str, float] = {}
        self.calls_left: int | None = None
        self.ticket_seconds = 90.0
        self.session_seconds = 5400.0
        self.flow_controlled: set[str] = set()
        self.unreachable: set[str] = set()
        self.cards = Cards()
        self.robot = CustomRobot()
        self.said: list[Said] = []
        self.timeline: list[Said | Card] = []
        self.acks: dict[str, list[dict[str, Any]]] = {}
        self.strange: list[str] = []
        self.sockets: list[ServerConnection] = []
        self.connections = 0
        self.subscribed: list[dict[str, str]] = []
        self._tickets: dict[str, float] = {}
        self._sessions: dict[str, tuple[str, float]] = {}
        self._clicks: dict[str, tuple[Card, str]] = {}
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._wire: Server | None = None

    # Stream

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

    def message(
        self, text: str = "", sender: str = "manager4521", *, group: str = "", key: str = "", **more: Any
    ) -> dict[str, Any]:
        """A bot message's body: of a single chat, or of a group (its conversation id). ``more`` overrides."""
        now = int(time.time() * 1000)
        session = secrets.token_hex(8)
        conversation = group or f"cid-of-{sender}"
        self._sessions[session] = (conversation, time.monotonic() + self.session_seconds)
        body: dict[str, Any] = {
            "senderPlatform": "iOS",
            "conversationId": conversation,
            "conversationType": "2" if group else "1",
            "chatbotCorpId": self.CORP,
            "chatbotUserId": "$:LWCP_v1:$bot",
            "msgId": key or f"msg{next(self._numbers)}==",
            "msgtype": "text",
            "text": {"content": f" {text}"},
            "createAt": now,
            "senderNick": f"昵称{sender}",
            "senderId": f"$:LWCP_v1:${sender}",
            "senderStaffId": sender,
            "senderCorpId": self.CORP,
            "isAdmin": False,
            "robotCode": self.ROBOT,
            "sessionWebhook": f"{self.url}/robot/sendBySession?session={session}",
            "sessionWebhookExpiredTime": now + int(self.session_seconds * 1000),
        }
        if group:
            body |= {"conversationTitle": "华东销售群", "isInAtList": True, "atUsers": []}
        return body | more

    def say(self, text: str, sender: str = "manager4521", **more: Any) -> str:
        """Somebody writes to the bot; the frame's messageId."""
        return self.push("CALLBACK", BOT, self.message(text, sender, **more))

    def tap(self, card: Card, label: str, user: str) -> str:
        """Somebody taps a button that they see on a card; the frame's messageId."""
        action, params = card.buttons(user)[label]
        return self.click(card, user, action, params)

    def click(self, card: Card, user: str, action: str, params: dict[str, Any], **more: Any) -> str:
        """A click as it comes, whatever the person sees."""
        message_id = f"k{next(self._numbers)}"
        self._clicks[message_id] = (card, user)
        return self.push("CALLBACK", CARD, click(card, user, action, params, self.CORP) | more, message_id)

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
        import socket

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
        clicked = self._clicks.get(message_id)
        if clicked and isinstance(data.get("response"), dict):
            self.cards.pressed(*clicked, data["response"])
        with self._changed:
            self.acks.setdefault(message_id, []).append(ack)
            self._changed.notify_all()

    # REST

    def handle(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """As the base; slow where told."""
        time.sleep(self.slow.get(path, 0))
        try:
            return super().handle(method, path, query, headers, body)
        finally:
            with self._changed:
                there = {id(one) for one in self.timeline}
                fresh: list[Said | Card] = [*self.said, *self.cards.all.values()]
                self.timeline += [one for one in fresh if id(one) not in there]
                self._changed.notify_all()

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """By path."""
        if (method, path) == ("POST", OPEN):
            return self._open(body)
        if path == "/robot/sendBySession":
            return self._by_session(query, body)
        if path == "/robot/send":
            return self._alert(query, body)
        if path.startswith(("/v1.0/robot/", "/v1.0/card/")):
            return self._counted(method, path, headers, body)
        return super().answer(method, path, query, headers, body)

    def _open(self, body: dict[str, Any]) -> Answer:
        if (body.get("clientId"), body.get("clientSecret")) != (self.CLIENT, self.SECRET):
            return 401, {"code": "invalidClientIdOrSecret", "message": "m", "requestid": "r"}
        self.subscribed = body["subscriptions"]
        assert self._wire is not None
        ticket = f"t+/={secrets.token_hex(8)}"
        self._tickets[ticket] = time.monotonic() + self.ticket_seconds
        port = self._wire.socket.getsockname()[1]
        return 200, {"endpoint": f"ws://127.0.0.1:{port}/connect", "ticket": ticket}

    def _by_session(self, query: dict[str, str], body: dict[str, Any]) -> Answer:
        conversation, until = self._sessions.get(query.get("session", ""), ("", 0.0))
        if not conversation:
            return 200, {"errcode": 300001, "errmsg": "session not exist"}
        if time.monotonic() > until:
            return 200, {"errcode": "session.expired", "errmsg": "m"}
        kind = body["msgtype"]
        shown = body[kind]
        text = shown.get("text") or shown.get("content")
        if len(str(text).encode()) > 15_000:
            return 200, {"errcode": 40035, "errmsg": "m"}
        self.said.append(Said("session", conversation, shown.get("title", ""), text, body))
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _alert(self, query: dict[str, str], body: dict[str, Any]) -> Answer:
        status, given, fresh = self.robot.take(query, body)
        if fresh:
            shown = body["markdown"]
            self.said.append(Said("alert", "", shown["title"], shown["text"], body))
        return status, given

    def _counted(self, method: str, path: str, headers: Any, body: dict[str, Any]) -> Answer:
        if headers.get("x-acs-dingtalk-access-token", "") not in self._tokens:
            return 400, {"code": "InvalidAuthentication", "message": "m", "requestid": "r"}
        if self.calls_left is not None and self.calls_left <= 0:
            return _denied("ApiCountLimitForOrg")
        if self.cards.too_fast(f"{method} {path}"):
            return _denied("QpsLimitForAppkeyAndApi")
        if self.calls_left is not None:
            self.calls_left -= 1
        routes: dict[tuple[str, str], Callable[[dict[str, Any]], Answer]] = {
            ("POST", "/v1.0/robot/oToMessages/batchSend"): self._to_people,
            ("POST", "/v1.0/robot/groupMessages/send"): self._to_group,
            ("POST", "/v1.0/card/instances/createAndDeliver"): self.cards.create,
            ("POST", "/v1.0/card/instances"): self.cards.create,
            ("POST", "/v1.0/card/instances/deliver"): self.cards.deliver,
            ("PUT", "/v1.0/card/instances"): self.cards.update,
            ("PUT", "/v1.0/card/streaming"): self.cards.stream,
            ("POST", "/v1.0/card/callbacks/register"): lambda given: (
                200,
                {"success": True, "result": given},
            ),
        }
        route = routes.get((method, path))
        return route(body) if route else (404, {"code": "InvalidAction.NotFound", "message": "m"})

    def _to_people(self, body: dict[str, Any]) -> Answer:
        users = body["userIds"]
        if not 0 < len(users) <= 20:
            return 400, {"code": "invalidParameter.userIds", "message": "m", "requestid": "r"}
        wrong = self._check(body)
        if wrong:
            return wrong
        param = json.loads(body["msgParam"])
        reached = [user for user in users if user not in self.flow_controlled | self.unreachable]
        text = param.get("text") or param.get("content")
        self.said += [Said("people", user, param.get("title", ""), text, body) for user in reached]
        held = [user for user in users if user in self.flow_controlled]
        gone = [user for user in users if user in self.unreachable]
        told = {"processQueryKey": "q", "invalidStaffIdList": gone, "flowControlledStaffIdList": held}
        return 200, told

    def _to_group(self, body: dict[str, Any]) -> Answer:
        wrong = self._check(body)
        if wrong:
            return wrong
        param = json.loads(body["msgParam"])
        text = param.get("text") or param.get("content")
        self.said.append(Said("group", body["openConversationId"], param.get("title", ""), text, body))
        return 200, {"processQueryKey": "q"}

    def _check(self, body: dict[str, Any]) -> Answer | None:
        if body.get("robotCode") != self.ROBOT:
            return 400, {"code": "invalidParameter.robotCode", "message": "m", "requestid": "r"}
        param = body.get("msgParam")
        if not isinstance(param, str) or len(param.encode()) > 15_000:
            return 400, {"code": "invalidParameter.msgParam", "message": "m", "requestid": "r"}
        return None

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


def _denied(what: str) -> Answer:
    return 403, {"code": f"Forbidden.AccessDenied.{what}", "message": "m", "requestid": "req-2"}
