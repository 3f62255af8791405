"""The wire to a mail server: no answer drips on for ever, and none is larger than what may be asked for."""

import imaplib
import socket
import ssl
import time
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient

from yiju.sync.imap_config import TooMuch

_AT_ONCE = 65_536
_BYTES_A_SECOND = 65_536
"""What comes faster may take longer than the timeout: so a large mail over a slow line comes, and no drip."""


@dataclass(slots=True)
class Bounds:
    """Of the answer under way.

    Attributes:
        seconds: that it may take, beside a second for each 64 KB that came. most: bytes of it.
    """

    seconds: float
    most: int
    began: float = 0.0
    came: int = 0

    def begin(self) -> None:
        """Now something is asked for."""
        self.began, self.came = time.monotonic(), 0

    def left(self) -> float:
        """Seconds. Raises TimeoutError where there are none."""
        left = self.began + self.seconds + self.came / _BYTES_A_SECOND - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        return left

    def check(self, more: int) -> None:
        """Raises TooMuch where so many bytes more are too many."""
        if self.came + more > self.most:
            raise TooMuch(f"邮箱的回答超过 {self.most / 1024 / 1024:.0f} MB，没有读完。")


class _Wire(imaplib.IMAP4):
    """Reads for itself: a buffered file would wait for each byte anew."""

    def __init__(self, host: str, port: int, bounds: Bounds, trust: ssl.SSLContext | None) -> None:
        self._bounds, self._trust = bounds, trust
        self._came = bytearray()
        self._of: socket.socket | None = None
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        made = socket.create_connection((self.host, self.port), self._bounds.left())
        if self._trust is None:
            return made
        made.settimeout(self._bounds.left())
        return self._trust.wrap_socket(made, server_hostname=self.host)

    def read(self, size: int) -> bytes:
        """As its base class. Raises TooMuch, TimeoutError."""
        self._bounds.check(size - len(self._came))
        while len(self._came) < size and self._more():
            pass
        return self._taken(size)

    def readline(self) -> bytes:
        """As its base class. Raises TooMuch, TimeoutError."""
        looked = 0
        while (end := self._came.find(b"\n", looked)) < 0:
            looked = len(self._came)
            if not self._more():
                return self._taken(looked)
        return self._taken(end + 1)

    def send(self, data: Any) -> None:
        """As its base class. Raises TimeoutError."""
        self._begin_anew()
        self.sock.settimeout(self._bounds.left())
        super().send(data)

    def _more(self) -> bool:
        self._begin_anew()
        self._bounds.check(0)
        self.sock.settimeout(self._bounds.left())
        some = self.sock.recv(_AT_ONCE)
        self._bounds.came += len(some)
        self._came += some
        return bool(some)

    def _begin_anew(self) -> None:
        """What was said in the clear is no answer under TLS: anybody on the way may have said it."""
        if self._of is not self.sock:
            self._of = self.sock
            self._came.clear()
            self.untagged_responses = {}

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._came[:size])
        del self._came[:size]
        return taken


class BoundedClient(IMAPClient):  # type: ignore[misc]
    """An ``IMAPClient`` over such a wire.

    Args:
        trust: with which TLS begins at once; None: it does not.
    """

    def __init__(self, host: str, port: int, bounds: Bounds, trust: ssl.SSLContext | None) -> None:
        self._bounds = bounds
        super().__init__(host, port, ssl=trust is not None, ssl_context=trust)

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  (its base class calls it so)
        return _Wire(self.host, self.port, self._bounds, self.ssl_context)
