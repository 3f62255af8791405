"""The socket that pages talk over: each message counts for the sign-in that the page was opened with alone.

A page's id stands in its HTML and in addresses: whoever has it would else read what the page shows next and
act in its reader's name. So the socket's own cookie must be the one that the page was loaded with, and its
session must still stand, at the handshake and again at every message.
"""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakValueDictionary

import socketio  # type: ignore[import-untyped]  # ships no types
from nicegui import core
from nicegui.client import Client
from starlette.requests import HTTPConnection

from yiju.web.deps import same_token, session_soon, sign_in_for

Handler = Callable[..., Any]
_MESSAGES = ("handshake", "event", "javascript_response", "ack", "log")
_REFUSED = "Implicit handshake failed"
"""NiceGUI's own word, at which the browser loads the page anew: under the session that it has now."""
_turns: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()


def guard() -> None:
    """Put the check before each of NiceGUI's socket handlers, once a process.

    Websocket alone: over it a connection is one request with one cookie, while every polling request could
    come from somebody else.
    """
    core.sio.eio.transports = ["websocket"]
    core.app.config.socket_io_js_transports = ["websocket"]
    held: dict[str, Handler] = core.sio.handlers["/"]
    unknown = set(held) - {*_MESSAGES, "connect", "disconnect"}
    assert not unknown, f"sockets take messages that nobody checks: {unknown}"
    for name in _MESSAGES:
        if not hasattr(held[name], "guarded"):
            held[name] = _checked(held[name])
    if not hasattr(held["connect"], "guarded"):
        held["connect"] = _let_in(held["connect"])


def _let_in(connect: Handler) -> Handler:
    async def connecting(sid: str, environ: dict[str, Any], auth: object = None) -> None:
        named = parse_qs(environ.get("QUERY_STRING", "")).get("client_id", [""])[0]
        if not await _may(environ, named):
            raise socketio.exceptions.ConnectionRefusedError(_REFUSED)
        await connect(sid, environ, auth)

    return _marked(connecting)


def _checked(handler: Handler) -> Handler:
    async def handling(sid: str, message: object, *more: object) -> Any:
        # One at a time and in order: what was typed first is heard first.
        async with _turns.setdefault(sid, asyncio.Lock()):
            environ = core.sio.get_environ(sid)
            named = message.get("client_id") if isinstance(message, dict) else None
            if environ is None or not isinstance(named, str) or not await _may(environ, named):
                await _close(sid, environ, named)
                return False
            done = handler(sid, message, *more)
            return await done if isawaitable(done) else done

    return _marked(handling)


async def _may(environ: dict[str, Any], client_id: str) -> bool:
    """Whether a socket may speak for this page: their tokens are the same, and worth something still."""
    connection = HTTPConnection(environ["asgi.scope"])
    page = Client.instances.get(client_id)
    if page is not None and not same_token(connection, page.request):
        return False
    return await session_soon(connection) is not None


async def _close(sid: str, environ: dict[str, Any] | None, client_id: object) -> None:
    """End a socket; the browser of one whose own session is over is led to the sign-in page first."""
    page = Client.instances.get(client_id) if isinstance(client_id, str) else None
    if environ and page is not None and same_token(HTTPConnection(environ["asgi.scope"]), page.request):
        await core.sio.emit("open", {"path": sign_in_for(page.request), "new_tab": False}, to=sid)
    await core.sio.disconnect(sid)


def _marked(handler: Handler) -> Handler:
    handler.guarded = True  # type: ignore[attr-defined]  # a function holds attributes
    return handler
