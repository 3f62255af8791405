"""DingTalk's signatures: HMAC-SHA256, base64. None of them covers a body."""

import base64
import binascii
import hashlib
import hmac

from yiju.platforms.calls import PlatformError


class BadSignature(PlatformError):
    """A call that is not proven to be DingTalk's. ``code`` says why; for the log, never for the caller."""

    def __init__(self, why: str) -> None:
        super().__init__(why, "签名不对。", hint="请核对应用的密钥与本机的时钟。")


def sign(secret: str, timestamp: str) -> str:
    """The ``sign`` of bot messages (secret: AppSecret) and of custom robots (secret: ``SEC…``), base64."""
    return _hmac(secret, f"{timestamp}\n{secret}")


def sign_card(secret: str, timestamp: str) -> str:
    """``x-ddpaas-signature`` of card callbacks by HTTP (secret: apiSecret): of the timestamp alone."""
    return _hmac(secret, timestamp)


def check_signature(expected: str, given: str, timestamp: str, now_ms: int, window_ms: int) -> None:
    """Whether a call is signed, and young enough.

    Args:
        expected: what ``sign`` or ``sign_card`` gives for this timestamp.
        timestamp: as sent, milliseconds.
        window_ms: oldest (and furthest in the future) that is taken; this very age still is.

    Raises:
        BadSignature: it is not.
    """
    if not given or not timestamp:
        raise BadSignature("missing")
    if not (timestamp.isascii() and timestamp.isdigit()) or len(timestamp) > 16:
        raise BadSignature("timestamp")
    if abs(now_ms - int(timestamp)) > window_ms:
        raise BadSignature("old")
    try:
        raw = base64.b64decode(given.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise BadSignature("base64") from None
    if not hmac.compare_digest(raw, base64.b64decode(expected)):
        raise BadSignature("sign")


def _hmac(key: str, message: str) -> str:
    made = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(made).decode()
