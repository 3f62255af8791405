"""Signing in with DingTalk: OAuth code → user token → union id → employee of our organisation."""

from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from yiju.platforms.calls import PlatformError, ask
from yiju.platforms.dingtalk.tokens import make_token
from yiju.web.deps import Here
from yiju.web.house import House
from yiju.web.signin_elsewhere import Person, callback, come_back, lead_away

router = APIRouter(include_in_schema=False)

_EMPLOYEE = 0
_NOBODY = frozenset({"60121", "60011"})
"""Codes of somebody who is not in the organisation, or not in the part that the app may see."""
_STALE = frozenset({"40014", "42001", "401", "InvalidAuthentication"})


@router.get("/sign-in/dingtalk", response_class=Response)
def begin(request: Request, house: Here, next: str = "/") -> Response:
    """Lead to DingTalk's page."""
    return lead_away(request, "dingtalk", next, lambda state: _address(house, state))


@router.get("/login/dingtalk", response_class=Response)
def finish(
    request: Request,
    house: Here,
    state: str = "",
    auth_code: Annotated[str, Query(alias="authCode")] = "",
    code: str = "",
    error: str = "",
) -> Response:
    """DingTalk sends the browser back here."""
    given = "" if error else auth_code or code
    return come_back(request, "dingtalk", state, given, lambda one: _identify(house, one))


def _address(house: House, state: str) -> str:
    query = {
        "redirect_uri": callback(house, "dingtalk"),
        "response_type": "code",
        "client_id": house.settings.dingtalk_client_id,
        "scope": "openid corpid",  # the answer then names the organisation
        "state": state,
        "prompt": "consent",
    }
    return f"{house.settings.dingtalk_login_base}/oauth2/auth?{urlencode(query, quote_via=quote)}"


def _identify(house: House, code: str) -> Person:
    settings = house.settings
    asked = {
        "clientId": settings.dingtalk_client_id,
        "clientSecret": settings.dingtalk_client_secret.get_secret_value(),
        "code": code,
        "grantType": "authorization_code",
    }
    theirs = ask("POST", f"{settings.dingtalk_api_base}/v1.0/oauth2/userAccessToken", body=asked)
    headers = {"x-acs-dingtalk-access-token": _text(theirs, "accessToken")}
    me = ask("GET", f"{settings.dingtalk_api_base}/v1.0/contact/users/me", headers=headers)
    union = _text(me, "unionId")
    if theirs.get("corpId") != settings.dingtalk_corp_id:  # somebody signed in for another organisation
        return Person(str(theirs.get("corpId") or "")[:100], union, member=False)
    given = (settings.dingtalk_api_base, settings.dingtalk_client_id, settings.dingtalk_client_secret)
    token = house.once("dingtalk-token", lambda: make_token(*given))

    def look_up(app_token: str) -> dict[str, Any]:
        url = f"{settings.dingtalk_oapi_base}/topapi/user/getbyunionid"
        return ask("POST", url, query={"access_token": app_token}, body={"unionid": union})

    try:
        found = token.using(look_up, _STALE).get("result")
    except PlatformError as error:
        if error.code in _NOBODY:
            return Person(settings.dingtalk_corp_id, union, member=False)
        raise
    if not isinstance(found, dict):
        raise PlatformError("unreadable")
    return Person(settings.dingtalk_corp_id, _text(found, "userid"), found.get("contact_type") == _EMPLOYEE)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 2000:
        raise PlatformError("unreadable")
    return value
