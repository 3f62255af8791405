"""The server: API, sign-in and pages in one application. It wires, and holds no logic."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING

from yiju.errors import YijuError
from yiju.settings import Settings
from yiju.web.origins import is_loopback

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

log = logging.getLogger(__name__)
_MESSAGE = 4 * 1024 * 1024
"""Bytes of one message over a page's socket."""
_AWAY = 600.0
"""Seconds for which a page waits for its browser: a cut network or a closed lid loses nothing typed."""


def make_server(settings: Settings) -> "FastAPI":
    """The whole application. Once a process: NiceGUI's pages belong to the process.

    Raises:
        YijuError: the settings do not fit together, or the store cannot be opened.
    """
    from nicegui import ui

    from yiju.web import pages
    from yiju.web.app import make_app

    app = make_app(settings)
    _join_work(app)
    try:
        _join_bots(app)
    except BaseException:
        app.state.house.close()
        raise
    pages.register()
    ui.run_with(
        app,
        title="依据 Yiju",
        language="zh-CN",
        tailwind=False,
        reconnect_timeout=_AWAY,
        show_welcome_message=False,
    )
    return app


def _join_work(app: "FastAPI") -> None:
    """Compute vectors that wait and read sources that are due, from the application's start to its end."""
    house = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: "FastAPI") -> AsyncIterator[None]:
        async with house(app):
            app.state.house.embed_in_background()
            app.state.house.read_sources()
            yield

    app.router.lifespan_context = lifespan


def _join_bots(app: "FastAPI") -> None:
    """Let the bots that the settings name live as long as the application, within its house."""
    from yiju.bots.checking_address import remarks_at_start
    from yiju.bots.running import open_bots, routers

    bots = open_bots(app.state.house)
    if bots is None:
        return
    for one in remarks_at_start(app.state.house.settings):
        log.warning("%s%s%s", one.what, one.why, one.do)
    for router in routers(bots):
        app.include_router(router)
    house = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(app: "FastAPI") -> AsyncIterator[None]:
        async with house(app):
            bots.start()
            try:
                yield
            finally:
                await asyncio.to_thread(bots.stop)

    app.router.lifespan_context = lifespan


def check_host(settings: Settings, host: str) -> None:
    """Refuse to be reached from elsewhere while anybody there would be the local user.

    Raises:
        YijuError: the host is no loopback address, and there is no other way to sign in.
    """
    if not is_loopback(host) and set(settings.sign_in_ways) <= {"local"}:
        raise YijuError(
            f"只有本机登录时不能监听 {host}。",
            hint="用 --host 127.0.0.1；或先设好钉钉、企业微信登录（YIJU_SIGN_IN，见 docs/server.md）。",
        )


def serve(settings: Settings, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Run until told to stop (Ctrl-C, SIGTERM); requests in hand are finished first.

    Args:
        port: 0 for any that is free.
        ready: told the address once it answers there.

    Raises:
        YijuError: the settings, the store or the address cannot be used.
    """
    import uvicorn

    check_host(settings, host)
    with _listening(host, port) as listener:
        config = uvicorn.Config(
            make_server(settings),
            log_level="warning",
            access_log=False,  # addresses may hold one-time codes
            server_header=False,
            proxy_headers=False,  # who is local is told by the connection alone
            ws_max_size=_MESSAGE,
            timeout_graceful_shutdown=10,
        )
        server = uvicorn.Server(config)
        found = listener.getsockname()
        name = f"[{found[0]}]" if ":" in found[0] else found[0]
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Either signal ends it in order; uvicorn then raises it once more.
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_run(server, listener, partial(ready, f"http://{name}:{found[1]}/")))


async def _run(server: "uvicorn.Server", listener: socket.socket, ready: Callable[[], None]) -> None:
    async def tell() -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        ready()

    telling = asyncio.create_task(tell())
    try:
        await server.serve(sockets=[listener])
    finally:
        telling.cancel()


_WHY = {
    errno.EADDRINUSE: "这个端口已被占用",
    errno.EACCES: "没有权限（1024 以下的端口要管理员）",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
    socket.EAI_NONAME: "没有这个主机名",
}
"""What keeps one from listening, in words; the system's own are English."""


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _kind, _proto, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=512)
    except OSError as error:
        why = _WHY.get(error.errno or 0) or error.strerror or str(error)
        raise YijuError(
            f"不能监听 {host}:{port}：{why}", hint="换一个 --port，或停掉占用它的程序。"
        ) from error
    listener.setblocking(False)
    return listener
