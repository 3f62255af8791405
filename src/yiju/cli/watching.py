"""Waiting for advice at a terminal: one line that says what is being done; Ctrl-C gives it up."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from yiju.cli.output import print_json, say, shown

if TYPE_CHECKING:
    from yiju.copilot.progress import Step, Watch

_FIRST = "正在打开资料库…"
_GIVEN_UP = 130
"""Exit code of a command that was stopped by Ctrl-C."""
_QUIET = 10.0
"""Seconds without a line, where nobody looks on."""


@contextmanager
def waiting(json: bool) -> "Iterator[Callable[[], Watch]]":
    """Tells the first step at once, before anything that takes time is loaded; then makes the watch.

    The first Ctrl-C lets the step in hand end, and nothing is kept; a second one ends at once.
    """
    stopped = threading.Event()
    show = _silent if json else _rewritten if sys.stderr.isatty() else _logged()
    show(_FIRST)
    with _interrupts(stopped, show):
        try:
            yield lambda: _watch(show, stopped)
            show("")
        except BaseException as error:
            show("")
            if stopped.is_set() and not isinstance(error, KeyboardInterrupt):
                _give_up(error, json)
            raise


def _watch(show: Callable[[str], None], stopped: threading.Event) -> "Watch":
    from yiju.copilot.progress import Watch

    def tell(step: "Step") -> None:
        show(f"[{step.done + 1}/{step.total}] {step.text}")

    return Watch(progress=tell, stopped=stopped.is_set)


def _give_up(error: BaseException, json: bool) -> None:
    from yiju.copilot.progress import Cancelled

    if isinstance(error, Cancelled):
        if json:
            print_json({"error": str(error), "hint": error.hint})
        say(str(error), error=True)
        sys.exit(_GIVEN_UP)


@contextmanager
def _interrupts(stopped: threading.Event, show: Callable[[str], None]) -> Iterator[None]:
    """Ctrl-C asks to stop; twice, it stops. Only the main thread hears signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def hear(number: int, frame: FrameType | None) -> None:
        if stopped.is_set():
            signal.default_int_handler(number, frame)
        stopped.set()
        show("正在取消…（再按一次 Ctrl-C 立即结束）")

    before = signal.signal(signal.SIGINT, hear)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _silent(_text: str) -> None:
    pass


def _rewritten(text: str) -> None:
    """One line, always the same one; an empty text takes it away."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"\r\x1b[K{shown(text)}")
        sys.stderr.flush()


def _logged() -> Callable[[str], None]:
    """Lines for a log: short work stays silent."""
    last = time.monotonic()

    def show(text: str) -> None:
        nonlocal last
        if text and time.monotonic() - last >= _QUIET:
            last = time.monotonic()
            say(text, error=True)

    return show
