"""What routes and pages ask for: house, session, viewer. Read anew at every request and action."""

import asyncio
import hmac
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from yiju.errors import Forbidden, NotFound
from yiju.store.types import Viewer
from yiju.web import sessions
from yiju.web.errors import NotSignedIn
from yiju.web.house import House
from yiju.web.origins import is_local, is_same_origin
from yiju.web.sessions import Session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER = "x-csrf-token"
_CSRF = "yiju.csrf"


def house_of(connection: HTTPConnection) -> House:
    """The house this request is in."""
    return cast(House, connection.scope["yiju"])


def cookie_name(house: House) -> str:
    """The session cookie's. Under TLS its prefix binds it to this very host: no sibling can plant one."""
    return "__Host-yiju" if house.https else "yiju_session"


def session_or_none(connection: HTTPConnection) -> Session | None:
    """Who is signed in by the request's bearer token or, without one, its cookie."""
    house = house_of(connection)
    by_program = _bearer(connection) is not None
    token = _token(connection)
    found = sessions.find(house.store.sql, token, house.idle, house.seen.note) if token else None
    if found is None or (found.method == "token") != by_program:
        return None
    if found.method == "local" and not (is_local(connection) and "local" in house.settings.sign_in_ways):
        return None
    return found


async def session_soon(connection: HTTPConnection) -> Session | None:
    """As ``session_or_none``, from the event loop: in a thread that nothing slow holds."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(house_of(connection).glances, session_or_none, connection)


def same_token(one: HTTPConnection, other: HTTPConnection) -> bool:
    """Whether both carry the same token, one at all: whether they come from one sign-in."""
    mine, theirs = (
        _token(one).encode("utf-8", "surrogatepass"),
        _token(other).encode("utf-8", "surrogatepass"),
    )
    return bool(mine) and hmac.compare_digest(mine, theirs)


def _token(connection: HTTPConnection) -> str:
    """The token that a request carries; empty without one."""
    bearer = _bearer(connection)
    return connection.cookies.get(cookie_name(house_of(connection)), "") if bearer is None else bearer


def _bearer(connection: HTTPConnection) -> str | None:
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else None


def session_of(request: HTTPConnection) -> Session:
    """The request's session; one that changes something must come from our own page, or from a program.

    Raises:
        NotSignedIn: there is none, or no longer.
        Forbidden: another site's page may have sent it.
    """
    found = session_or_none(request)
    if found is None:
        raise NotSignedIn(
            "还没有登录，或登录已失效。", hint="请重新登录；程序请带上 Authorization: Bearer 令牌。"
        )
    if found.method != "token" and request.scope.get("method", "GET") not in _SAFE:
        given = request.headers.get(CSRF_HEADER, "")
        ours = is_same_origin(request, house_of(request).settings.public_url)
        if not ours or not sessions.same_csrf(found, given):
            raise Forbidden("这个请求不是从本站页面发出的。", hint="请刷新页面再试；程序请用令牌。")
    return found


def viewer_of(request: HTTPConnection) -> Viewer:
    """The request's viewer, with the roles and units of this moment. Raises as ``session_of``."""
    return _viewer(house_of(request), session_of(request))


def page_request() -> Request:
    """The request by which the page in hand was loaded. Only within a NiceGUI page or its events."""
    from nicegui import ui

    request = ui.context.client.request
    assert request is not None
    return request


def page_house(request: Request | None = None) -> House:
    """The house of the page in hand."""
    return house_of(request or page_request())


def sign_in_for(request: Request) -> str:
    """Where somebody signs in to come back to the page that this request asked for."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(back, safe='')}"


async def page_viewer(request: Request | None = None) -> Viewer:
    """The viewer of the page in hand, as of now: call it at each action.

    Looked up in a thread that nothing slow holds, for the pages of others to go on meanwhile.

    Raises:
        NotSignedIn: the session ended (the browser is on its way to the sign-in page), or the user is gone.
    """
    from nicegui import ui

    request = request or page_request()
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(house_of(request).glances, _reader_of, request)
    if found is None:
        ui.navigate.to(sign_in_for(request))
        raise NotSignedIn("登录已失效，请重新登录。")
    request.scope[_CSRF], viewer = found
    return viewer


def page_csrf() -> str:
    """What a form of the page in hand must carry; known once ``page_viewer`` was asked."""
    return str(page_request().scope[_CSRF])


def _reader_of(connection: HTTPConnection) -> tuple[str, Viewer] | None:
    """The session's CSRF token, and the viewer."""
    session = session_or_none(connection)
    return None if session is None else (session.csrf, _viewer(house_of(connection), session))


def _viewer(house: House, session: Session) -> Viewer:
    try:
        return sessions.viewer_of_session(house.store.sql, session)
    except NotFound as gone:
        raise NotSignedIn("这个用户已不存在。", hint="请联系管理员。") from gone


Here = Annotated[House, Depends(house_of)]
"""A route's house."""
SignedIn = Annotated[Session, Depends(session_of)]
"""A route's session, looked up once a request."""


def _signed(house: Here, session: SignedIn) -> Viewer:
    return _viewer(house, session)


Signed = Annotated[Viewer, Depends(_signed)]
"""A route's viewer."""
