"""A site on this machine, for what reads pages and feeds."""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """What a path answers. ``etag``: whether it is marked, and answers 304 to who has it already."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    type: str = HTML
    etag: bool = False


@dataclass(frozen=True)
class Asked:
    """One request, as it came in."""

    path: str
    headers: Mapping[str, str]


def page(text: str, title: str = "公告", head: str = "") -> Reply:
    """A page in UTF-8, each line of ``text`` a paragraph."""
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return Reply(
        f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><h1>{title}</h1>{body}</body></html>".encode()
    )


class Website:
    """Serves ``pages`` by path, query included; everything else is 404. ``asked``: each request, in order.

    Attributes:
        drips: paths whose answer drips, byte by byte, until somebody hangs up: in its ``head`` or ``body``,
            or that have no answer at all (``silence``).
    """

    def __init__(self) -> None:
        self.pages: dict[str, Reply | Callable[[Asked], Reply]] = {}
        self.drips: dict[str, str] = {}
        self.asked: list[Asked] = []
        self._closing = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, {key.lower(): value for key, value in self.headers.items()})
                site.asked.append(asked)
                if self.path in site.drips:
                    self.close_connection = True
                    site._drip(self.wfile, site.drips[self.path])
                    return
                found = site.pages.get(self.path, Reply(status=404))
                self._answer(found(asked) if callable(found) else found, asked)

            def _answer(self, reply: Reply, asked: Asked) -> None:
                etag = f'"{hashlib.sha256(reply.body).hexdigest()[:12]}"'
                status, body = reply.status, reply.body
                if reply.etag and asked.headers.get("if-none-match") == etag:
                    status, body = 304, b""
                self.send_response(status)
                told = {"content-length": str(len(body)), "content-type": reply.type}
                told |= {"etag": etag} if reply.etag else {}
                for key, value in {**told, **reply.headers}.items():
                    self.send_header(key, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str) -> str:
        """Where a path is."""
        return f"http://{self.host}{path}"

    def paths(self) -> list[str]:
        """What was asked for but the rules."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def _drip(self, out: BufferedIOBase, where: str) -> None:
        if where == "silence":
            self._closing.wait()
            return
        with contextlib.suppress(OSError):
            out.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n")
            out.write(b"x-long: " if where == "head" else b"content-length: 100000\r\n\r\n")
            while not self._closing.wait(0.02):
                out.write(b"x")
                out.flush()

    def __enter__(self) -> "Website":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()


class Told:
    """A pace that lets everybody go at once, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.waits = 0
        self.slowest = 0.0

    def wait(self) -> None:
        self.waits += 1

    def at_least(self, seconds: float) -> None:
        self.slowest = max(self.slowest, seconds)
