"""WeCom as it calls us: signed and sealed callbacks of the AI bot (JSON) and of the self-built app (XML).

Checks of each answer what the platform does: the seal, the nonce of the request, the time, the limits.
"""

import itertools
import json
import time
from typing import Any

import httpx2
from starlette.testclient import TestClient

from tests.support.wecom_gateway_cards import BOT, flaw
from tests.support.wecom_gateway_screen import Bubble, Screen
from yiju.platforms.wecom.callbacks import Kind
from yiju.platforms.wecom.crypto import Seal
from yiju.platforms.wecom.xml import Fields, cdata, fields_of, written

MOST_BYTES = 20480


class Caller:
    """The platform's side of one callback address.

    Attributes:
        ahead: seconds that its clock is ahead of ours.
        last: the last request, to be repeated.
    """

    def __init__(self, client: TestClient, path: str, kind: Kind, seal: Seal) -> None:
        self.client, self.path, self.kind, self.seal = client, path, kind, seal
        self.ahead = 0.0
        self.last: tuple[dict[str, str], bytes] = ({}, b"")
        self._nonces = itertools.count(1)

    def query(self, encrypted: str) -> dict[str, str]:
        """Signed parameters for what is sent."""
        at, nonce = str(int(time.time() + self.ahead)), f"nonce{next(self._nonces)}"
        return {
            "msg_signature": self.seal.signature(at, nonce, encrypted),
            "timestamp": at,
            "nonce": nonce,
        }

    def verify(self, text: str) -> httpx2.Response:
        """Test the address."""
        encrypted = self.seal.seal(text)
        return self.client.get(self.path, params=self.query(encrypted) | {"echostr": encrypted})

    def send(self, plain: str) -> httpx2.Response:
        """Send a message."""
        encrypted = self.seal.seal(plain)
        if self.kind == "json":
            body = json.dumps({"encrypt": encrypted}).encode()
        else:
            body = f"<xml><ToUserName/><AgentID/><Encrypt>{cdata(encrypted)}</Encrypt></xml>".encode()
        self.last = (self.query(encrypted), body)
        return self.again()

    def again(self) -> httpx2.Response:
        """Send the same request once more, to the byte."""
        query, body = self.last
        return self.client.post(self.path, params=query, content=body)

    def opened(self, response: httpx2.Response) -> str:
        """The answer in plain text; empty for none."""
        assert response.status_code == 200, response.text
        if not response.content:
            return ""
        nonce = self.last[0]["nonce"]
        if self.kind == "json":
            found = response.json()
            assert set(found) == {"encrypt", "msgsignature", "timestamp", "nonce"}
            assert isinstance(found["timestamp"], int)
            at, signature, encrypted = str(found["timestamp"]), found["msgsignature"], found["encrypt"]
            assert found["nonce"] == nonce
        else:
            fields = fields_of(response.content)
            at, signature, encrypted = fields["TimeStamp"], fields["MsgSignature"], fields["Encrypt"]
            assert fields["Nonce"] == nonce
        assert abs(int(at) - time.time()) < 100
        return self.seal.open(signature, at, nonce, encrypted)


