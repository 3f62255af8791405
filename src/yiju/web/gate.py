"""What every request passes: the server's own name, the size of a body, and headers on the way out."""

import re
from urllib.parse import quote, unquote_plus

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from yiju.web.deps import session_soon
from yiju.web.errors import answer
from yiju.web.house import House
from yiju.web.origins import is_own_host, is_same_origin
from yiju.web.plain import plain_page

API = "/api/"
HEALTH = "/healthz"
_SOCKET = "/_nicegui_ws"
_OPEN = (API, HEALTH, "/_nicegui/", "/sign-in", "/sign-out", "/login/", "/favicon.ico", "/bots/")
"""Paths that ask for a session themselves, or need none. All others are pages, and need one."""
_UNMEANT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What nobody types, and no database keeps. The API says so itself."""
_POLICY = "; ".join(
    (
        "default-src 'self'",
        # NiceGUI writes its start into the page, and compiles templates there.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class Gate:
    """Lets in what is addressed to this server, and gives every request the house it is in."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app = app
        self.house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        scope["yiju"] = self.house
        path: str = scope["path"]
        public = self.house.settings.public_url
        if path != HEALTH and not is_own_host(Headers(scope=scope), public):
            await _refuse(scope, receive, send, 421, "这个地址不是本服务的地址。")
            return
        # Another site's page could else open the socket with this browser's cookie.
        socket = scope["type"] == "websocket" or path.startswith(_SOCKET)
        if socket and not is_same_origin(HTTPConnection(scope), public):
            await _refuse(scope, receive, send, 403, "只接受本站页面的连接。")
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._mark(path, MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, sending)

    def _mark(self, path: str, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self.house.https:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        if not path.startswith(("/_nicegui/", "/favicon.ico")):
            headers.setdefault("cache-control", "no-store")


class Doors:
    """Whoever asks for a page without a session is led to the sign-in page first, and gets no socket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or lead elsewhere."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        odd = scope["type"] == "http" and _UNMEANT.search(path + unquote_plus(query))
        if odd and not path.startswith(API):
            await plain_page(400, "打不开这一页", "地址里有不能用的字符。")(scope, receive, send)
            return
        if path.startswith(_SOCKET):
            if await session_soon(HTTPConnection(scope)) is None:
                await _refuse(scope, receive, send, 401, "还没有登录，或登录已失效。")
                return
        elif not path.startswith(_OPEN) and await session_soon(HTTPConnection(scope)) is None:
            back = path + f"?{query}" * bool(query)
            away = RedirectResponse(f"/sign-in?next={quote(back, safe='')}", 303)
            await away(scope, receive, send)
            return
        await self.app(scope, receive, send)


class BodyLimit:
    """Refuses a body that is too large, announced or not, before anything reads it whole."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self.most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count while it comes in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced) > self.most:
            await _refuse(scope, receive, send, 413, "请求太大。")
            return
        if Headers(scope=scope).get("transfer-encoding") is None:
            await self.app(scope, receive, send)
            return
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > self.most:
                await _refuse(scope, receive, send, 413, "请求太大。")
                return
        given = False

        async def again() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": b"".join(parts), "more_body": False}

        await self.app(scope, again, send)


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008, reason="refused")(scope, receive, send)
        return
    made = answer(status, why)
    for name, value in _HEADERS.items():
        made.headers.setdefault(name, value)
    made.headers["cache-control"] = "no-store"
    await made(scope, receive, send)
