"""One call to a platform, with all of its answer that a diagnosis needs: status, codes, its clock."""

import datetime as dt
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from pydantic import Field

from yiju.bots.checking_types import Finding, error, fine, warning
from yiju.store.types import Frozen

_SECONDS = 10.0
_UNEASY, _WRONG = 30.0, 240.0
"""Seconds that our clock may be off: signatures are refused beyond five minutes."""


class Answer(Frozen):
    """What came back. ``status``: 0 where nothing did; ``clock``: the platform's, by its Date header."""

    status: int = 0
    body: dict[str, Any] = Field(default_factory=dict)
    clock: dt.datetime | None = None
    asked_at: dt.datetime

    @property
    def code(self) -> str:
        """Its errcode or code; ``0`` for success, ``unreachable`` where there is no answer."""
        if not self.status:
            return "unreachable"
        told = self.body.get("errcode", self.body.get("code", 0 if self.status < 400 else self.status))
        return str(told)[:120]

    @property
    def said(self) -> str:
        """Its own words. For patterns alone: they may repeat what was asked."""
        return str(self.body.get("errmsg", self.body.get("message", "")))


def probe(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask once. Never raises for what the network or the platform does."""
    import httpx

    now = dt.datetime.now(dt.UTC)
    try:
        with httpx.Client(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
            given = client.request(method, url, params=query, json=body, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Answer(asked_at=now)
    try:
        told = given.json()
    except ValueError:
        told = {}
    clock = _date(given.headers.get("date", ""))
    return Answer(
        status=given.status_code, body=told if isinstance(told, dict) else {}, clock=clock, asked_at=now
    )


def clock_of(about: str, given: Answer) -> Iterator[Finding]:
    """Whether our clock agrees with the platform's."""
    if given.clock is None:
        return
    off = (given.asked_at - given.clock).total_seconds()
    told = f"本机时钟比平台{'快' if off > 0 else '慢'} {abs(off):.0f} 秒"
    why = "签名带时间，差得太多会被拒收，也会把平台的消息当作过期。"
    if abs(off) > _WRONG:
        yield error(about, f"{told}。", why, "打开这台机器的时间同步（NTP）。")
    elif abs(off) > _UNEASY:
        yield warning(about, f"{told}。", why, "打开这台机器的时间同步（NTP）。")
    else:
        yield fine(about, "本机时钟与平台一致")


def unreachable(about: str, address: str) -> Finding:
    """No answer at all. ``address``: without path and query."""
    return error(
        about, f"连不上平台：{address}", "收发消息都要访问它。", "检查这台机器的网络、防火墙和 DNS。"
    )


def _date(text: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
