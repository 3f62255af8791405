"""Addresses of the web: which are any, how they are written, and what is sent of them."""

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urljoin, urlsplit

if TYPE_CHECKING:
    import httpcore

_LONG = 2000
PORTS = {"http": 80, "https": 443}
_SAFE = "/:@!$&'()*+,;=-._~%?[]|"


def split(url: str) -> SplitResult | None:
    """An address of the web, taken apart; None where it is none, holds a password, or is too long."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (raises where it is no number)
        url.encode()
        host = (parts.hostname or "").rstrip(".").encode("idna")
    except (ValueError, UnicodeError):
        return None
    if not host or len(url) > _LONG or parts.scheme not in PORTS or parts.username or parts.password:
        return None
    return parts


def join(base: str, said: str) -> str:
    """The address that one on a page means, without its fragment; empty where it means none."""
    try:
        return urljoin(base, said).partition("#")[0]
    except ValueError:
        return ""


def host_port(parts: SplitResult) -> tuple[str, int]:
    """The host in small letters, as name servers know it, and the port."""
    name = (parts.hostname or "").rstrip(".").encode("idna").decode().lower()
    return name, parts.port or PORTS[parts.scheme]


def canonical(url: str) -> str:
    """An address as it is sent, and known by: host in small letters and as name servers know it, no usual
    port, no fragment; what may not stand in a request as ``%XX``. It must be one that ``split`` knows.
    """
    parts = split(url)
    assert parts is not None
    return parts._replace(
        netloc=netloc(parts),
        path=quote(parts.path or "/", _SAFE),
        query=quote(parts.query, _SAFE),
        fragment="",
    ).geturl()


def netloc(parts: SplitResult) -> str:
    """Host and port as the ``Host`` header has them."""
    host, port = host_port(parts)
    name = f"[{host}]" if ":" in host else host
    return name if port == PORTS[parts.scheme] else f"{name}:{port}"


def target(url: str) -> "httpcore.URL":
    """As httpcore asks for it. Taken apart here: it leaves out what follows a ``;`` in the path."""
    import httpcore

    parts = split(url)
    assert parts is not None
    host, port = host_port(parts)
    path = parts._replace(scheme="", netloc="").geturl()
    return httpcore.URL(scheme=parts.scheme, host=host, port=port, target=path)


def moved_to(url: str, said: str) -> str:
    """Where a ``Location`` leads, as its header is read (Latin-1); empty where it leads nowhere."""
    with contextlib.suppress(UnicodeError):  # servers write Chinese addresses as bare UTF-8
        said = said.encode("latin-1").decode("utf-8")
    return join(url, said)
