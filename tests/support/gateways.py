"""DingTalk and WeCom on loopback, as far as signing in asks them: codes good once, answers by errcode.

    with DingTalk() as far:
        far.people["union-1"] = ("manager4521", 0)
        code = far.code("union-1")

Both keep the requests they were sent (``asked``) and can be told to ``fail`` a path with answers of choice.
"""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Answer = tuple[int, Any]
"""HTTP status and JSON value."""


class Gateway:
    """A loopback server; subclasses answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []
        self.failing: dict[str, list[Answer]] = {}
        self.token = ""
        self._codes: dict[str, str] = {}
        self._tokens: set[str] = set()
        self._lock = threading.Lock()
        gateway = self

        class Handler(_Handler):
            server_gateway = gateway

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def code(self, person: str) -> str:
        """A sign-in code for somebody who agreed, good once."""
        made = secrets.token_urlsafe(12)
        self._codes[made] = person
        return made

    def fail(self, path: str, *answers: Answer) -> None:
        """Answer the next requests for this path so."""
        self.failing[path] = list(answers)

    def forget_tokens(self) -> None:
        """End every token early, as the platforms may."""
        self._tokens.clear()

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(one[1] == path for one in self.asked)

    def handle(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """Keep the request, answer it."""
        with self._lock:
            self.asked.append((method, path, query, body))
            if self.failing.get(path):
                return self.failing[path].pop(0)
            return self.answer(method, path, query, headers, body)

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """What the platform says."""
        raise NotImplementedError

    def new_token(self) -> str:
        """A token in force from now on."""
        self.token = f"token-{secrets.token_hex(8)}"
        self._tokens.add(self.token)
        return self.token

    def spend(self, code: str) -> str | None:
        """Whom a code stands for; it is gone afterwards."""
        return self._codes.pop(code, None)

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class DingTalk(Gateway):
    """``people``: union id → user id and contact type (0: employee), of those in the organisation."""

    CLIENT, SECRET, CORP = "dingclient", "ding-very-secret", "dingcorp1"

    def __init__(self) -> None:
        super().__init__()
        self.people: dict[str, tuple[str, int]] = {}
        self.corp = self.CORP
        self._users: dict[str, str] = {}

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """By the old API with errcode, by the new one with HTTP status and code."""
        if (method, path) == ("POST", "/v1.0/oauth2/accessToken"):
            if body != {"appKey": self.CLIENT, "appSecret": self.SECRET}:
                return 400, {"code": "invalidClientIdOrSecret", "message": "m", "requestid": "r"}
            return 200, {"accessToken": self.new_token(), "expireIn": 7200}
        if (method, path) == ("POST", "/v1.0/oauth2/userAccessToken"):
            right = (body["clientId"], body["clientSecret"], body["grantType"])
            person = self.spend(body["code"])
            if right != (self.CLIENT, self.SECRET, "authorization_code") or person is None:
                return 400, {"code": "invalidParameter.authCode.notFound", "message": "m", "requestid": "r"}
            token = f"user-{secrets.token_hex(8)}"
            self._users[token] = person
            return 200, {"accessToken": token, "refreshToken": "x", "expireIn": 7200, "corpId": self.corp}
        if (method, path) == ("GET", "/v1.0/contact/users/me"):
            person = self._users.get(headers.get("x-acs-dingtalk-access-token", ""))
            if person is None:
                return 401, {"code": "InvalidAuthentication", "message": "m", "requestid": "r"}
            return 200, {"nick": "某人", "openId": "o", "unionId": person}
        if (method, path) == ("POST", "/topapi/user/getbyunionid"):
            if query.get("access_token") not in self._tokens:
                return 200, {"errcode": 40014, "errmsg": "m"}
            if body["unionid"] not in self.people:
                return 200, {"errcode": 60121, "errmsg": "m"}
            user, contact = self.people[body["unionid"]]
            return 200, {"errcode": 0, "errmsg": "ok", "result": {"contact_type": contact, "userid": user}}
        return 404, {"code": "NotFound"}


class WeCom(Gateway):
    """A code's person is a user id, or with ``external:`` before it an external contact."""

    CORP, AGENT, SECRET = "wwcorp1", "1000002", "wecom-very-secret"

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Answer:
        """Always HTTP 200; failures by errcode."""
        if (method, path) == ("GET", "/cgi-bin/gettoken"):
            if query != {"corpid": self.CORP, "corpsecret": self.SECRET}:
                return 200, {"errcode": 40001, "errmsg": "m"}
            return 200, {"errcode": 0, "errmsg": "ok", "access_token": self.new_token(), "expires_in": 7200}
        if (method, path) == ("GET", "/cgi-bin/auth/getuserinfo"):
            if query.get("access_token") not in self._tokens:
                return 200, {"errcode": 42001, "errmsg": "m"}
            person = self.spend(query.get("code", ""))
            if person is None:
                return 200, {"errcode": 40029, "errmsg": "m"}
            if person.startswith("external:"):
                outside = person.removeprefix("external:")
                return 200, {"errcode": 0, "openid": "o1", "external_userid": outside}
            return 200, {"errcode": 0, "errmsg": "ok", "userid": person}
        return 404, {"errcode": 404}


class _Handler(BaseHTTPRequestHandler):
    server_gateway: Gateway

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        self._serve("GET")

    def do_POST(self) -> None:
        self._serve("POST")

    def do_PUT(self) -> None:
        self._serve("PUT")

    def _serve(self, method: str) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        size = int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(size)) if size else None
        status, value = self.server_gateway.handle(method, parts.path, query, self.headers, body)
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
