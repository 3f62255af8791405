"""Frames of the Stream socket: what the server sends, and what is answered."""

import json
from typing import Any, NamedTuple

BOT_MESSAGE = "/v1.0/im/bot/messages/get"
CARD_CALLBACK = "/v1.0/card/instances/callback"
OK, BAD_REQUEST, NO_HANDLER, FAILED = 200, 400, 404, 500
MOST_BYTES = 1024 * 1024


class BadFrame(ValueError):
    """What came is no frame. ``message_id`` where it could be read, so that it can be refused."""

    def __init__(self, why: str, message_id: str = "") -> None:
        super().__init__(why)
        self.message_id = message_id


class Frame(NamedTuple):
    """One thing from the server.

    Attributes:
        data: its JSON, decoded; an object in all known topics.
        headers: as they came; unknown ones included.
    """

    type: str
    topic: str
    message_id: str
    headers: dict[str, Any]
    data: dict[str, Any]


class Ack(NamedTuple):
    """What is answered: ``data`` is sent as JSON in a string."""

    data: dict[str, Any]
    code: int = OK
    message: str = "OK"


def parse(raw: str | bytes) -> Frame:
    """Read a frame.

    Raises:
        BadFrame: it is not JSON, no object, or a part has the wrong form.
    """
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFrame("json") from None
    headers = found.get("headers") if isinstance(found, dict) else None
    if not isinstance(headers, dict):
        raise BadFrame("headers")
    message_id, topic, kind = headers.get("messageId"), headers.get("topic"), found.get("type")
    if not isinstance(message_id, str) or not isinstance(topic, str) or not isinstance(kind, str):
        raise BadFrame("headers")
    data = found.get("data") or "{}"
    try:
        data = json.loads(data) if isinstance(data, str) else data
    except (ValueError, RecursionError):
        raise BadFrame("data", message_id) from None
    if not isinstance(data, dict):
        raise BadFrame("data", message_id)
    return Frame(kind, topic, message_id, headers, data)


def render(ack: Ack, message_id: str) -> str:
    """The ACK of a frame, as sent."""
    return json.dumps(
        {
            "code": ack.code,
            "headers": {"contentType": "application/json", "messageId": message_id},
            "message": ack.message,
            "data": json.dumps(ack.data, ensure_ascii=False),
        },
        ensure_ascii=False,
    )
