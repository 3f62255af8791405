"""Which model endpoints are outside, and what of personal data they may be told."""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from yiju.privacy import Policy, policy_of
from yiju.settings import Settings

_INSIDE = tuple(
    ipaddress.ip_network(one)
    for one in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fe80::/10", "fc00::/7"),
    )
)
"""This machine, private networks (RFC 1918, RFC 4193), and the link at hand."""


def policy_for(url: str, settings: Settings) -> Policy | None:
    """What is hidden from the endpoint at ``url``; None where it may be told everything: it is declared ours
    (``local_models``), and its address is a private one or named there (``local_model_hosts``).

    Raises:
        YijuError: as ``policy_of``.
    """
    policy = policy_of(settings)
    ours = settings.local_models and is_private(url, settings.local_hosts)
    return None if ours else policy


def on_this_machine(url: str) -> bool:
    """Whether a URL's host is this machine, which a proxy of the environment cannot reach."""
    host = _host(url)
    return host in {"localhost", "::1"} or host.startswith("127.")


def is_private(url: str, ours: Collection[str] = ()) -> bool:
    """Whether a URL's host is this machine or a private network, as it is written: no name is looked up.

    A name tells nothing of where it leads, so none counts but ``localhost``.

    Args:
        ours: host names that do count, in small letters.
    """
    host = _host(url)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host in ours
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in _INSIDE)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
