"""The socket that pages talk over: nobody hears or says anything there in another's name."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.support.served import Served
from yiju.store.database import Database
from yiju.store.users import save_user
from yiju.web.sessions import begin

_SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport=websocket"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over an empty store with two directors."""
    data = tmp_path_factory.mktemp("sockets") / "data"
    data.mkdir()
    sql = Database.open(f"sqlite:///{data / 'yiju.db'}", lock_folder=data / "locks")
    for user in ("head", "other"):
        save_user(sql, user, roles=["director"], units=["main"], actor="test")
    sql.close()
    with Served(data) as server:
        yield server


def _session(served: Served, user: str) -> str:
    sql = Database.open(f"sqlite:///{served.data / 'yiju.db'}", lock_folder=served.data / "locks")
    token, _ = begin(sql, user, "dingtalk", dt.timedelta(hours=1))
    sql.close()
    return f"yiju_session={token}"


@dataclass
class Opened:
    """A page that ``cookie`` loaded: its id, its CSRF token, and a click on its help button."""

    served: Served
    cookie: str
    id: str
    csrf: str
    click: dict[str, Any]

    @property
    def query(self) -> str:
        """What a browser's socket asks for when it opens."""
        names = "tab_id=tab-1&document_id=doc-1&next_message_id=0"
        return f"&client_id={self.id}&implicit_handshake=true&{names}"

    def sign_out(self) -> None:
        """With the page's form."""
        headers = {"cookie": self.cookie, "origin": self.served.url}
        done = httpx.post(
            f"{self.served.url}/sign-out", data={"csrf": self.csrf}, headers=headers, trust_env=False
        )
        assert done.status_code == 303


@pytest.fixture
def page(served: Served) -> Opened:
    """A page of the director's."""
    cookie = _session(served, "head")
    found = httpx.get(f"{served.url}/datasets", headers={"cookie": cookie}, trust_env=False, timeout=60)
    assert found.status_code == 200
    elements = json.loads(
        html.unescape(re.findall(r"parseElements\(String\.raw`(.*?)`\)", found.text, re.DOTALL)[0])
    )
    number, helper = next(
        (int(number), one)
        for number, one in elements.items()
        if one.get("props", {}).get("aria-label") == "键盘快捷键"
    )
    heard = next(one for one in helper["events"] if one["type"] == "click")
    client = re.findall(r"client_id['\"]?: ?['\"]([0-9a-f-]{36})", html.unescape(found.text))[0]
    csrf = next(
        one["props"]["value"] for one in elements.values() if one.get("props", {}).get("name") == "csrf"
    )
    click = {"id": number, "client_id": client, "listener_id": heard["listener_id"], "args": []}
    return Opened(served, cookie, client, csrf, click)


@contextmanager
def _socket(served: Served, cookie: str, query: str = "") -> Iterator[ClientConnection]:
    """Connected to engine.io, not yet to what lies behind."""
    headers = {"origin": served.url} | ({"cookie": cookie} if cookie else {})
    address = served.url.replace("http", "ws") + _SOCKET + query
    with connect(address, additional_headers=headers, proxy=None) as opened:
        assert str(opened.recv(5)).startswith("0{")
        opened.send("40")
        yield opened


def _say(socket: ClientConnection, name: str, message: dict[str, Any]) -> None:
    socket.send("42" + json.dumps([name, message]))


def _heard(socket: ClientConnection, seconds: float = 5) -> list[str]:
    """All that comes until the server ends it, or nothing comes any more."""
    told = []
    try:
        while True:
            told.append(str(socket.recv(seconds)))
            if told[-1].startswith(("41", "44")):
                return told
    except (TimeoutError, ConnectionClosed):
        return told


def test_a_page_hears_and_is_heard(served: Served, page: Opened) -> None:
    with _socket(served, page.cookie, page.query) as socket:
        assert str(socket.recv(5)).startswith("40{")
        _say(socket, "event", page.click)
        told = _heard(socket, 2)
        assert any('"update"' in one for one in told), told
        assert not any(one.startswith("41") for one in told)


@pytest.mark.parametrize("cookie", ["", "yiju_session=wrong"])
def test_nobody_gets_no_socket(served: Served, page: Opened, cookie: str) -> None:
    with pytest.raises(InvalidStatus) as refused, _socket(served, cookie, page.query):
        pass
    assert refused.value.response.status_code == 403
    headers = {"origin": served.url} | ({"cookie": cookie} if cookie else {})
    polled = served.url + _SOCKET.replace("websocket", "polling")
    assert httpx.get(polled, headers=headers, trust_env=False).status_code == 401


def test_there_is_no_polling(served: Served, page: Opened) -> None:
    """Each of its requests could carry somebody else's cookie."""
    headers = {"origin": served.url, "cookie": page.cookie}
    polled = served.url + _SOCKET.replace("websocket", "polling")
    assert httpx.get(polled, headers=headers, trust_env=False).status_code == 400


@pytest.mark.parametrize("user", ["other", "head"])
def test_a_socket_of_another_session_cannot_join_a_page(served: Served, page: Opened, user: str) -> None:
    """Not another user's, and not another session of the same."""
    cookie = _session(served, user)
    with _socket(served, cookie, page.query) as socket:
        assert str(socket.recv(5)).startswith("44"), "refused"
    with _socket(served, cookie) as socket:
        assert str(socket.recv(5)).startswith("40{"), "its own session stands"
        _say(socket, "handshake", {"client_id": page.id, "tab_id": "tab-1", "document_id": "doc-1"})
        assert _heard(socket)[-1].startswith("41"), "ended"


@pytest.mark.parametrize("name", ["event", "javascript_response", "ack", "log"])
def test_a_socket_of_another_session_cannot_act_for_a_page(served: Served, page: Opened, name: str) -> None:
    message = page.click | {
        "request_id": "x",
        "result": 1,
        "next_message_id": 9,
        "level": "info",
        "message": "x",
    }
    with _socket(served, page.cookie, page.query) as own:
        _heard(own, 1)
        with _socket(served, _session(served, "other")) as socket:
            socket.recv(5)
            _say(socket, name, message)
            told = _heard(socket)
            assert told[-1].startswith("41")
            assert not any('"open"' in one for one in told)
        assert not any('"update"' in one for one in _heard(own, 1)), "nothing was done in its name"


@pytest.mark.parametrize("named", [{}, {"client_id": None}, {"client_id": ["x"]}])
def test_a_message_for_no_page_ends_the_socket(served: Served, page: Opened, named: dict[str, Any]) -> None:
    with _socket(served, page.cookie) as socket:
        socket.recv(5)
        _say(socket, "event", named)
        assert _heard(socket)[-1].startswith("41")


def test_after_signing_out_nothing_is_heard_any_more(served: Served, page: Opened) -> None:
    with _socket(served, page.cookie, page.query) as socket:
        _heard(socket, 1)
        page.sign_out()
        _say(socket, "event", page.click)
        told = _heard(socket)
        assert told[-1].startswith("41")
        assert not any('"update"' in one for one in told)
        assert any('"open"' in one and "/sign-in?next=%2Fdatasets" in one for one in told), (
            "led to signing in"
        )
    with pytest.raises(InvalidStatus), _socket(served, page.cookie, page.query):
        pass
