"""Work that outlasts a request: in a thread of its own, one for each name, told to end with the server."""

import logging
import threading
from collections.abc import Callable

from yiju.errors import YijuError, without_secrets

log = logging.getLogger(__name__)
_PATIENCE = 20.0


class Work:
    """What a server is doing beside its requests. What a killed server left is begun again by its owner."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self.closing = threading.Event()
        """Set when the server stops: work asks for it between its steps."""

    def begin(self, name: str, act: Callable[[], object]) -> bool:
        """Do it in the background; not where work of this name goes on, or the server stops."""

        def run() -> None:
            try:
                act()
            except YijuError as error:
                log.warning("%s：%s", name, error)
            except Exception as error:
                log.warning("%s 出错：%s", name, without_secrets(f"{type(error).__name__}: {error}"))

        with self._lock:
            if self.closing.is_set() or self._alive(name):
                return False
            thread = threading.Thread(target=run, name=name, daemon=True)
            self._threads = {held: one for held, one in self._threads.items() if one.is_alive()} | {
                name: thread
            }
            thread.start()
        return True

    def goes_on(self, name: str) -> bool:
        """Whether work of this name is going on."""
        with self._lock:
            return self._alive(name)

    def close(self) -> None:
        """Have all of it end, and wait for that a while."""
        self.closing.set()
        with self._lock:
            left = list(self._threads.values())
        for thread in left:
            thread.join(_PATIENCE)

    def _alive(self, name: str) -> bool:
        return name in self._threads and self._threads[name].is_alive()
