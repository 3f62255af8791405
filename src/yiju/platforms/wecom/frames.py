"""Frames of the AI bot's long connection, as JSON text. Vendor documentation "智能机器人长连接"."""

import json
from typing import Any, NamedTuple

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
RESPOND = "aibot_respond_msg"
WELCOME = "aibot_respond_welcome_msg"
UPDATE = "aibot_respond_update_msg"
SEND = "aibot_send_msg"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
SUPERSEDED = "disconnected_event"
MOST_BYTES = 1024 * 1024


class BadFrame(ValueError):
    """What came is no frame."""


class Frame(NamedTuple):
    """One thing from the server.

    Attributes:
        cmd: empty for an answer to ours.
        code: an answer's errcode; 0 alone is success.
    """

    cmd: str
    req_id: str
    body: dict[str, Any]
    code: str

    @property
    def event(self) -> str:
        """An event's type; empty for what is none."""
        event = self.body.get("event")
        kind = event.get("eventtype") if isinstance(event, dict) else None
        return kind if isinstance(kind, str) else ""


def parse(raw: str | bytes) -> Frame:
    """Read a frame.

    Raises:
        BadFrame: it is not JSON, no object, or a part has the wrong form.
    """
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFrame("json") from None
    if not isinstance(found, dict):
        raise BadFrame("object")
    headers, body, cmd = found.get("headers"), found.get("body") or {}, found.get("cmd") or ""
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    if not isinstance(req_id, str) or not isinstance(body, dict) or not isinstance(cmd, str):
        raise BadFrame("members")
    code = found.get("errcode")
    done = isinstance(code, int) and not isinstance(code, bool) and code == 0
    return Frame(cmd, req_id, body, "0" if done else repr(code)[:40])


def text(cmd: str, req_id: str, body: dict[str, Any] | None = None) -> str:
    """A frame of ours."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        frame["body"] = body
    return json.dumps(frame, ensure_ascii=False)
