"""A calendar at an address on this machine."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class CalendarServer:
    """Serves one calendar, with an ETag. ``statuses``: what was answered.

    Attributes:
        fails: answered instead of it; moves: where it is said to be instead; body: what it is.
    """

    def __init__(self) -> None:
        self.fails, self.moves, self.body = 0, "", b""
        self.statuses: list[int] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                etag = f'"{hashlib.sha256(server.body).hexdigest()[:12]}"'
                same = self.headers.get("if-none-match") == etag
                status = server.fails or (302 if server.moves else 304 if same else 200)
                server.statuses.append(status)
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
        self._server.shutdown()
        self._server.server_close()
