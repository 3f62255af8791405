"""Messages that are no cards: over a message's own ``sessionWebhook``, and to people and groups unasked."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from yiju.platforms.dingtalk.errors import DingTalkError, Verdict
from yiju.platforms.dingtalk.rest import Api

MOST_BYTES = 15_000
"""Of a markdown text: documented for groups, taken over for the rest."""
MOST_PEOPLE = 20
_SESSION_PATH = "/robot/sendBySession"


def is_session_webhook(url: str, oapi_base: str) -> bool:
    """Whether an address that came with a message is DingTalk's own: nothing else is ever posted to."""
    base, parts = urlsplit(oapi_base), urlsplit(url)
    same = (parts.scheme, parts.netloc) == (base.scheme, base.netloc)
    return same and parts.path == _SESSION_PATH and "@" not in parts.netloc


def markdown_body(title: str, text: str, at: Sequence[str] = ()) -> dict[str, Any]:
    """A markdown message for a webhook. ``at``: user ids, each also written ``@id`` in the text."""
    body: dict[str, Any] = {"msgtype": "markdown", "markdown": {"title": title, "text": text}}
    return body | {"at": {"atUserIds": list(at)}} if at else body


async def send_by_session(api: Api, webhook: str, body: dict[str, Any]) -> None:
    """Answer where the message came from. Not counted as an API call.

    Raises:
        DingTalkError: not sent; of kind ``session`` where the address is over, or none of DingTalk's.
    """
    if not is_session_webhook(webhook, api.app.oapi_base):
        raise DingTalkError("session.foreign", Verdict("session"))
    await api.post(webhook, body)


async def send_to_people(api: Api, users: Sequence[str], title: str, text: str) -> None:
    """Markdown to people, one by one in their chat with the robot; at most 20 at once.

    Raises:
        DingTalkError: not sent, or not to all: of kind ``person`` where they cannot be reached, ``throttled``
            where they got too much lately.
    """
    body = _robot(api, title, text) | {"userIds": list(users)}
    given = await api.call("POST", "/v1.0/robot/oToMessages/batchSend", body, api="oToMessages/batchSend")
    if given.get("flowControlledStaffIdList"):
        raise DingTalkError("flowControlled", Verdict("throttled", 10))
    if given.get("invalidStaffIdList"):
        raise DingTalkError("staffId.notExisted", Verdict("person"))


async def send_to_group(api: Api, conversation: str, title: str, text: str) -> None:
    """Markdown to a group that the robot is in.

    Raises:
        DingTalkError: not sent.
    """
    body = _robot(api, title, text) | {"openConversationId": conversation}
    await api.call("POST", "/v1.0/robot/groupMessages/send", body, api="groupMessages/send")


def _robot(api: Api, title: str, text: str) -> dict[str, Any]:
    param = json.dumps({"title": title, "text": text}, ensure_ascii=False)
    return {"robotCode": api.app.robot, "msgKey": "sampleMarkdown", "msgParam": param}
