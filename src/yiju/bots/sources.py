"""Who may call an address that platforms call, how often: strangers are turned away before they cost much."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

TOO_MANY = "同一来源的请求太多"
_A_SECOND = 20.0
_MOST = 10_000
_TOLD_BY_PROXIES = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


class Sources:
    """Requests of each source that were not let in: so many a second, and none is looked at above that.

    A platform's own are not counted: it asks for an answer every second, for everybody who waits. Who comes
    through a proxy has no source here, and is always looked at: else strangers would use up the platform's
    measure. Used on one event loop.
    """

    def __init__(self, a_second: float = _A_SECOND, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = a_second, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, source: str) -> bool:
        """Whether to look at one more of this source's; it counts, unless it turns out to be ``ours``."""
        if not source:
            return True
        left = self._of(source)
        if left < 1:
            return False
        self._keep(source, left - 1)
        return True

    def ours(self, source: str) -> None:
        """That one was the platform's."""
        if source:
            self._keep(source, self._of(source) + 1)

    def _of(self, source: str) -> float:
        left, at = self._left.get(source, (self._rate, self._clock()))
        return min(self._rate, left + (self._clock() - at) * self._rate)

    def _keep(self, source: str, left: float) -> None:
        self._left[source] = (min(left, self._rate), self._clock())
        self._left.move_to_end(source)
        while len(self._left) > _MOST:
            self._left.popitem(last=False)


def source_of(request: "Request") -> str:
    """The address that it comes from; empty where that may be a proxy's, which everybody shares.

    What a proxy tells of its caller is not believed: a stranger could name the platform's address.
    """
    host = request.client.host if request.client else ""
    if any(name in request.headers for name in _TOLD_BY_PROXIES):
        return ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return host if address.is_global else ""
