"""Callbacks of WeCom: what is let in, in the order of checks, and how answers are wrapped.

Either envelope: JSON of the AI bot, XML of the self-built app.
"""

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Literal

from yiju.platforms.wecom.crypto import BODY, SIGNATURE, BadEnvelope, Seal
from yiju.platforms.wecom.xml import BadXml, cdata, fields_of

MOST_BYTES = 256 * 1024
"""The largest body taken."""
_SEEN_SECONDS = 2 * 3600
"""The vendor promises nonces that do not come again for this long."""
_MOST_SEEN = 200_000
_DIGITS = re.compile(r"\d{1,12}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{40}")
Kind = Literal["json", "xml"]


class Replays:
    """Signatures seen in the last two hours; the oldest go when there are too many."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, most: int = _MOST_SEEN) -> None:
        self._now = now
        self._most = most
        self._seen: OrderedDict[tuple[str, str, str], float] = OrderedDict()
        self._lock = threading.Lock()

    def first(self, key: tuple[str, str, str]) -> bool:
        """Whether this (nonce, timestamp, signature) comes for the first time; from now on it is known."""
        with self._lock:
            now = self._now()
            while self._seen and next(iter(self._seen.values())) <= now - _SEEN_SECONDS:
                self._seen.popitem(last=False)
            if key in self._seen:
                return False
            self._seen[key] = now
            if len(self._seen) > self._most:
                self._seen.popitem(last=False)
            return True

    def forget(self, key: tuple[str, str, str]) -> None:
        """It may come again: it could not be kept."""
        with self._lock:
            self._seen.pop(key, None)


class Door:
    """What comes in by one callback address: all checks, failing closed."""

    def __init__(
        self,
        seal: Seal,
        kind: Kind,
        *,
        seconds: int = 300,
        now: Callable[[], float] = time.time,
        replays: Replays | None = None,
    ) -> None:
        """
        Args:
            seconds: the oldest and the newest timestamp taken, from now; the vendor sets no number.
        """
        self._seal = seal
        self._kind = kind
        self._seconds = seconds
        self._now = now
        self._replays = replays or Replays()

    def verify(self, query: Mapping[str, str]) -> str:
        """What the platform's test of the address (GET) is answered with.

        Raises:
            BadEnvelope: it is not from the platform.
        """
        return self._open(query, query.get("echostr", ""))

    def message(self, query: Mapping[str, str], body: bytes) -> str:
        """The message of a POST, decrypted.

        Raises:
            BadEnvelope: it is not from the platform, old, or repeated.
        """
        if len(body) > MOST_BYTES:
            raise BadEnvelope(BODY, "正文过大")
        self._asked(query)
        return self._open(query, encrypted_of(body, self._kind))

    def forget(self, query: Mapping[str, str]) -> None:
        """Let the same request in again: it could not be kept, and the platform will repeat it."""
        self._replays.forget((query["nonce"], query["timestamp"], query["msg_signature"]))

    def reply(self, message: str, nonce: str) -> str:
        """The body that answers a callback with this message.

        Args:
            nonce: of the request.
        """
        return wrapped(self._seal, self._kind, message, timestamp=int(self._now()), nonce=nonce)

    def _asked(self, query: Mapping[str, str]) -> tuple[str, str, str]:
        signature = query.get("msg_signature", "")
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not (_HEX.fullmatch(signature) and _DIGITS.fullmatch(timestamp) and 1 <= len(nonce) <= 64):
            raise BadEnvelope(SIGNATURE, "缺少签名参数")
        if abs(self._now() - int(timestamp)) > self._seconds:
            raise BadEnvelope(SIGNATURE, "时间戳过旧或超前")
        return signature, timestamp, nonce

    def _open(self, query: Mapping[str, str], encrypted: str) -> str:
        signature, timestamp, nonce = self._asked(query)
        message = self._seal.open(signature, timestamp, nonce, encrypted)
        if not self._replays.first((nonce, timestamp, signature)):
            raise BadEnvelope(SIGNATURE, "重放")
        return message


def encrypted_of(body: bytes, kind: Kind) -> str:
    """The encrypted member of a callback's body.

    Raises:
        BadEnvelope: there is none (-40002).
    """
    try:
        if kind == "xml":
            found = fields_of(body).get("Encrypt")
        else:
            given = json.loads(body)
            found = given.get("encrypt") if isinstance(given, dict) else None
    except BadXml as error:
        raise BadEnvelope(BODY, error.why) from None
    except (ValueError, RecursionError):
        raise BadEnvelope(BODY, "正文看不懂") from None
    if not isinstance(found, str):
        raise BadEnvelope(BODY, "正文里没有密文")
    return found


def wrapped(
    seal: Seal, kind: Kind, message: str, *, timestamp: int, nonce: str, random: bytes | None = None
) -> str:
    """A reply in its envelope. The members' names differ between JSON and XML, as the vendor has them."""
    encrypted = seal.seal(message, random=random)
    signature = seal.signature(str(timestamp), nonce, encrypted)
    if kind == "json":
        made = {"encrypt": encrypted, "msgsignature": signature, "timestamp": timestamp, "nonce": nonce}
        return json.dumps(made, ensure_ascii=False)
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
