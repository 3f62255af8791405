"""Signing in with WeCom: code → member of our company, from a browser or inside the WeCom app."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from yiju.platforms.calls import PlatformError, ask
from yiju.platforms.wecom.app import STALE, make_token
from yiju.web.deps import Here
from yiju.web.house import House
from yiju.web.signin_elsewhere import Person, callback, come_back, lead_away

router = APIRouter(include_in_schema=False)

_SPENT = frozenset({"40029", "42003", "42022"})
"""Codes of a sign-in code that is wrong, too old or used."""


@router.get("/sign-in/wecom", response_class=Response)
def begin(request: Request, house: Here, next: str = "/") -> Response:
    """Lead to WeCom's page: a QR code in a browser, none inside WeCom itself."""
    inside = "wxwork" in request.headers.get("user-agent", "").lower()
    return lead_away(request, "wecom", next, lambda state: _address(house, state, inside=inside))


@router.get("/login/wecom", response_class=Response)
def finish(request: Request, house: Here, state: str = "", code: str = "") -> Response:
    """WeCom sends the browser back here; without a code where the person declined."""
    return come_back(request, "wecom", state, code, lambda one: _identify(house, one))


def _address(house: House, state: str, *, inside: bool) -> str:
    settings = house.settings
    common = {
        "appid": settings.wecom_corp_id,
        "agentid": settings.wecom_agent_id,
        "redirect_uri": callback(house, "wecom"),
        "state": state,
    }
    if inside:
        query = urlencode(common | {"response_type": "code", "scope": "snsapi_base"}, quote_via=quote)
        return f"{settings.wecom_open_base}/connect/oauth2/authorize?{query}#wechat_redirect"
    query = urlencode(common | {"login_type": "CorpApp", "lang": "zh"}, quote_via=quote)
    return f"{settings.wecom_login_base}/wwlogin/sso/login?{query}"


def _identify(house: House, code: str) -> Person:
    settings = house.settings
    given = (settings.wecom_api_base, settings.wecom_corp_id, settings.wecom_corp_secret)
    token = house.once("wecom-token", lambda: make_token(*given))

    def look_up(app_token: str) -> dict[str, Any]:
        query = {"access_token": app_token, "code": code}
        return ask("GET", f"{settings.wecom_api_base}/cgi-bin/auth/getuserinfo", query=query)

    try:
        found = token.using(look_up, STALE)
    except PlatformError as error:
        if error.code in _SPENT:
            raise PlatformError(error.code, "登录码已失效。", hint="请重新登录。") from error
        raise
    member = found.get("userid") or found.get("UserId")
    if isinstance(member, str) and 0 < len(member) <= 200:
        return Person(settings.wecom_corp_id, member, member=True)
    outside = found.get("external_userid") or found.get("openid") or found.get("OpenId")
    if isinstance(outside, str) and outside:
        return Person(settings.wecom_corp_id, outside[:200], member=False)
    raise PlatformError("unreadable")
