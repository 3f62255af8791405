"""What is sent to a service: parameters, headers, and who we are."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from yiju.sync.config import Secret


def value(given: str | Secret) -> str:
    """As it is sent. Raises YijuError where a variable is not set."""
    return given.value() if isinstance(given, Secret) else given


def values(given: Mapping[str, str | Secret]) -> dict[str, str]:
    """All of them, as they are sent. Raises YijuError where a variable is not set."""
    return {name: value(one) for name, one in given.items()}


def plain(given: Any) -> Any:
    """A body with its secrets in place. Raises YijuError where a variable is not set."""
    if isinstance(given, Mapping):
        return {name: plain(inner) for name, inner in given.items()}
    if isinstance(given, list):
        return [plain(inner) for inner in given]
    return given.value() if isinstance(given, Secret) else given


def basic(user: str, password: str) -> str:
    """The header of RFC 7617."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def with_params(url: str, params: Mapping[str, str]) -> str:
    """The address with these parameters, in place of its own of the same names."""
    parts = urlsplit(url)
    own = [one for one in parse_qsl(parts.query, keep_blank_values=True) if one[0] not in params]
    asked = urlencode([*own, *params.items()]) if params else parts.query
    return parts._replace(query=asked, fragment="", path=parts.path or "/").geturl()


def latin(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Headers as bytes."""
    return [(name.encode("ascii", "replace"), one.encode("utf-8")) for name, one in headers]
