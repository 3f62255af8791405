"""Where a web source may go, and for how long: every connection is checked where it is made.

A page, a redirect or a name server may point anywhere, also into our own network. So only hosts that the
configuration names are asked; a name is looked up once, and the connection goes to the address that was
looked at: one that answers otherwise the second time leads nowhere else.
"""

import contextlib
import ipaddress
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import httpcore

from yiju.sync.base import SourceDown, SourceFailure
from yiju.sync.web_address import PORTS, host_port, split

_UNICAST = ipaddress.ip_network("2000::/3")
"""What of IPv6 is given out to the public; site-local and IPv4-compatible addresses lie outside."""
_UNIQUE_LOCAL = ipaddress.ip_network("fc00::/7")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254", "fd00:42::42"),
    )
)
"""Where clouds tell a machine its secrets, beside the link-local addresses."""
_OptionList = Iterable[tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]]
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Allowed:
    """The hosts that one source may ask.

    Attributes:
        named: host and port; one named without a port may be asked at the usual two.
        internal: whether they may lie in a private network, or on this machine.
    """

    named: frozenset[tuple[str, int]]
    internal: bool = False

    @classmethod
    def of(cls, addresses: Iterable[str], *, internal: bool = False) -> "Allowed":
        """Those of these addresses, and of bare ``host`` or ``host:port``."""
        named: set[tuple[str, int]] = set()
        for one in addresses:
            parts = split(one if "://" in one else f"https://{one}")
            if parts is None:
                continue
            host, port = host_port(parts)
            usual = parts.port is None or parts.port in PORTS.values()
            named |= {(host, each) for each in PORTS.values()} if usual else {(host, port)}
        return cls(frozenset(named), internal)

    def permits(self, url: str) -> bool:
        """Whether this address may be asked at all."""
        parts = split(url)
        return parts is not None and host_port(parts) in self.named

    def address_of(self, host: str, port: int) -> list[str]:
        """What a host's name stands for: addresses that may be connected to.

        Raises:
            SourceDown: the name is not known now.
            SourceFailure: it stands for an address that may not be asked.
        """
        found = looked_up(host, port)
        if not all(may_be_asked(ip, internal=self.internal) for ip in found):
            hint = "确实是内网的网站，请在这个来源里写 internal: true。" if not self.internal else ""
            raise SourceFailure(f"{host} 的地址在内网或本机，不去取。", hint=hint)
        return [str(ip) for ip in found]


def looked_up(host: str, port: int) -> list[_Address]:
    """All that a name stands for now. Raises SourceDown where that is nothing."""
    with contextlib.suppress(ValueError):
        return [ipaddress.ip_address(host)]
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SourceDown(f"域名查不到：{host}。", hint="检查地址和网络。") from None
    return [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def may_be_asked(ip: _Address, *, internal: bool) -> bool:
    """Whether anybody's word may have us connect there, into our own network only if ``internal``.

    An address of IPv6 that stands for one of IPv4 is judged by that.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return may_be_asked(inner, internal=internal)
    if ip in _METADATA:
        return False
    if internal:  # at a link-local one lie the secrets of a cloud's machine, whatever translates to it
        known = ip.version == 4 or ip.is_loopback or ip in _UNICAST or ip in _UNIQUE_LOCAL
        return known and not (ip.is_link_local or ip.is_multicast or ip.is_unspecified)
    return ip.is_global and not ip.is_multicast and (ip.version == 4 or ip in _UNICAST)


@dataclass(slots=True)
class Until:
    """When the request under way has to be over, by the monotonic clock."""

    at: float = field(default=0.0)

    def left(self, timeout: float | None) -> float:
        """Seconds for the next step. Raises httpcore.ReadTimeout where none are left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("总时间用完")
        return left if timeout is None else min(left, timeout)


class Guarded(httpcore.NetworkBackend):
    """Connects only where ``allowed`` says, and lets no answer drip on beyond ``until``."""

    def __init__(self, allowed: Allowed, until: Until) -> None:
        self._allowed = allowed
        self._until = until
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _OptionList | None = None,
    ) -> httpcore.NetworkStream:
        """As its base class; the host is looked up here, once."""
        trouble: Exception = httpcore.ConnectError("没有地址")
        for where in self._allowed.address_of(host, port):
            try:
                stream = self._plain.connect_tcp(
                    where, port, self._until.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _Timed(stream, self._until)
        raise trouble

    def sleep(self, seconds: float) -> None:
        """As its base class."""
        self._plain.sleep(seconds)


def connections(allowed: Allowed, until: Until) -> httpcore.ConnectionPool:
    """Connections that go where ``allowed`` says, each kept open for a while."""
    import httpx

    return httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(),
        max_connections=4,
        keepalive_expiry=30.0,
        network_backend=Guarded(allowed, until),
    )


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends when the request must be over."""

    def __init__(self, inner: httpcore.NetworkStream, until: Until) -> None:
        self._inner = inner
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._until.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._until.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: object, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._until.left(timeout))  # type: ignore[arg-type]
        return _Timed(inner, self._until)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)
