"""The folder in which one reading process puts out files: nothing of it stays, whichever way all end."""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

_PREFIX = "yiju-read-"


class Scratch:
    """A new folder for temporary files. Making it removes those of commands that were killed.

    It is held by a lock on itself, which the system drops with its holder: a number of a process would say
    nothing where several machines or containers share the folder.

    Attributes:
        path: the folder.

    Raises:
        OSError: none can be made.
    """

    def __init__(self) -> None:
        _sweep()
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
            try:
                self._lock = _hold(self.path)
            except (FileNotFoundError, BlockingIOError):
                continue  # another command swept it before it was held
            except OSError:
                self._lock = None  # no locks here: then nobody sweeps either
            if self.path.exists():
                return
            self._let_go()

    def remove(self) -> None:
        """Remove it with all that lies in it. May be repeated."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._let_go()

    def _let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _sweep() -> None:
    """Remove this user's folders that nobody holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            lock = _hold(folder)
            if lock is None:
                return
            try:
                if os.fstat(lock).st_uid == os.getuid():
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)


if sys.platform == "win32":

    def _hold(_folder: Path) -> int | None:
        return None
else:
    import fcntl

    def _hold(folder: Path) -> int | None:
        """Raises BlockingIOError where someone holds it, OSError where it is no folder or knows no locks."""
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            raise
        return opened
