"""Which addresses are this server's own: against DNS rebinding and the requests of other sites' pages."""

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

_PORTS = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether a host name or address (without port) can only be this machine."""
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_own_host(headers: Headers, public_url: str) -> bool:
    """Whether the one Host header names this server: the loopback, or the public address."""
    hosts = headers.getlist("host")
    if len(hosts) != 1:
        return False
    given = _origin(f"http://{hosts[0]}")
    if given is None:
        return False
    if is_loopback(given[1]):
        return True
    public = _origin(public_url)
    if public is None or given[1] != public[1]:
        return False
    with_port = hosts[0].removeprefix(f"[{given[1]}]").rpartition(":")[2].isdecimal() and ":" in hosts[0]
    return given[2] == public[2] if with_port else public[2] == _PORTS[public[0]]


def is_same_origin(connection: HTTPConnection, public_url: str) -> bool:
    """Whether a page of this server sent the request, by what the browser says of it.

    Without Origin and Sec-Fetch-Site nothing is known, and the answer is no.
    """
    headers = connection.headers
    if origins := headers.getlist("origin"):
        given = _origin(origins[0]) if len(origins) == 1 else None
        return given is not None and given in _own(headers, public_url)
    return headers.getlist("sec-fetch-site") == ["same-origin"]


def is_local(connection: HTTPConnection) -> bool:
    """Whether the request comes from this machine and was addressed to it, through no proxy that says so."""
    client = connection.client
    host = urlsplit(f"http://{connection.headers.get('host', '')}").hostname or ""
    told = any(name in connection.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    return client is not None and is_loopback(client.host) and is_loopback(host) and not told


def safe_next(given: str) -> str:
    """A place to go on to after signing in: a path of this server, else its first page."""
    plain = given.isprintable() and "\\" not in given and len(given) <= 400
    return given if plain and given.startswith("/") and not given.startswith("//") else "/"


def _own(headers: Headers, public_url: str) -> set[tuple[str, str, int] | None]:
    own = {_origin(public_url)} if public_url else set()
    here = _origin(f"http://{headers.get('host', '')}")
    if here is not None and is_loopback(here[1]):
        own.add(here)
    return own


def _origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for what is not the address of a server alone."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    odd = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in _PORTS or not parts.hostname or port is None or odd:
        return None
    return parts.scheme, parts.hostname.lower(), port
