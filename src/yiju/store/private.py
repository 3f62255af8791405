"""Customers' words on disk, for the account alone that Yiju runs under (POSIX; Windows has its own).

What Yiju makes is closed from the start. What was there before is left as it is, as somebody may have meant
it so, and told (``exposed``).
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from sqlalchemy import make_url

from yiju.settings import Settings

_POSIX = os.name == "posix"
_HELD = ("vectors", "originals", "transcripts")
"""Folders of the data folder with customers' words, beside the database."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(path: Path) -> None:
    """Make a folder for its owner alone, where it is not there; folders above it are made as usual.

    Raises:
        OSError: it cannot be made.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file for its owner alone, where there is none: SQLite gives its log the same rights.

    Where it cannot be made, whoever opens it next says why.
    """
    if str(path).startswith("file:"):  # an address of SQLite's own
        return
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def exposed(settings: Settings) -> list[Path]:
    """What of a store another account of this machine may reach, by the rights of the group or of all.

    Nothing within a closed data folder can be reached.
    """
    url, data = settings.sql_url, settings.data.resolve()
    held = [data / name for name in _HELD]
    if url.startswith("sqlite") and (file := make_url(url).database):
        held.insert(0, Path(file).resolve())
    closed = not _open(data)
    return [path for path in held if _POSIX and _open(path) and not (closed and data in path.parents)]


def _open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except OSError:
        return False


def exposed_said(settings: Settings) -> str:
    """The same, as people are told it; empty where nothing is."""
    if not (paths := exposed(settings)):
        return ""
    names = "、".join(str(path) for path in paths)
    return f"本机其他账号可能读到客户资料：{names}。只给自己用请运行：chmod -R go-rwx {settings.data}"
