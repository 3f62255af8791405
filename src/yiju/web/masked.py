"""What leaves the API, without the personal data that the policy masks everywhere.

One place for every route, also those to come. Advice that was kept before the policy, titles, what reviewers
wrote and what an error quotes are blotted on their way out; nothing kept is changed.
"""

import json
import re
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yiju.copilot.blotting import blotted_answer
from yiju.privacy import Policy
from yiju.web.gate import API
from yiju.web.house import House

_DATA = re.compile(rb"^data: (.+)$", re.MULTILINE)
"""What an event of a stream holds; ``events`` sends each as one chunk."""


class Masked:
    """Blots JSON answers and events below ``/api``. Pictures and files pass as they are."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        policy = self.house.privacy
        ours = scope["type"] == "http" and scope["path"].startswith(API)
        out = _Out(send, policy) if ours and policy.kinds("mask_everywhere") else send
        await self.app(scope, receive, out)


class _Out:
    """Sends on what one request answers."""

    def __init__(self, send: Send, policy: Policy) -> None:
        self._send = send
        self._policy = policy
        self._start: Message | None = None
        self._media = ""
        self._parts: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._media = MutableHeaders(scope=message).get("content-type", "").partition(";")[0]
            self._start = message
            if self._media != "application/json":
                await self._send(message)
        elif self._media == "application/json" and message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._whole(b"".join(self._parts))
        elif self._media == "text/event-stream" and message.get("body"):
            await self._send({**message, "body": _DATA.sub(self._event, message["body"])})
        else:
            await self._send(message)

    async def _whole(self, body: bytes) -> None:
        assert self._start is not None
        made = self._blotted(body) if body else body
        MutableHeaders(scope=self._start)["content-length"] = str(len(made))
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": made, "more_body": False})

    def _event(self, match: re.Match[bytes]) -> bytes:
        return b"data: " + self._blotted(match[1])

    def _blotted(self, body: bytes) -> bytes:
        value: Any = blotted_answer(json.loads(body), self._policy)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
