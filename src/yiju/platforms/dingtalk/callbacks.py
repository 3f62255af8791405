"""HTTP mode: what is let in at the addresses that DingTalk calls, in the order of checks.

Messages and clicks are signed by a header that does not cover the body: HTTPS, and a firewall that lets
only DingTalk through, are a part of the security. Events are encrypted.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from yiju.platforms.dingtalk.signing import BadSignature, check_signature, sign, sign_card
from yiju.platforms.wecom.crypto import Seal

MOST_BYTES = 256 * 1024
_HEX = re.compile(r"[0-9a-f]{40}")
_DIGITS = re.compile(r"\d{1,16}", re.ASCII)


class BadBody(ValueError):
    """A body that is no JSON object, or too large."""


def check_message(
    headers: Mapping[str, str], secret: str, window_s: int, now: Callable[[], float] = time.time
) -> None:
    """Whether a bot message is DingTalk's. Raises BadSignature."""
    stamp = headers.get("timestamp", "")
    check_signature(sign(secret, stamp), headers.get("sign", ""), stamp, int(now() * 1000), window_s * 1000)


def check_card(
    headers: Mapping[str, str], secret: str, window_s: int, now: Callable[[], float] = time.time
) -> None:
    """Whether a click is DingTalk's. Raises BadSignature."""
    stamp = headers.get("x-ddpaas-signature-timestamp", "")
    given = headers.get("x-ddpaas-signature", "")
    check_signature(sign_card(secret, stamp), given, stamp, int(now() * 1000), window_s * 1000)


def read_body(body: bytes) -> dict[str, Any]:
    """A JSON object of at most 256 KiB. Raises BadBody."""
    if len(body) > MOST_BYTES:
        raise BadBody("size")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadBody("json") from None
    if not isinstance(found, dict):
        raise BadBody("object")
    return found


class EventDoor:
    """Opens encrypted events; the envelope is that of WeCom's callbacks."""

    def __init__(
        self, token: str, aes_key: str, receive_id: str, window_s: int, now: Callable[[], float] = time.time
    ) -> None:
        """
        Args:
            receive_id: the app's AppKey; CorpID by old documents, SuiteKey of suites.

        Raises:
            BadEnvelope: the key is none.
        """
        self._seal = Seal(token, aes_key, receive_id)
        self._window_ms = window_s * 1000
        self._now = now

    def open(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The event.

        Raises:
            BadSignature, BadEnvelope: it is not DingTalk's, or old.
            BadBody: it is no JSON, inside or outside.
        """
        signature = query.get("msg_signature") or query.get("signature") or ""
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (_HEX.fullmatch(signature) and _DIGITS.fullmatch(stamp) and 1 <= len(nonce) <= 64):
            raise BadSignature("missing")
        sent = int(stamp) * (1000 if len(stamp) <= 10 else 1)
        if abs(int(self._now() * 1000) - sent) > self._window_ms:
            raise BadSignature("old")
        encrypted = read_body(body).get("encrypt")
        if not isinstance(encrypted, str):
            raise BadBody("encrypt")
        return read_body(self._seal.open(signature, stamp, nonce, encrypted).encode())

    def success(self, nonce: str) -> dict[str, str]:
        """The answer that DingTalk waits for: the word, encrypted."""
        stamp = str(int(self._now() * 1000))
        encrypted = self._seal.seal("success")
        signature = self._seal.signature(stamp, nonce, encrypted)
        return {"msg_signature": signature, "timeStamp": stamp, "nonce": nonce, "encrypt": encrypted}
