"""A wire between a client and a loopback server that breaks."""

import contextlib
import socket
import threading


class Cut:
    """A wire to a server that breaks once, when so many bytes have come back."""

    def __init__(self, port: int, after: int) -> None:
        self._to, self._left = port, after
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.cuts = 0

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._server.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(*pair, pair[0] is far), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, back: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                if back and self._left > 0:
                    self._left -= len(data)
                    if self._left <= 0:
                        self.cuts += 1
                        break
                sink.sendall(data)
            source.shutdown(socket.SHUT_RDWR)
            sink.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "Cut":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()
