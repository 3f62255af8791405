"""DingTalk on loopback: Stream gateway and REST, as the vendor's own client meets them.

    with DingTalkGateway() as far:
        far.wait_connected()
        sent = far.say("客户A上次报价多少？", "manager4521")
        far.ack(sent)

Calls are kept (``asked``), also what people get to see (``said``, ``cards``). Every failure has its switch.
"""

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.dingtalk_cards import Answer, Card, Cards, click
from tests.support.dingtalk_custom_robot import CustomRobot
from tests.support.dingtalk_wire import StreamGateway

BOT, CARD = "/v1.0/im/bot/messages/get", "/v1.0/card/instances/callback"
OPEN = "/v1.0/gateway/connections/open"


@dataclass(frozen=True)
class Said:
    """What somebody gets to see that is no card. ``way``: session, people, group, alert; ``to``: whom."""

    way: str
    to: str
    title: str
    text: str
    body: Any


class DingTalkGateway(StreamGateway):
    """Also signs people in, as its base.

    Attributes:
        slow: path → seconds that its answers take.
        timeline: what people get to see, in the order it came.
        calls_left: counted calls left in this month; None for no limit.
        flow_controlled, unreachable: user ids that get nothing.
    """

    ROBOT = StreamGateway.CLIENT

    def __init__(self) -> None:
        super().__init__()
        self.slow: dict[str, float] = {}
        self.calls_left: int | None = None
        self.session_seconds = 5400.0
        self.flow_controlled: set[str] = set()
        self.unreachable: set[str] = set()
        self.cards = Cards()
        self.robot = CustomRobot()
        self.said: list[Said] = []
        self.timeline: list[Said | Card] = []
        self._sessions: dict[str, tuple[str, float]] = {}
        self._clicks: dict[str, tuple[Card, str]] = {}

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

    def acked(self, message_id: str, data: Any) -> None:
        """The answer to a click is seen by who clicked."""
        clicked = self._clicks.get(message_id)
        if clicked and isinstance(data.get("response"), dict):
            self.cards.pressed(*clicked, data["response"])

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
            return self.open_connection(body)
        if path == "/robot/sendBySession":
            return self._by_session(query, body)
        if path == "/robot/send":
            return self._alert(query, body)
        if path.startswith(("/v1.0/robot/", "/v1.0/card/")):
            return self._counted(method, path, headers, body)
        return super().answer(method, path, query, headers, body)

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
        if route is None:
            return 404, {"code": "InvalidAction.NotFound", "message": "m"}
        try:
            return route(body)
        except KeyError as error:
            return 400, {"code": f"miss.param.{error.args[0]}", "message": "m", "requestid": "r"}

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


def _denied(what: str) -> Answer:
    return 403, {"code": f"Forbidden.AccessDenied.{what}", "message": "m", "requestid": "req-2"}
