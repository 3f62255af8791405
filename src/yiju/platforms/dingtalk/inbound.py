"""What DingTalk sends us, read: bot messages, clicks on cards, people who left. Unknown parts are ignored."""

import datetime as dt
import json
from typing import Any

from pydantic import BaseModel, ConfigDict

OVER_QUOTA = "20001"
"""A message's errorCode: the organisation is over its monthly quota, and the text is missing."""
MOST_TEXT = 8_000
_LONGEST_SESSION = dt.timedelta(hours=2)
"""DingTalk's are good for an hour and a half; nothing in an HTTP call's body is signed, its end neither."""


class Unreadable(ValueError):
    """What came has not the form of what it should be."""


class BotMessage(BaseModel):
    """A message for the bot, by either way.

    Attributes:
        text: what was typed or said (voice comes with its transcription), the mention taken away.
        kind: DingTalk's msgtype.
        sender: userId of an employee; empty for people from outside, or where the robot is not published.
        sender_corp: the organisation of ``sender``; empty where DingTalk does not tell.
        at: when it was sent, UTC.
        webhook: bearer address for answers, until ``webhook_until``, two hours from now at most: secret.
        error: errorCode, as ``20001``.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    id: str
    kind: str
    text: str
    conversation: str
    group: bool
    title: str
    corp: str
    robot: str
    sender: str
    sender_corp: str
    nick: str
    at: dt.datetime
    webhook: str
    webhook_until: dt.datetime | None
    error: str


class CardPress(BaseModel):
    """A click on a card. ``user`` is told by DingTalk; ``params`` are what the card's button holds.

    ``user_kind``: 1 where ``user`` is a userId, 2 a unionId, 0 what nobody knows.
    """

    model_config = ConfigDict(frozen=True)

    corp: str
    user: str
    user_kind: int
    track: str
    space: str
    params: dict[str, str]


def read_message(data: dict[str, Any]) -> BotMessage:
    """A bot message's body.

    Raises:
        Unreadable: it has no id or no conversation.
    """
    message_id, conversation = _text(data, "msgId"), _text(data, "conversationId")
    if not message_id or not conversation or len(message_id) > 250 or len(conversation) > 250:
        raise Unreadable("msgId/conversationId")
    kind = _text(data, "msgtype")
    return BotMessage(
        id=message_id,
        kind=kind,
        text=_said(kind, data).strip()[:MOST_TEXT],
        conversation=conversation,
        group=_text(data, "conversationType") == "2",
        title=_text(data, "conversationTitle")[:200],
        corp=_text(data, "chatbotCorpId"),
        robot=_text(data, "robotCode"),
        sender=_text(data, "senderStaffId")[:200],
        sender_corp=_text(data, "senderCorpId"),
        nick=_text(data, "senderNick")[:100],
        at=_moment(data.get("createAt")) or dt.datetime.now(dt.UTC),
        webhook=_text(data, "sessionWebhook"),
        webhook_until=_until(data.get("sessionWebhookExpiredTime")),
        error=_text(data, "errorCode"),
    )


def _said(kind: str, data: dict[str, Any]) -> str:
    content = _object(data.get("content"))
    if kind == "text":
        typed = data.get("text")
        return _text(typed if isinstance(typed, dict) else content, "content") or _plain(data.get("content"))
    if kind == "audio":
        return _text(content, "recognition")
    if kind == "richText":
        texts = [_text(part, "text") for part in _list(content.get("richText")) if isinstance(part, dict)]
        return "\n".join(text.strip() for text in texts if text.strip())
    return ""


def read_press(data: dict[str, Any]) -> CardPress:
    """A card callback's body; older forms, too.

    Raises:
        Unreadable: nobody, no card, or nothing that could be a button.
    """
    track, user = _text(data, "outTrackId"), _text(data, "userId")
    content = _object(data.get("content")) or _object(data.get("value"))
    private = _object(content.get("cardPrivateData"))
    params = _object(private.get("params")) or _object(content.get("params"))
    if not track or not user or len(track) > 250 or len(user) > 200 or not content:
        raise Unreadable("outTrackId/userId/content")
    kind = _plain(data.get("userIdType", 1))
    return CardPress(
        corp=_text(data, "corpId"),
        user=user,
        user_kind=int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 5 else 0,
        track=track,
        space=_text(data, "spaceId")[:250],
        params={str(name): _chosen(value) for name, value in params.items()},
    )


def read_left(event: str, data: dict[str, Any]) -> tuple[str, ...]:
    """User ids of people who left the organisation, where the event says so."""
    if event != "user_leave_org":
        return ()
    given = next((data[name] for name in ("userId", "UserId", "userIds") if name in data), None)
    users = [given] if isinstance(given, str) else _list(given)
    return tuple(user for user in users if isinstance(user, str) and 0 < len(user) <= 200)


def _chosen(value: object) -> str:
    """A parameter as text; of a select box, what was chosen."""
    if isinstance(value, dict):
        value = value.get("value", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value[:2000] if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _object(value: object) -> dict[str, Any]:
    """An object, or one in a string; else an empty one."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _text(data: dict[str, Any], name: str) -> str:
    return _plain(data.get(name))


def _plain(value: object) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _until(value: object) -> dt.datetime | None:
    told = _moment(value)
    return told and min(told, dt.datetime.now(dt.UTC) + _LONGEST_SESSION)


def _moment(value: object) -> dt.datetime | None:
    """Milliseconds, as a number or a string."""
    text = _plain(value)
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 10**14:
        return None
    return dt.datetime.fromtimestamp(int(text) / 1000, dt.UTC)
