"""Calls to DingTalk and WeCom: answers judged by their code, secrets kept out of the log."""

import logging
import time
from collections.abc import Mapping
from typing import Any

import httpx

from yiju.errors import YijuError

log = logging.getLogger(__name__)
# It logs whole addresses, and these carry tokens.
logging.getLogger("httpx").setLevel(logging.WARNING)

_BUSY = {"-1", "system.busy", "systemBusy"}
_PAUSE = 0.5
_NOT_ASKED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class PlatformError(YijuError):
    """The platform did not give what was asked.

    Attributes:
        code: its errcode or code, or what stands for it: ``unreachable`` (no connection: it was not asked),
            ``unanswered`` (it may have been done), ``unreadable``.
        said: its own words, for the log and an operator; they change, and decide nothing.
    """

    def __init__(
        self,
        code: str,
        message: str = "平台没有给出结果。",
        *,
        hint: str = "请稍后再试。",
        said: str = "",
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.said = said


def ask(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """One call; once more where the platform says that it is busy.

    Raises:
        PlatformError: no answer, or one whose errcode (or HTTP status and code) says that it failed.
    """
    for attempt in (0, 1):
        try:
            return _ask(method, url, query, body, headers)
        except PlatformError as error:
            if error.code not in _BUSY or attempt:
                raise
            time.sleep(_PAUSE)
    raise AssertionError  # the loop returns or raises


def _ask(
    method: str,
    url: str,
    query: Mapping[str, str] | None,
    body: Mapping[str, Any] | None,
    headers: Mapping[str, str] | None,
) -> dict[str, Any]:
    seconds = httpx.Timeout(10.0, connect=3.0)
    try:
        with httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False) as client:
            given = client.request(method, url, params=query, json=body, headers=headers)
        found = given.json()
    except httpx.HTTPError as error:
        log.warning("平台连不上：%s %s", _place(url), type(error).__name__)
        what = "unreachable" if isinstance(error, _NOT_ASKED) else "unanswered"
        raise PlatformError(what, "平台连不上。") from None  # its text may hold the address
    except ValueError:
        log.warning("平台的回答看不懂：%s HTTP %s", _place(url), given.status_code)
        raise PlatformError("unreadable") from None
    if not isinstance(found, dict):
        raise PlatformError("unreadable")
    code = found.get("errcode", 0 if given.is_success else found.get("code", given.status_code))
    if code not in {0, "0"}:
        log.warning("平台回答出错：%s 代码 %s", _place(url), str(code)[:80])
        raise PlatformError(str(code), said=str(found.get("errmsg", ""))[:300])
    return found


def _place(url: str) -> str:
    """Host and path: queries hold tokens."""
    parts = httpx.URL(url)
    return f"{parts.host}{parts.path}"
