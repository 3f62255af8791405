"""``yiju serve``: the API and the pages."""

import sys
import threading
from typing import Annotated

import typer

from yiju.cli.output import say
from yiju.cli.session import Data, settings_for
from yiju.errors import YijuError


def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址。")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="端口；0 = 任选一个空的。")] = 8300,
    open_page: Annotated[bool, typer.Option("--open", help="启动后在浏览器里打开。")] = False,
    data: Data = None,
) -> None:
    """启动网页和接口，直到 Ctrl-C。"""
    from yiju.server import serve as run
    from yiju.store.private import exposed_said

    settings = settings_for(data)
    if not settings.data.is_dir():
        raise YijuError(
            f"没有数据目录 {settings.data}。",
            hint="用 --data 指对目录；第一次用请先运行 yiju ingest 文件… --customer 名称，或 yiju demo。",
        )

    def ready(address: str) -> None:
        say(f"依据已启动：{settings.public_url or address}（按 Ctrl-C 停止）")
        if warning := exposed_said(settings):
            say(warning, error=True)
        sys.stdout.flush()
        if open_page:
            import webbrowser

            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    run(settings, host, port, ready)
    say("已停止。")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)
