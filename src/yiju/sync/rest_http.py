"""Requests to a service: to hosts that are named, within bounds, with secrets for its own host alone."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from yiju.errors import address
from yiju.sync.base import Pace, SourceDown, SourceFailure, SourceGone
from yiju.sync.rest_config import Config, is_plain_path, origin_of
from yiju.sync.rest_sent import basic, latin, value, with_params
from yiju.sync.web_address import canonical, moved_to, netloc, split, target
from yiju.sync.web_fetch import USER_AGENT
from yiju.sync.web_guard import Until, connections
from yiju.sync.web_headers import media_of, retry_after

if TYPE_CHECKING:
    import httpcore

_MOVED = frozenset({301, 302, 303, 307, 308})
_HOPS = 3
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of status 200 to 299."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type, in small letters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """What it says. Raises SourceFailure where that is no JSON."""
        _, charset, _ = media_of(self.headers)
        try:
            text = self.body.decode(charset or json.detect_encoding(self.body))
            return json.loads(text.lstrip("\ufeff"))
        except (ValueError, LookupError, RecursionError):
            raise SourceFailure(
                f"{address(self.url)} 的回答不是 JSON。", hint="检查 url，或稍后再试。"
            ) from None


class Client:
    """Asks one service. Keeps its connections, and a token where there is one."""

    def __init__(self, config: Config, pace: Pace) -> None:
        self._config, self._pace = config, pace
        self._allowed, self._until = config.allowed(), Until()
        self._most = int(config.most_mb * 1024 * 1024)
        self._pool: httpcore.ConnectionPool | None = None
        self._token = ""

    def ask(self, url: str, params: Mapping[str, str], body: Mapping[str, Any] | None) -> Reply:
        """One page of records.

        Raises:
            SourceDown: not reachable, refused, or asked to come back later.
            SourceFailure: an answer that makes no sense.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        method = self._config.method
        reply = self._follow(method, with_params(url, params), content)
        if reply is None and self._token:  # a token may have run out
            self._token = ""
            reply = self._follow(method, with_params(url, params), content)
        if reply is None:
            raise SourceDown(
                f"{address(url)} 不认我们的身份（HTTP 401）。", hint="检查 auth 和它用的环境变量。"
            )
        return reply

    def file(self, url: str) -> Reply:
        """A file that a record names. Raises SourceGone, SourceFailure, SourceDown."""
        try:
            reply = self._follow("GET", url, None, about_one=True)
        except SourceDown as error:
            if error.retry_after is not None:
                raise
            raise SourceFailure(str(error), hint=error.hint) from error
        if reply is None:
            raise SourceFailure(
                f"{address(url)} 不让我们取这个文件（HTTP 401）。",
                hint="要带身份去取的，把它的路径写进 files。",
            )
        return reply

    def close(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _follow(
        self, method: str, url: str, content: bytes | None, *, about_one: bool = False
    ) -> Reply | None:
        """None for 401."""
        for _ in range(_HOPS + 1):
            if not self._allowed.permits(url):
                raise SourceFailure(
                    f"{address(url)} 不在这个来源允许的主机里，不去取。", hint="确实需要，请写进 hosts。"
                )
            if content is not None and origin_of(url) != self._config.origin:
                raise SourceFailure(
                    f"{address(url)} 是另一个地址，请求的正文不发给它。", hint="检查 url 和 paging。"
                )
            headers = self._headers(url, content is not None, trusted=not about_one or self._is_file(url))
            status, given, body = self._once(method, url, headers, content)
            if status in _MOVED and given.get("location"):
                if method != "GET" and status not in {307, 308}:
                    method, content = "GET", None
                url = moved_to(url, given["location"])
                continue
            if status == 401:
                return None
            self._judge(status, given, url, about_one=about_one)
            return Reply(url, given, body)
        raise SourceFailure(f"{address(url)} 跳转太多次（超过 {_HOPS} 次）。")

    def _judge(self, status: int, given: Mapping[str, str], url: str, *, about_one: bool) -> None:
        if 200 <= status < 300:
            return
        if status in {429, 503}:
            wait = retry_after(given.get("retry-after", ""))
            raise SourceDown(f"{address(url)} 请我们稍后再来（HTTP {status}）。", retry_after=wait)
        if about_one and status in _GONE:
            raise SourceGone(f"文件没有了（HTTP {status}）。")
        if about_one and status < 500:
            raise SourceFailure(f"{address(url)} 不给这个文件（HTTP {status}）。")
        raise SourceDown(f"{address(url)} 出错（HTTP {status}）。", hint="检查地址和权限，或稍后再试。")

    def _is_file(self, url: str) -> bool:
        """Whether a record may have us ask there in our own name: it could name anything of its host."""
        path = urlsplit(url).path
        return is_plain_path(path) and any(path.startswith(one) for one in self._config.files)

    def _headers(self, url: str, has_body: bool, *, trusted: bool) -> dict[str, str]:
        headers = {"user-agent": USER_AGENT, "accept": "application/json, */*;q=0.5"}
        headers["accept-encoding"] = "identity"
        if has_body:
            headers["content-type"] = "application/json; charset=utf-8"
        if trusted and origin_of(url) == self._config.origin:  # nobody else is told what we are told to tell
            headers |= {name.lower(): value(one) for name, one in self._config.headers.items()}
            headers |= self._credentials()
        return headers

    def _credentials(self) -> dict[str, str]:
        auth = self._config.auth
        if auth.type == "bearer" and auth.token:
            return {"authorization": f"Bearer {auth.token.value()}"}
        if auth.type == "basic" and auth.password:
            return {"authorization": basic(value(auth.user), auth.password.value())}
        if auth.type == "header" and auth.value:
            return {auth.name.lower(): auth.value.value()}
        if auth.type == "oauth2":
            self._token = self._token or self._new_token()
            return {"authorization": f"Bearer {self._token}"}
        return {}

    def _new_token(self) -> str:
        """By client credentials. Raises SourceDown."""
        auth = self._config.auth
        assert auth.client_secret is not None
        asked = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        headers = {
            "user-agent": USER_AGENT,
            "accept": "application/json",
            "accept-encoding": "identity",
            "content-type": "application/x-www-form-urlencoded",
            "authorization": basic(value(auth.client_id), auth.client_secret.value()),
        }
        status, given, body = self._once("POST", auth.token_url, headers, urlencode(asked).encode())
        if status in {429, 503}:
            self._judge(status, given, auth.token_url, about_one=False)
        token = Reply(auth.token_url, given, body).json().get("access_token") if status == 200 else None
        if not isinstance(token, str) or not token:
            raise SourceDown(f"{address(auth.token_url)} 没有给令牌（HTTP {status}）。", hint="检查 auth。")
        return token

    def _once(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes | None
    ) -> tuple[int, dict[str, str], bytes]:
        import httpcore

        self._pace.wait()
        self._until.at = time.monotonic() + self._config.timeout
        waits = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": 10.0}
        parts = split(url)
        assert parts is not None
        sent = [("host", netloc(parts)), *headers.items()]
        try:
            with self._connections().stream(
                method,
                target(canonical(url)),
                headers=latin(sent),
                content=content,
                extensions={"timeout": waits},
            ) as given:
                told = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in given.headers}
                return given.status, told, self._bounded(url, given, told)
        except httpcore.TimeoutException:
            raise SourceDown(f"{address(url)} 太慢，{self._config.timeout:g} 秒内没有传完。") from None
        except (httpcore.ConnectError, httpcore.NetworkError) as error:
            why = "证书不可信" if "CERTIFICATE" in str(error) else "连不上或连接中断"
            raise SourceDown(f"{address(url)} {why}。", hint="检查网络，或稍后再试。") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise SourceDown(f"{address(url)} 回答不合 HTTP 规矩（{type(error).__name__}）。") from None

    def _bounded(self, url: str, given: "httpcore.Response", told: Mapping[str, str]) -> bytes:
        if told.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
            raise SourceFailure(f"{address(url)} 的内容是压缩的，没有请求过压缩。")
        parts: list[bytes] = []
        size = 0
        for part in given.iter_stream():
            self._until.left(None)
            size += len(part)
            if size > self._most:
                raise SourceFailure(
                    f"{address(url)} 的内容超过 {self._config.most_mb:g} MB。",
                    hint="确实需要，请调大 most_mb。",
                )
            parts.append(part)
        return b"".join(parts)

    def _connections(self) -> "httpcore.ConnectionPool":
        self._pool = self._pool or connections(self._allowed, self._until)
        return self._pool
