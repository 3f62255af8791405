"""No test reaches beyond this machine: a connection elsewhere fails the test that tries it."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock


class LeftTheMachine(AssertionError):
    """A test tried to reach another machine."""


def _is_here(address: object) -> bool:
    """Whether an address is a local socket's path, or on the loopback."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def offline() -> Iterator[None]:
    """Refuse every connection and name look-up that leaves the machine. Raises LeftTheMachine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def only_here(act: Any) -> Any:
        def guarded(self: socket.socket, address: Any) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address):
                raise LeftTheMachine(f"a test tried to connect to {address!r}")
            return act(self, address)

        return guarded

    def resolve(host: Any, *rest: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and not _is_here((name,)):
            raise LeftTheMachine(f"a test tried to look up {name!r}")
        return look_up(host, *rest, **options)

    with (
        mock.patch.object(socket.socket, "connect", only_here(connect)),
        mock.patch.object(socket.socket, "connect_ex", only_here(connect_ex)),
        mock.patch.object(socket, "getaddrinfo", resolve),
    ):
        yield
