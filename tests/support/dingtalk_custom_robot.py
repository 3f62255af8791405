"""DingTalk's custom group robot: signed, 20 a minute, a msgUuid shown once."""

import base64
import hashlib
import hmac
import time
from typing import Any

Answer = tuple[int, Any]


class CustomRobot:
    """One robot of a group."""

    TOKEN, SECRET = "robot-very-secret-token", "SEC-robot-very-secret"

    def __init__(self) -> None:
        self._uuids: set[str] = set()
        self._sent: list[float] = []

    def take(self, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any, bool]:
        """HTTP status, answer, and whether it is shown now."""
        if query.get("access_token") != self.TOKEN:
            return 200, {"errcode": 400101, "errmsg": "m"}, False
        stamp = query.get("timestamp", "0")
        made = hmac.new(self.SECRET.encode(), f"{stamp}\n{self.SECRET}".encode(), hashlib.sha256).digest()
        if query.get("sign") != base64.b64encode(made).decode():
            return 200, {"errcode": 310000, "errmsg": "sign not match"}, False
        if abs(time.time() * 1000 - int(stamp)) > 3_600_000:
            return 200, {"errcode": 310000, "errmsg": "invalid timestamp"}, False
        if body.get("msgUuid") in self._uuids:
            return 200, {"errcode": 0, "errmsg": "ok"}, False
        now = time.monotonic()
        self._sent = [at for at in self._sent if now - at < 60] + [now]
        if len(self._sent) > 20:
            return 200, {"errcode": 410100, "errmsg": "m"}, False
        self._uuids.add(body["msgUuid"])
        return 200, {"errcode": 0, "errmsg": "ok"}, True
