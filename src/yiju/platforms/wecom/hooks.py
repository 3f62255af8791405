"""Addresses that are secrets themselves: a group robot's, and the one for a bot's late answer."""

from typing import Any

from pydantic import SecretStr

from yiju.platforms.calls import PlatformError, ask


def post_to_group(base: str, key: SecretStr, message: dict[str, Any]) -> None:
    """Send a message by a group robot; it takes twenty a minute.

    Raises:
        PlatformError: it was not sent, or that is not known.
    """
    ask("POST", f"{base}/cgi-bin/webhook/send", query={"key": key.get_secret_value()}, body=message)


def answer_late(base: str, url: str, message: dict[str, Any]) -> None:
    """Answer by a callback's ``response_url``: good once, for an hour; in a group it is read by all.

    Raises:
        PlatformError: it was not sent, or that is not known. ``address``: the address is not the platform's.
    """
    if not url.startswith(f"{base}/cgi-bin/aibot/response?"):
        raise PlatformError("address", "回复地址不是企业微信的。")
    ask("POST", url, body=message)
