"""Files below a folder into which others may write: whatever they swap, nothing outside is opened."""

import os
import stat
from pathlib import Path
from typing import BinaryIO


class Outside(OSError):
    """A link leads out of the folder."""


def open_inside(root: Path, path: str) -> BinaryIO:
    """A file below a folder, opened. Links are followed as long as they stay within.

    A link may be put where a file or folder was looked at a moment ago: so the way is gone step by step, from
    the folder on, and no step follows a link.

    Args:
        path: below ``root``.

    Raises:
        Outside: a link leads out of the folder.
        OSError: it cannot be opened; FileNotFoundError, NotADirectoryError: it is not there any more.
    """
    home, whole = root.resolve(), _resolved(root / path)
    if not whole.is_relative_to(home):
        raise Outside(path)
    file = open(_descriptor(home, whole.relative_to(home)), "rb")  # noqa: SIM115 (whoever asked closes it)
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise FileNotFoundError(path)


def is_inside(root: Path, path: Path) -> bool:
    """Whether a path leads, at this moment, to something below the folder."""
    try:
        return _resolved(path).is_relative_to(root.resolve())
    except OSError:
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:  # links in a circle
        raise Outside(str(path)) from None


def _descriptor(home: Path, below: Path) -> int:
    if os.open not in os.supports_dir_fd:  # Windows, where a link takes an administrator
        return os.open(home / below, os.O_RDONLY)
    *folders, name = below.parts or (".",)
    at = os.open(home, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            following = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=at)
            os.close(at)
            at = following
        # Without waiting: a pipe would have us wait for somebody to write into it.
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    finally:
        os.close(at)
