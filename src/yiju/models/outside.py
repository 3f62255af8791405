"""Which model endpoints are outside, and what of personal data they may be told."""

import ipaddress
from urllib.parse import urlsplit

from yiju.privacy import Policy, policy_of
from yiju.settings import Settings

_INSIDE = (".localhost", ".local", ".internal", ".home.arpa")
"""Ends of host names that no public name has (RFC 6761, 6762, 8375, and ICANN's ``.internal``)."""


def policy_for(url: str, settings: Settings) -> Policy | None:
    """What is hidden from the endpoint at ``url``; None where it may be told everything: it is declared ours
    (``local_models``), and its address is a private one.

    Raises:
        YijuError: as ``policy_of``.
    """
    policy = policy_of(settings)
    return None if settings.local_models and is_private(url) else policy


def on_this_machine(url: str) -> bool:
    """Whether a URL's host is this machine, which a proxy of the environment cannot reach."""
    host = _host(url)
    return host in {"localhost", "::1"} or host.startswith("127.")


def is_private(url: str) -> bool:
    """Whether a URL's host is this machine or a private network, as it is written: no name is looked up.

    A name without a dot, or with an end that is reserved for private use, counts as private.
    """
    host = _host(url)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and host.isascii() and _is_inside(host)
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_private and not address.is_unspecified


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _is_inside(host: str) -> bool:
    plain = all(char.isalnum() or char in "-_" for char in host)
    return (plain and not host[0].isdecimal()) or host.endswith(_INSIDE)
