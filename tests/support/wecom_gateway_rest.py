"""WeCom's REST API on loopback, as far as bots ask: messages, cards, group robots, late answers."""

import hashlib
import json
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any

from tests.support.gateways import Answer, WeCom
from tests.support.wecom_gateway_cards import APP, BOT, flaw
from tests.support.wecom_gateway_screen import Bubble, Screen

Handler = Callable[[dict[str, str], Any], dict[str, Any]]
_REDACTED = "from ip: 203.0.113.7"


class WeComRest(WeCom):
    """The API of one company with one app and one group robot.

    Attributes:
        members: who is in the app's sight; unlicensed: those of them who get nothing.
        once: next answers by path: an errcode instead of the real one; ``late``: seconds before answers.
        sleeping: seconds by path that an answer takes; it was done all the same.
    """

    KEY = "webhook-very-secret"

    def __init__(self) -> None:
        super().__init__()
        self.screen = Screen()
        self.group: list[str] = []
        self.members = {"zhangsan", "lisi"}
        self.unlicensed: set[str] = set()
        self.once: dict[str, deque[int]] = {}
        self.sleeping: dict[str, float] = {}
        self.late_codes: dict[str, str] = {}
        self.response_codes: dict[str, Bubble] = {}
        self._refused = 0
        self._tasks: set[str] = set()
        self._shown: dict[str, float] = {}
        self._counts: Counter[str] = Counter()
        self._done = threading.Condition()

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """Always HTTP 200; failures by errcode."""
        planned = self.once.get(path)
        if planned:
            code = planned.popleft()
            return 200, {"errcode": code, "errmsg": f"refused, {_REDACTED}, hint: [1]"}
        found = self._answer(method, path, query, headers, body)
        with self._done:
            self._done.notify_all()
        return found

    def handle(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """Keep the request, answer it — after a while, where that is asked for."""
        found = super().handle(method, path, query, headers, body)
        time.sleep(self.sleeping.get(path, 0.0))
        return found

    def until(self, condition: Callable[[], Any], seconds: float = 10.0) -> None:
        """Wait for something; fails where it does not come."""
        end = time.monotonic() + seconds
        with self._done:
            while not condition():
                assert time.monotonic() < end, f"did not come; asked: {[one[1] for one in self.asked[-6:]]}"
                self._done.wait(0.02)

    def _answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        if path == "/cgi-bin/gettoken":
            return self._gettoken(method, path, query, headers, body)
        if path == "/cgi-bin/webhook/send":
            return 200, self._webhook(query, body)
        if path == "/cgi-bin/aibot/response":
            return 200, self._late(query, body)
        handlers: dict[str, Callable[[Any], dict[str, Any]]] = {
            "/cgi-bin/message/send": self._send,
            "/cgi-bin/message/update_template_card": self._update,
        }
        if path not in handlers:
            return super().answer(method, path, query, headers, body)
        if query.get("access_token") not in self._tokens:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        return 200, handlers[path](body)

    def _gettoken(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        if self._refused >= 5:  # the address is blocked for an hour
            return 200, {"errcode": 45009, "errmsg": "blocked"}
        found = super().answer(method, path, query, headers, body)
        self._refused += found[1]["errcode"] == 40001
        return found

    def _send(self, body: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(body.get("agentid"), int):
            return _code(40056)
        people = [one for one in body.get("touser", "").split("|") if one]
        reached = [one for one in people if one in self.members]
        if not reached:
            return _code(81013)
        if code := self._wrong(body):
            return _code(code)
        told = {"errcode": 0, "errmsg": "ok", "msgid": f"msg{len(self.asked)}"}
        told["invaliduser"] = "|".join(set(people) - self.members)
        told["unlicenseduser"] = "|".join(self.unlicensed & set(reached))
        if self._again(body):
            return told
        for one in sorted(set(reached) - self.unlicensed):
            bubble = self.screen.add(one, _bubble(body))
            if body["msgtype"] == "template_card":
                told["response_code"] = self._response_code(bubble)
        return told

    def _wrong(self, body: dict[str, Any]) -> int:
        kind = body.get("msgtype")
        if kind == "text":
            content = body["text"]["content"]
        elif kind == "markdown":
            content = body["markdown"]["content"]
        elif kind == "template_card":
            card = body["template_card"]
            if code := flaw(card, APP):
                return code
            if card["task_id"] in self._tasks:
                return 42014
            self._tasks.add(card["task_id"])
            return 0
        else:
            return 40008
        return 44004 if not content.strip() else 45002 if len(content.encode()) > 2048 else 0

    def _again(self, body: dict[str, Any]) -> bool:
        """Whether the duplicate check keeps it from being shown."""
        if not body.get("enable_duplicate_check"):
            return False
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        before = self._shown.get(digest)
        self._shown[digest] = time.monotonic()
        return before is not None

    def _response_code(self, bubble: Bubble) -> str:
        code = f"response-code-secret-{len(self.response_codes)}"
        self.response_codes[code] = bubble
        return code

    def press(self, user: str, label: str) -> dict[str, Any]:
        """What the app is told when somebody presses: XML fields of the event."""
        bubble = self.screen.card(user, label)
        return {
            "ToUserName": self.CORP,
            "FromUserName": user,
            "CreateTime": int(time.time()),
            "MsgType": "event",
            "Event": "template_card_event",
            "EventKey": bubble.buttons()[label],
            "TaskId": bubble.card["task_id"],
            "CardType": "button_interaction",
            "ResponseCode": self._response_code(bubble),
            "AgentID": int(self.AGENT),
        }

    def _update(self, body: dict[str, Any]) -> dict[str, Any]:
        bubble = self.response_codes.pop(body.get("response_code", ""), None)
        if bubble is None:
            return _code(42016)
        if code := flaw(body.get("template_card"), APP, update=True):
            return _code(code)
        bubble.card = {"task_id": bubble.card["task_id"]} | body["template_card"]
        return {"errcode": 0, "errmsg": "ok", "invaliduser": []}

    def _webhook(self, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        if query.get("key") != self.KEY:
            return _code(93000)
        self._counts["webhook"] += 1
        if self._counts["webhook"] > 20:
            return _code(45009)
        content = body["markdown"]["content"]
        if len(content.encode()) > 4096:
            return _code(40058)
        self.group.append(content)
        return _code(0)

    def response_url(self, chat: str) -> str:
        """An address for one late answer in a chat."""
        code = f"late-secret-{len(self.late_codes)}"
        self.late_codes[code] = chat
        return f"{self.url}/cgi-bin/aibot/response?response_code={code}"

    def _late(self, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        chat = self.late_codes.get(query.get("response_code", ""))
        if not chat:
            return _code(40029)
        if body["msgtype"] == "template_card":
            if code := flaw(body["template_card"], BOT):
                return _code(code)
        elif len(body["markdown"]["content"].encode()) > 20480:
            return _code(40058)
        self.late_codes[query["response_code"]] = ""
        self.screen.add(chat, _bubble(body))
        return _code(0)


def _bubble(body: dict[str, Any]) -> Bubble:
    if body["msgtype"] == "template_card":
        return Bubble("bot", "card", card=body["template_card"])
    return Bubble("bot", body["msgtype"], body[body["msgtype"]]["content"])


def _code(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": "ok" if not code else f"refused, {_REDACTED}, hint: [1]"}
