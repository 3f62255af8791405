"""What WeCom's long connection takes and refuses: windows, limits, who may be spoken to."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from tests.support.wecom_gateway_cards import BOT, flaw
from tests.support.wecom_gateway_screen import Bubble, Screen

MOST_BYTES = 20480


class SocketRules:
    """The rules, and what people see of what passes them.

    Attributes:
        stream_window, update_window: seconds that a stream or an event may be answered in.
        per_minute: messages and frames of one conversation.
        refuse: next errcodes by command, in place of the rules' own.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.screen = Screen()
        self.refuse: dict[str, deque[int]] = defaultdict(deque)
        self.stream_window = 600.0
        self.update_window = 5.0
        self.per_minute = 30
        self._asked: dict[str, tuple[str, dict[str, Any], float]] = {}
        self._begun: dict[str, float] = {}
        self._paces: dict[str, deque[float]] = defaultdict(deque)
        self._heard: set[str] = set()
        self._tasks: set[str] = set()

    def heard(self, chat: str, req_id: str, cmd: str, body: dict[str, Any]) -> None:
        """Something was pushed to the client, that may be answered from now on."""
        self._asked[req_id] = (cmd, body, self.clock())
        if cmd == "aibot_msg_callback":
            self._heard.add(chat)

    def judge(self, cmd: str, req_id: str, body: dict[str, Any]) -> int:
        """The errcode of a frame, once it was shown where it may be."""
        if self.refuse[cmd]:
            return self.refuse[cmd].popleft()
        if cmd == "aibot_send_msg":
            return self._pushed(body)
        handler = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
        }.get(cmd)
        return handler(req_id, body) if handler else 0 if cmd == "ping" else 40058

    def _of(self, req_id: str, kind: str, window: float) -> dict[str, Any] | None:
        """The callback that is answered; None where it is none of this kind, or too long ago."""
        cmd, body, at = self._asked.get(req_id, ("", {}, 0.0))
        found = body.get("event", {}).get("eventtype", "message") if cmd else ""
        return body if found == kind and self.clock() - at <= window else None

    def _respond(self, req_id: str, body: dict[str, Any]) -> int:
        asked = self._of(req_id, "message", 24 * 3600)
        if asked is None:
            return 846605
        chat = asked.get("chatid") or asked["from"]["userid"]
        if self._too_fast(chat):
            return 45009
        if body.get("msgtype") == "stream":
            return self._stream(chat, body["stream"])
        return self._show(chat, body)

    def _stream(self, chat: str, stream: dict[str, Any]) -> int:
        if set(stream) - {"id", "finish", "content", "feedback"} or not isinstance(stream["finish"], bool):
            return 40058
        if len(stream["content"].encode()) > MOST_BYTES or not stream["content"].strip():
            return 40058
        bubble = self.screen.stream(chat, stream["id"])
        if bubble is None:
            self._begun[stream["id"]] = self.clock()
            bubble = self.screen.add(chat, Bubble("bot", "stream", stream=stream["id"], finished=False))
            bubble.feedback = stream.get("feedback", {}).get("id", "")
        elif bubble.finished or self.clock() - self._begun[stream["id"]] > self.stream_window:
            return 846608
        elif "feedback" in stream:
            return 40058
        bubble.text, bubble.finished = stream["content"], stream["finish"]
        return 0

    def _welcome(self, req_id: str, body: dict[str, Any]) -> int:
        asked = self._of(req_id, "enter_chat", self.update_window)
        if asked is None:
            return 846605
        if body.get("msgtype") == "text":
            self.screen.add(asked["from"]["userid"], Bubble("bot", "text", body["text"]["content"]))
            return 0
        return self._show(asked["from"]["userid"], body) if body.get("msgtype") == "template_card" else 40058

    def _update(self, req_id: str, body: dict[str, Any]) -> int:
        asked = self._of(req_id, "template_card_event", self.update_window)
        if asked is None:
            return 846605
        card = body.get("template_card", {})
        event = asked["event"]["template_card_event"]
        if body.get("response_type") != "update_template_card" or card.get("task_id") != event["task_id"]:
            return 42016
        if code := flaw(card, BOT, update=True):
            return code
        chat = asked.get("chatid") or asked["from"]["userid"]
        for bubble in self.screen.of_bot(chat):
            if bubble.card.get("task_id") == card["task_id"]:
                bubble.card = card
        return 0

    def _pushed(self, body: dict[str, Any]) -> int:
        chat = body.get("chatid", "")
        if body.get("chat_type", 0) not in {0, 1, 2} or chat not in self._heard:
            return 93006
        return 45009 if self._too_fast(chat) else self._show(chat, body)

    def _show(self, chat: str, body: dict[str, Any]) -> int:
        kind = body.get("msgtype")
        if kind == "markdown":
            content = body["markdown"]["content"]
            if len(content.encode()) > MOST_BYTES or not content.strip():
                return 40058
            self.screen.add(chat, Bubble("bot", "markdown", content))
            return 0
        if kind != "template_card":
            return 40058
        card = body["template_card"]
        if code := flaw(card, BOT):
            return code
        if card["task_id"] in self._tasks:
            return 42014
        self._tasks.add(card["task_id"])
        self.screen.add(chat, Bubble("bot", "card", card=card))
        return 0

    def _too_fast(self, chat: str) -> bool:
        pace, now = self._paces[chat], self.clock()
        while pace and pace[0] <= now - 60:
            pace.popleft()
        if len(pace) >= self.per_minute:
            return True
        pace.append(now)
        return False
