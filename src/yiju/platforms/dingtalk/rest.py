"""REST calls to DingTalk: token, time-outs, answers judged by their code, counted calls counted."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from yiju.platforms.calls import PlatformError
from yiju.platforms.dingtalk.errors import DingTalkError, Kind, Verdict, judge
from yiju.platforms.dingtalk.tokens import make_token

log = logging.getLogger(__name__)

_LIMITS = httpx.Limits(max_connections=20)
_SECONDS = httpx.Timeout(10.0, connect=3.0)
_EXPECTED: frozenset[Kind] = frozenset({"no-card", "card-exists"})
"""What is dealt with, and no reason to look."""


class App(NamedTuple):
    """An internal app with a robot. ``robot``: its robotCode; the bases are without a slash at the end."""

    client_id: str
    client_secret: SecretStr
    robot: str
    corp: str
    api_base: str = "https://api.dingtalk.com"
    oapi_base: str = "https://oapi.dingtalk.com"


class Meter(Protocol):
    """Keeps the month's account of counted calls."""

    async def check(self) -> None:
        """Before a counted call. Raises DingTalkError of kind ``quota`` where none is left."""

    async def count(self, api: str) -> None:
        """A counted call was made."""

    async def gone(self) -> None:
        """DingTalk says that the month's calls are used up."""


class Api:
    """One app's calls, over one pool of connections. To be used on one event loop."""

    def __init__(
        self, app: App, meter: Meter | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app = app
        self._meter = meter
        self._clock = clock
        self._token = make_token(app.api_base, app.client_id, app.client_secret)
        self._http: httpx.AsyncClient | None = None
        self._quiet_until = 0.0

    async def call(self, method: str, path: str, body: Mapping[str, Any], *, api: str) -> dict[str, Any]:
        """A counted call of the new API; once more with a new token where this one is stale.

        Args:
            api: its name in the account of calls.

        Raises:
            DingTalkError: it was not done, or (``silent``) nobody knows.
        """
        if self._meter:
            await self._meter.check()
        try:
            given = await self._with_token(method, self.app.api_base + path, body)
        except DingTalkError as error:
            if error.kind == "quota" and self._meter:
                await self._meter.gone()
            raise
        if self._meter:
            await self._meter.count(api)
        return given

    async def post(
        self, url: str, body: Mapping[str, Any], query: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """A call that needs no token: the address is its own credential, or there is none.

        Raises:
            DingTalkError: as ``call``.
        """
        return await self._ask("POST", url, body, {}, query)

    async def close(self) -> None:
        """Let the connections go."""
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def _with_token(self, method: str, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        token = await self._get_token()
        try:
            return await self._ask(method, url, body, {"x-acs-dingtalk-access-token": token})
        except DingTalkError as error:
            if error.kind != "token":
                raise
        self._token.drop(token)
        token = await self._get_token()
        return await self._ask(method, url, body, {"x-acs-dingtalk-access-token": token})

    async def _get_token(self) -> str:
        try:
            return await asyncio.to_thread(self._token.get)
        except PlatformError as error:
            kinds = {"unreachable": Verdict("unreachable", 2), "secret": Verdict("secret")}
            raise DingTalkError(error.code, kinds.get(error.code) or judge(400, error.code)) from None

    async def _ask(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str],
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        if self._clock() < self._quiet_until:
            raise DingTalkError("1111", Verdict("throttled", self._quiet_until - self._clock()))
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=_SECONDS, limits=_LIMITS, follow_redirects=False, trust_env=False
            )
        try:
            given = await self._http.request(method, url, params=query, json=body, headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise self._failed(url, type(error).__name__, Verdict("unreachable", 2)) from None
        except httpx.HTTPError as error:  # its text may hold the address
            raise self._failed(url, type(error).__name__, Verdict("silent")) from None
        return self._judged(url, given)

    def _judged(self, url: str, given: httpx.Response) -> dict[str, Any]:
        try:
            found = given.json()
        except ValueError:
            found = None
        if not isinstance(found, dict):
            if given.status_code < 500:  # a page instead of an answer: too many calls from this address
                found = {"status": 1111}
            else:
                # A relay's page: only with 503 it says that nothing was done.
                verdict = Verdict("busy", 1) if given.status_code == 503 else Verdict("silent")
                raise self._failed(url, str(given.status_code), verdict)
        if found.get("status") == 1111:
            self._quiet_until = self._clock() + 300
            raise self._failed(url, "1111", Verdict("throttled", 300))
        code = found.get("errcode", 0 if given.is_success else found.get("code", given.status_code))
        if code in {0, "0"} and given.is_success:
            return found
        verdict = Verdict("silent") if given.status_code == 504 else judge(given.status_code, str(code))
        denied = found.get("accessdenieddetail")
        scopes = denied.get("requiredScopes") if isinstance(denied, dict) else None
        named = tuple(str(scope) for scope in scopes) if isinstance(scopes, list) else ()
        request_id = str(found.get("requestid") or found.get("request_id") or "")[:80]
        raise self._failed(url, str(code)[:80], verdict, request_id, named)

    def _failed(
        self, url: str, code: str, verdict: Verdict, request_id: str = "", scopes: tuple[str, ...] = ()
    ) -> DingTalkError:
        place = urlsplit(url)  # the query is a credential
        told = log.info if verdict.kind in _EXPECTED else log.warning
        told(
            "钉钉调用未成：%s%s 代码 %s（%s） requestid %s %s",
            place.hostname,
            place.path,
            code,
            verdict.kind,
            request_id or "-",
            "缺权限 " + "、".join(scopes) if scopes else "",
        )
        return DingTalkError(code, verdict, request_id, scopes)
