"""Ctrl-C ends a command with one line: what Python and libraries would print of an interrupt is kept back.

An interrupt may come between any two steps. Where it comes while an object is given up, Python prints it and
goes on as if nothing had been; a library that it meets at cleaning up logs it and lets it pass.
"""

import _thread
import contextlib
import logging
import os
import signal
import sys
import threading
import time
from types import TracebackType
from typing import NoReturn

INTERRUPTED = 130
"""Exit code of a shell's command that was stopped by Ctrl-C."""
_AGAIN = 0.05
"""Seconds after which an interrupt that was lost comes again."""
_told = threading.Event()
"""Set once somebody has been told: what threads meet from then on is the end of what they worked with."""


def prepare() -> None:
    """Of this process: none of its interrupts is printed but by ``interrupted``."""
    if os.environ.get("YIJU_DEBUG"):
        return
    sys.excepthook = _uncaught
    sys.unraisablehook = _lost
    threading.excepthook = _in_a_thread
    if logging.lastResort is not None:
        logging.lastResort.addFilter(_tells_of_something_else)


def interrupted() -> NoReturn:
    """Say it, and end with the code for it."""
    _told.set()
    print("已中断；已完成的部分已保存，重新运行即可继续。", file=sys.stderr)
    sys.exit(INTERRUPTED)


def end() -> None:
    """All is done but what Python itself does at its end: who does not wait for that ends it at once."""
    with contextlib.suppress(ValueError):  # the main thread alone may
        for one in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(one) is signal.default_int_handler:
                signal.signal(one, signal.SIG_DFL)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _lost(what: "sys.UnraisableHookArgs") -> None:
    """It came where nothing can be raised."""
    if not issubclass(what.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(what)
        return
    with contextlib.suppress(RuntimeError):  # Python is at its end
        _thread.start_new_thread(_come_again, ())


def _come_again() -> None:
    time.sleep(_AGAIN)
    main = threading.main_thread().ident
    if main is None or sys.platform == "win32":
        _thread.interrupt_main()
    else:  # it may be waiting for something, and is to wake up
        signal.pthread_kill(main, signal.SIGINT)


def _in_a_thread(what: "threading.ExceptHookArgs") -> None:
    if not _told.is_set():
        threading.__excepthook__(what)


def _tells_of_something_else(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))
