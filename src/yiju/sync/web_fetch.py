"""One page of the web, asked for politely: conditional, in bounds, and only from hosts that are allowed."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yiju.errors import address
from yiju.sync.base import Pace, SourceDown, SourceFailure
from yiju.sync.web_address import canonical, moved_to, netloc, split, target
from yiju.sync.web_guard import Allowed, Until, connections
from yiju.sync.web_headers import media_of, retry_after
from yiju.sync.web_unpacked import unpacked

if TYPE_CHECKING:
    import httpcore

USER_AGENT = "Yiju/1 (yiju; reads pages for a sales team; honours robots.txt)"
"""Who asks. Its first word is the name that ``robots.txt`` may give rules for."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_HOPS = 5
_BUSY = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Marks:
    """What an answer was marked by; a newer one is asked for with them."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for an address.

    Attributes:
        url: where it was found at last.
        status: 200, 304, or an error of 4xx that is about this page alone.
        type: the media type, in small letters; charset: as the header says it, or empty.
        name: the file name that the header says, or empty.
    """

    url: str
    status: int
    body: bytes = b""
    type: str = ""
    charset: str = ""
    name: str = ""
    marks: Marks = field(default_factory=Marks)


class Fetcher:
    """Asks for pages, one after the other, over connections that are kept open.

    Args:
        allowed: who may be asked. pace: waited on before each request.
        most_mb: larger answers are refused, packed or unpacked. seconds: that one request may take, redirects
            apart.
    """

    def __init__(self, allowed: Allowed, pace: Pace, *, most_mb: float = 30, seconds: float = 60) -> None:
        self.allowed = allowed
        self._pace = pace
        self._most = int(most_mb * 1024 * 1024)
        self._seconds = seconds
        self._until = Until()
        self._pool: httpcore.ConnectionPool | None = None

    def get(self, url: str, marks: Marks | None = None, may: Callable[[str], None] | None = None) -> Answer:
        """Ask for a page, following redirects to allowed hosts.

        Args:
            marks: of an earlier answer; if nothing has changed since, the status is 304.
            may: asked before each redirect is followed; what it raises is raised.

        Raises:
            SourceFailure: this page cannot be had: not allowed, too large, too slow, redirected in a circle.
            SourceDown: its server cannot be reached, or asks to be left in peace.
        """
        for _ in range(_HOPS + 1):
            if not self.allowed.permits(url):
                raise SourceFailure(
                    f"{address(url)} 不在这个来源允许的网站里，不去取。",
                    hint="确实需要，请把它写进这个来源的 hosts。",
                )
            url = canonical(url)
            self._pace.wait()
            answer, moved = self._once(url, marks or Marks())
            if not moved:
                return answer
            url = moved_to(url, moved)
            if may is not None and self.allowed.permits(url):
                may(url)
        raise SourceFailure(f"{address(url)} 跳转太多次（超过 {_HOPS} 次）。")

    def close(self) -> None:
        """Let go of the connections."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _once(self, url: str, marks: Marks) -> tuple[Answer, str]:
        """What an address gives, or where it says it moved to."""
        import httpcore

        self._until.at = time.monotonic() + self._seconds
        waits = {"connect": 10.0, "read": 20.0, "write": 20.0, "pool": 10.0}
        try:
            with self._connections().stream(
                "GET", target(url), headers=_headers(url, marks), extensions={"timeout": waits}
            ) as given:
                return self._answer(url, given)
        except httpcore.TimeoutException:
            raise SourceFailure(f"{address(url)} 太慢，{self._seconds:.0f} 秒内没有传完。") from None
        except (httpcore.ConnectError, httpcore.NetworkError) as error:
            why = "证书不可信" if "CERTIFICATE" in str(error) else "连不上或连接中断"
            raise SourceDown(f"{address(url)} {why}。", hint="检查网络，或稍后再试。") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
            raise SourceFailure(f"{address(url)} 回答不合 HTTP 规矩（{type(error).__name__}）。") from None

    def _connections(self) -> "httpcore.ConnectionPool":
        self._pool = self._pool or connections(self.allowed, self._until)
        return self._pool

    def _answer(self, url: str, given: "httpcore.Response") -> tuple[Answer, str]:
        headers = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in given.headers}
        status = given.status
        if status in _MOVED and headers.get("location"):
            return Answer(url, status), headers["location"]
        if status in _BUSY:
            wait = retry_after(headers.get("retry-after", ""))
            raise SourceDown(f"{address(url)} 请我们稍后再来（HTTP {status}）。", retry_after=wait)
        if status >= 500:
            raise SourceFailure(f"{address(url)} 出错（HTTP {status}）。", hint="下次再试。")
        marks = Marks(headers.get("etag", "")[:300], headers.get("last-modified", "")[:100])
        if status != 200:
            return Answer(url, status, marks=marks), ""
        body = b"".join(self._bounded(url, given.iter_stream(), headers.get("content-encoding", "")))
        kind, charset, name = media_of(headers)
        return Answer(url, status, body, kind, charset, name, marks), ""

    def _bounded(self, url: str, parts: Iterable[bytes], packed: str) -> Iterator[bytes]:
        """The body, unpacked; refused when it passes the bound, long before it fills the memory."""
        size = 0
        for part in unpacked(parts, packed.strip().lower()):
            self._until.left(None)
            size += len(part)
            if size > self._most:
                raise SourceFailure(
                    f"{address(url)} 的内容超过 {self._most / 1024 / 1024:.0f} MB，未读取。",
                    hint="确实需要，请调大这个来源的 most_mb。",
                )
            yield part


def _headers(url: str, marks: Marks) -> list[tuple[str, str]]:
    parts = split(url)
    assert parts is not None
    headers = [
        ("host", netloc(parts)),
        ("user-agent", USER_AGENT),
        ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
        ("accept-language", "zh-CN,zh;q=0.9,en;q=0.5"),
        ("accept-encoding", "gzip"),
    ]
    headers += [("if-none-match", marks.etag)] if marks.etag else []
    headers += [("if-modified-since", marks.modified)] if marks.modified else []
    return headers
