"""Signing in on this machine, and out. Other ways stand in ``signin_dingtalk`` and ``signin_wecom``."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from yiju.errors import Forbidden
from yiju.store.access import LOCAL_USER
from yiju.store.types import Frozen
from yiju.web import sessions
from yiju.web.deps import Here, cookie_name, house_of, session_or_none
from yiju.web.house import House
from yiju.web.origins import is_local, is_same_origin, safe_next

router = APIRouter()


class Offered(Frozen):
    """A way to sign in that this request may take: POST (local) or open ``href``."""

    way: str
    label: str
    href: str


_WAYS = {
    "local": Offered(way="local", label="本机用户", href="/sign-in/local"),
    "dingtalk": Offered(way="dingtalk", label="钉钉登录", href="/sign-in/dingtalk"),
    "wecom": Offered(way="wecom", label="企业微信登录", href="/sign-in/wecom"),
}


def offered(request: Request) -> list[Offered]:
    """The ways to sign in, in the settings' order; the local one only on this machine itself.

    ``local`` is a form to be posted (field ``next``), the others are links (query ``next``).
    """
    ways = house_of(request).settings.sign_in_ways
    return [_WAYS[way] for way in ways if way in _WAYS and (way != "local" or is_local(request))]


@router.post("/sign-in/local", response_class=Response, status_code=303, include_in_schema=False)
def sign_in_here(request: Request, house: Here, next: Annotated[str, Form()] = "/") -> Response:
    """Be the local user: from this machine's own browser, on a page of ours."""
    ways = house.settings.sign_in_ways
    if "local" not in ways or not is_local(request):
        raise Forbidden("本机登录只能在运行 yiju serve 的这台机器上用。")
    if not is_same_origin(request, house.settings.public_url):
        raise Forbidden("这个请求不是从本站页面发出的。", hint="请打开登录页再试。")
    return signed_in(request, LOCAL_USER, "local", next)


@router.post("/sign-out", response_class=Response, status_code=303, include_in_schema=False)
def sign_out(request: Request, house: Here, csrf: Annotated[str, Form()] = "") -> Response:
    """End the session, from a form of ours (field ``csrf``) or with the header."""
    session = session_or_none(request)
    if session is not None and session.method != "token":  # a program's ends by DELETE …/session
        given = request.headers.get("x-csrf-token", csrf)
        ours = is_same_origin(request, house.settings.public_url)
        if not ours or not sessions.same_csrf(session, given):
            raise Forbidden("这个请求不是从本站页面发出的。", hint="请刷新页面再试。")
        sessions.end(house.store.sql, session)
    away = RedirectResponse("/sign-in", 303)
    forget_cookie(house, away)
    return away


def signed_in(request: Request, user: str, way: sessions.Way, next: str) -> Response:
    """Begin a session of its own for this browser, end the one it had, and lead on to ``next``."""
    house = house_of(request)
    before = session_or_none(request)
    if before is not None and before.method != "token":
        sessions.end(house.store.sql, before)
    token, _session = sessions.begin(house.store.sql, user, way, house.lasting)
    on = RedirectResponse(safe_next(next), 303)
    on.set_cookie(
        cookie_name(house),
        token,
        max_age=int(house.lasting.total_seconds()),
        path="/",
        secure=house.https,
        httponly=True,
        samesite="lax",
    )
    return on


def forget_cookie(house: House, response: Response) -> None:
    """Have the browser throw its session cookie away."""
    response.delete_cookie(cookie_name(house), path="/", secure=house.https, httponly=True, samesite="lax")
