"""Asking for a place to connect to: endpoint and a ticket, good once and for 90 seconds."""

import platform
from collections.abc import Iterable
from urllib.parse import quote_plus, urlsplit

from yiju.platforms.dingtalk.errors import DingTalkError, Verdict
from yiju.platforms.dingtalk.frames import BOT_MESSAGE, CARD_CALLBACK
from yiju.platforms.dingtalk.rest import Api

SUBSCRIBED: tuple[tuple[str, str], ...] = (
    ("EVENT", "*"),
    ("CALLBACK", BOT_MESSAGE),
    ("CALLBACK", CARD_CALLBACK),
)
_VENDOR = ".dingtalk.com"


async def open_connection(api: Api, subscribed: Iterable[tuple[str, str]] = SUBSCRIBED) -> str:
    """The address to connect to, ticket included: a credential, never to be logged.

    Raises:
        DingTalkError: there is none to be had, or it is no address of DingTalk's.
    """
    found = await api.post(
        f"{api.app.api_base}/v1.0/gateway/connections/open",
        {
            "clientId": api.app.client_id,
            "clientSecret": api.app.client_secret.get_secret_value(),
            "subscriptions": [{"type": kind, "topic": topic} for kind, topic in subscribed],
            "ua": f"yiju/1.0 python/{platform.python_version()}",
            "localIp": "127.0.0.1",  # informational; the real one is nobody's business
        },
    )
    endpoint, ticket = found.get("endpoint"), found.get("ticket")
    if not isinstance(endpoint, str) or not isinstance(ticket, str) or not ticket:
        raise DingTalkError("unreadable", Verdict("busy", 1))
    parts, base = urlsplit(endpoint), urlsplit(api.app.api_base)
    theirs = parts.scheme == "wss" and f".{parts.hostname}".endswith(_VENDOR)
    if not theirs and parts.hostname != base.hostname:
        raise DingTalkError("endpoint", Verdict("permission"))
    return f"{endpoint}?ticket={quote_plus(ticket)}"