class BotCaller(Caller):
    """Chats of an AI bot in callback mode, as people see them."""

    def __init__(self, client: TestClient, path: str, seal: Seal, bot: str) -> None:
        super().__init__(client, path, "json", seal)
        self.bot = bot
        self.screen = Screen()
        self._count = itertools.count(1)

    def call(self, body: dict[str, Any]) -> dict[str, Any]:
        """Send a body; the answer."""
        opened = self.opened(self.send(json.dumps(body, ensure_ascii=False)))
        found: dict[str, Any] = json.loads(opened) if opened else {}
        return found

    def body(self, user: str, chat: str = "", **more: Any) -> dict[str, Any]:
        """What all messages have."""
        made = {"msgid": f"B{next(self._count)}", "aibotid": self.bot, "from": {"userid": user}}
        return made | ({"chatid": chat, "chattype": "group"} if chat else {"chattype": "single"}) | more

    def say(self, user: str, text: str, *, chat: str = "", **more: Any) -> dict[str, Any]:
        """Somebody writes; the body sent. What is answered at once is on the screen."""
        body = self.body(user, chat, msgtype="text", text={"content": text}) | more
        self.screen.add(chat or user, Bubble(user, "text", text))
        self.show(chat or user, self.call(body))
        return body

    def refresh(self, user: str, *, chat: str = "") -> bool:
        """Ask for the last answer that is not finished. Whether it is now."""
        open_ones = [one for one in self.screen.of_bot(chat or user) if not one.finished]
        if not open_ones:
            return True
        body = self.body(user, chat, msgtype="stream", stream={"id": open_ones[-1].stream})
        self.show(chat or user, self.call(body))
        return open_ones[-1].finished

    def until_finished(self, user: str, *, chat: str = "", seconds: float = 20.0) -> None:
        """Ask until it is finished."""
        end = time.monotonic() + seconds
        while not self.refresh(user, chat=chat):
            assert time.monotonic() < end, self.screen.transcript(chat or user)
            time.sleep(0.02)

    def event(
        self, user: str, kind: str, payload: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Something happens; the answer."""
        event: dict[str, Any] = {"eventtype": kind} | ({kind: payload} if payload is not None else {})
        return self.call(self.body(user, msgtype="event", create_time=int(time.time()), event=event) | more)

    def press(self, user: str, label: str, **more: Any) -> dict[str, Any]:
        """Somebody presses a button; the card changes as answered."""
        bubble = self.screen.card(user, label)
        told = {
            "card_type": "button_interaction",
            "event_key": bubble.buttons()[label],
            "task_id": bubble.card["task_id"],
        }
        answer = self.event(user, "template_card_event", told, **more)
        if answer:
            assert answer["response_type"] == "update_template_card"
            assert flaw(answer["template_card"], BOT, update=True) == 0
            assert answer["template_card"]["task_id"] == bubble.card["task_id"]
            bubble.card = answer["template_card"]
        return answer

    def thumb(self, user: str, kind: int, **more: Any) -> dict[str, Any]:
        """Thumbs on the last answer that takes them."""
        bubble = next(one for one in reversed(self.screen.of_bot(user)) if one.feedback)
        return self.event(user, "feedback_event", {"id": bubble.feedback, "type": kind} | more)

    def show(self, chat: str, answer: dict[str, Any]) -> None:
        """Put an answer on the screen, after the platform's checks."""
        if not answer:
            return
        if answer["msgtype"] == "text":
            self.screen.add(chat, Bubble("bot", "text", answer["text"]["content"]))
            return
        assert answer["msgtype"] in {"stream", "stream_with_template_card"}
        stream = answer["stream"]
        assert 0 < len(stream["content"].encode()) <= MOST_BYTES
        bubble = self.screen.stream(chat, stream["id"])
        if bubble is None:
            bubble = self.screen.add(chat, Bubble("bot", "stream", stream=stream["id"]))
            bubble.feedback = stream.get("feedback", {}).get("id", "")
        bubble.text, bubble.finished = stream["content"], stream["finish"]
        if "template_card" in answer:
            assert flaw(answer["template_card"], BOT) == 0
            self.screen.add(chat, Bubble("bot", "card", card=answer["template_card"]))


class AppCaller(Caller):
    """People who write to the self-built app."""

    def __init__(self, client: TestClient, path: str, seal: Seal, corp: str, agent: str) -> None:
        super().__init__(client, path, "xml", seal)
        self.corp, self.agent = corp, agent
        self._count = itertools.count(1)

    def call(self, fields: Fields) -> Fields:
        """Send fields; the answer's."""
        opened = self.opened(self.send(written(fields)))
        return fields_of(opened) if opened else {}

    def fields(self, user: str, **more: Any) -> Fields:
        """What all messages have."""
        made = {"ToUserName": self.corp, "FromUserName": user, "CreateTime": int(time.time())}
        return made | {"AgentID": int(self.agent)} | more

    def say(self, user: str, text: str) -> Fields:
        """Somebody writes."""
        return self.call(
            self.fields(user, MsgType="text", Content=text, MsgId=str(10**15 + next(self._count)))
        )
