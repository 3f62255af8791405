"""A browser that goes on before it has its answer leaves no traceback; what fails for other reasons does."""

import asyncio
import logging
import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import nicegui
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

from tests.support.served import Served
from yiju.web.errors import Unforeseen

_ASSET = f"/_nicegui/{nicegui.__version__}/static/quasar.important.prod.css"
"""Large: it is still being sent when its reader is gone."""
_RESET = struct.pack("ii", 1, 0)


def _run(error: Exception, *, cut: bool) -> list[Message]:
    """What is sent where an application raises, after the browser went or while it waits."""
    sent: list[Message] = []

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        if cut:
            assert (await receive())["type"] == "http.disconnect"
        raise error

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/x", "headers": []}
    asyncio.run(Unforeseen(app)(scope, receive, send))
    return sent


@pytest.mark.parametrize("error", [RuntimeError("No response returned."), ClientDisconnect()])
def test_a_cut_connection_is_one_quiet_line(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "yiju.web.errors")
    assert _run(error, cut=True) == []
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("INFO", "对方断开了连接：GET /x")
    ]


@pytest.mark.parametrize(
    ("error", "cut"), [(RuntimeError("No response returned."), False), (ValueError("ours"), True)]
)
def test_what_fails_otherwise_is_logged_whoever_waits(
    error: Exception, cut: bool, caplog: pytest.LogCaptureFixture
) -> None:
    assert _run(error, cut=cut)[0]["status"] == 500
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert type(error).__name__ in record.getMessage()


def test_a_servers_log_stays_quiet(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Served(data) as served:
        place = urlsplit(served.url)
        asked = f"GET {_ASSET} HTTP/1.1\r\nHost: {place.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
        reached = [socket.create_connection((place.hostname or "", place.port or 0)) for _ in range(60)]
        for cut in reached:
            cut.sendall(asked.encode())
        for number, cut in enumerate(reached):
            if number % 2:
                cut.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            cut.close()
        assert httpx.get(f"{served.url}{_ASSET}", trust_env=False).status_code == 200
        assert served.end() == 0
    assert "Traceback" not in served.log, served.log
    assert "错误" not in served.log
