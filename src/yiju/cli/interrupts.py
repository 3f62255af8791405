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
from types import FrameType, TracebackType
from typing import NoReturn

INTERRUPTED = 130
"""Exit code of a shell's command that was stopped by Ctrl-C."""
_AGAIN = 0.05
"""Seconds after which an interrupt that was lost comes again."""
_heard = False


def prepare() -> None:
    """Of this process: SIGTERM is as Ctrl-C, and no interrupt is printed but by ``interrupted``."""
    with contextlib.suppress(ValueError):  # the main thread alone may
        signal.signal(signal.SIGTERM, _hear)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it was started to ignore it
            signal.signal(signal.SIGINT, _hear)
    if os.environ.get("YIJU_DEBUG"):
        return
    sys.excepthook = _uncaught
    sys.unraisablehook = _lost
    threading.excepthook = _in_a_thread
    if logging.lastResort is not None:
        logging.lastResort.addFilter(_tells_of_something_else)


def was_interrupted() -> bool:
    """Whether there was one: an error may be what some library made of it."""
    return _heard


def interrupted() -> NoReturn:
    """Say it, and end with the code for it."""
    print("已中断；已完成的部分已保存，重新运行即可继续。", file=sys.stderr)
    sys.exit(INTERRUPTED)


def end() -> None:
    """All is done but what Python itself does at its end: who does not wait for that ends it at once."""
    with contextlib.suppress(ValueError):
        for one in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(one) is _hear:
                signal.signal(one, signal.SIG_DFL)


def _hear(number: int, frame: FrameType | None) -> None:
    global _heard  # noqa: PLW0603  (of this process; no lock may be taken here)
    _heard = True
    signal.default_int_handler(number, frame)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)


def _lost(what: "sys.UnraisableHookArgs") -> None:
    """It came where nothing can be raised; or something that it left half made is given up."""
    if not issubclass(what.exc_type, KeyboardInterrupt):
        if not _heard:
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
    if not _heard:  # what they worked with is gone
        threading.__excepthook__(what)


def _tells_of_something_else(record: logging.LogRecord) -> bool:
    return not (record.exc_info and _heard)
