"""A calendar at an address on this machine."""

import contextlib
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any


class CalendarServer:
    """Serves one calendar, with an ETag. ``statuses``: what was answered.

    Attributes:
        fails: answered instead of it; moves: where it is said to be instead; body: what it is.
        drips: seconds between one byte of its answer and the next; nobody waits for the end of it.
    """

    def __init__(self) -> None:
        self.fails, self.moves, self.body = 0, "", b""
        self.statuses: list[int] = []
        self.drips = 0.0
        self._closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                etag = f'"{hashlib.sha256(server.body).hexdigest()[:12]}"'
                same = self.headers.get("if-none-match") == etag
                status = server.fails or (302 if server.moves else 304 if same else 200)
                server.statuses.append(status)
                if server.drips:
                    server._drip(self.wfile)
                    return
                self.send_response(status)
                self.send_header("etag", etag)
                if server.moves:
                    self.send_header("location", server.moves)
                body = server.body if status == 200 else b""
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/secret-token.ics"

    def _drip(self, out: BufferedIOBase) -> None:
        with contextlib.suppress(OSError):
            out.write(b"HTTP/1.1 200 OK\r\nx-long: ")
            while not self._closing.wait(self.drips):
                out.write(b"x")
                out.flush()

    def stop_dripping(self) -> None:
        """Answers under way break off."""
        self._closing.set()

    def holds(self, *events: tuple[str, str, str]) -> None:
        """These: id, title, start."""
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
        for uid, title, start in events:
            lines += ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", "END:VEVENT"]
        self.body = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()

    def __enter__(self) -> "CalendarServer":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
