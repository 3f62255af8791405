"""Getting a calendar from an address that a person typed: over TLS, from the public network, not too much.

The address is looked up once and the connection goes where it was looked up to: a name that answers otherwise
the second time leads nowhere else. The whole address is a secret: messages name its host alone.
"""

import asyncio
import threading
from concurrent.futures import Future
from urllib.parse import urljoin, urlsplit

import httpx

from yiju.errors import YijuError, address
from yiju.store.types import Frozen
from yiju.sync.base import SourceDown
from yiju.sync.web_guard import looked_up, may_be_asked

_MOST_BYTES = 5 * 1024 * 1024
_SECONDS = 20.0
_HOPS = 3
_MOVED = {301, 302, 303, 307, 308}
_LONG = 2000


class Fetched(Frozen):
    """What an address gave. ``data`` is None where nothing changed since the last time."""

    data: bytes | None
    etag: str = ""
    modified: str = ""


def plain_address(typed: str) -> str:
    """As it is asked for: ``webcal://`` is ``https://``."""
    clean = typed.strip()
    return f"https{clean[6:]}" if clean.lower().startswith("webcal://") else clean


def fetch(url: str, etag: str = "", modified: str = "", *, private: bool = False) -> Fetched:
    """Ask for a calendar; with what an earlier answer was marked by, only for a newer one.

    Args:
        private: whether addresses of this machine and of private networks may be asked.

    Blocks, for twenty seconds at most, however slowly the answer drips; not to be called on an event loop.

    Raises:
        YijuError: the address may not be asked, is silent, or answers with too much or an error.
    """
    return asyncio.run(_fetch(url, etag, modified, private=private))


async def _fetch(url: str, etag: str, modified: str, *, private: bool) -> Fetched:
    headers = {"accept": "text/calendar, */*;q=0.1", "accept-encoding": "identity", "user-agent": "yiju"}
    headers |= {"if-none-match": etag} if etag else {}
    headers |= {"if-modified-since": modified} if modified else {}
    try:
        async with asyncio.timeout(_SECONDS):
            for _ in range(_HOPS + 1):
                try:
                    where = await _checked_aside(url, private)
                    moved, found = await _once(url, where, headers)
                    if found is not None:
                        return found
                    url = urljoin(url, moved)
                except httpx.HTTPError as error:
                    raise _trouble(url, f"连不上（{type(error).__name__}）") from None
                except (
                    ValueError,
                    httpx.InvalidURL,
                ):  # a name that is none, a character that may not stand there
                    raise _trouble(url, "地址或它跳转到的地址写法不对") from None
    except TimeoutError:
        raise _trouble(url, f"{_SECONDS:.0f} 秒没有传完") from None
    raise _trouble(url, "跳转太多次")


async def _checked_aside(url: str, private: bool) -> str:
    """Nothing ends a lookup that hangs; a thread of its own is left behind, asyncio's would be waited for."""
    done: Future[str] = Future()

    def check() -> None:
        try:
            done.set_result(_checked(url, private))
        except Exception as error:
            done.set_exception(error)

    done.set_running_or_notify_cancel()
    threading.Thread(target=check, daemon=True, name="calendar-address").start()
    return await asyncio.wrap_future(done)


async def _once(url: str, where: str, headers: dict[str, str]) -> tuple[str, Fetched | None]:
    """Where it moved to, or what it gave."""
    parts = urlsplit(url)
    host = f"[{where}]" if ":" in where else where
    port = f":{parts.port}" if parts.port else ""
    there = parts._replace(netloc=f"{host}{port}", fragment="").geturl()
    name = _ascii(parts.hostname or "")
    own = {"host": f"[{name}]{port}" if ":" in name else f"{name}{port}"}
    waits = httpx.Timeout(10.0, connect=5.0)
    async with (
        httpx.AsyncClient(timeout=waits, follow_redirects=False, trust_env=False) as client,
        client.stream("GET", there, headers=headers | own, extensions={"sni_hostname": name}) as given,
    ):
        marks = {"etag": given.headers.get("etag", "")[:300]}
        marks["modified"] = given.headers.get("last-modified", "")[:100]
        if given.status_code == 304:
            return "", Fetched(data=None, **marks)
        if given.status_code in _MOVED and given.headers.get("location"):
            return given.headers["location"], None
        if given.status_code != 200:
            raise _trouble(url, f"回答 HTTP {given.status_code}")
        if given.headers.get("content-encoding", "identity") != "identity":
            raise _trouble(url, "回答是压缩过的")
        data = b""
        async for part in given.aiter_raw():
            data += part
            if len(data) > _MOST_BYTES:
                raise _trouble(url, "日历超过 5 MB")
        return "", Fetched(data=data, **marks)


def _checked(url: str, private: bool) -> str:
    """The address to connect to. Raises YijuError where it may not be asked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or len(url) > _LONG or parts.scheme not in {"http", "https"}:
        raise YijuError("日历地址写法不对。", hint="从日历的“订阅”或“发布”里复制 https:// 开头的地址。")
    if parts.username or parts.password:
        raise YijuError("日历地址里不能带用户名和密码。", hint="换成日历给的私密订阅地址。")
    try:
        ips = looked_up(_ascii(host), port or 443)
    except SourceDown:
        raise _trouble(url, "域名查不到") from None
    local = bool(ips) and all(ip.is_loopback for ip in ips)
    if parts.scheme == "http" and not (local and private):
        raise YijuError("日历地址要用 https。", hint="http 会让路上的人看到日历；从日历里复制 https 的地址。")
    if not all(may_be_asked(ip, internal=private) for ip in ips):
        hint = "确实要订阅内网的日历，请管理员设置 YIJU_CALENDAR_PRIVATE=true。" if not private else ""
        raise YijuError(f"日历地址 {address(url)} 在内网或本机，不能订阅。", hint=hint)
    return str(ips[0])


def _ascii(host: str) -> str:
    """A name as it is asked for. Raises ValueError where it can be none."""
    return host.encode("idna").decode()


def _trouble(url: str, why: str) -> YijuError:
    return YijuError(f"日历 {address(url)} 取不到：{why}。", hint="检查订阅地址是否还有效，网络能否访问它。")
