"""A disk that is full, read-only or broken, told from whatever a database or an index makes of it."""

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from yiju.errors import YijuError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS})
_FULL_WORDS = (
    "disk is full", "No space left on device", "StorageFull", "Disk quota exceeded", "QuotaExceeded",
    "File too large", "FileTooLarge",
)  # fmt: skip
_READ_ONLY_WORDS = ("readonly database", "Read-only file system", "ReadOnlyFilesystem")
_BROKEN_WORDS = ("disk I/O error", "Input/output error")
_ROOM_MB = 100
"""What must be free. The index maps its files into memory: where the disk fills up under it, the system kills
the process without a word."""


def check_room(folder: Path) -> None:
    """Raises YijuError where the folder's disk is all but full."""
    try:
        free = shutil.disk_usage(folder).free / 1024 / 1024
    except OSError:
        return
    if free < _ROOM_MB:
        raise YijuError(
            f"磁盘快满了，只剩 {free:.0f} MB，没有写入：{folder}",
            hint=f"至少腾出 {_ROOM_MB} MB 后再运行同一条命令；已经写完的部分都在，不会重复。",
        )


def is_read_only(folder: Path) -> bool:
    """Whether the folder's disk is mounted for reading alone; False where the system does not tell."""
    with suppress(OSError, AttributeError):  # Windows has no statvfs
        return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    return False


def read_only_trouble(folder: Path) -> YijuError:
    """What to tell people of it: a read needs a place to write too, for the database's locks and its log."""
    return YijuError(
        f"数据目录所在的磁盘是只读的，打不开：{folder}",
        hint="已有的资料没有受影响。请把磁盘挂载成可写，或复制到可写的目录，用 --data / YIJU_DATA 指过去。",
    )


def disk_trouble(error: BaseException) -> YijuError | None:
    """What is wrong with the disk, for people; None where the error is of another kind.

    What was written wholly before stays, and nothing half done is shown: the same command may be run again.
    """
    number, words = getattr(error, "errno", None), str(getattr(error, "orig", None) or error)
    if number in _FULL or any(word in words for word in _FULL_WORDS):
        return YijuError(
            "磁盘满了，写不进去", hint="腾出空间后再运行同一条命令；已经写完的部分都在，不会重复。"
        )
    if number in _READ_ONLY or any(word in words for word in _READ_ONLY_WORDS):
        return YijuError("数据目录是只读的，写不进去", hint="检查 YIJU_DATA 所在的磁盘和目录能不能写。")
    if number == errno.EIO or any(word in words for word in _BROKEN_WORDS):
        return YijuError(
            "磁盘读写出错，写不进去",
            hint="检查磁盘是否已满、是否完好，再运行同一条命令；已经写完的部分都在。",
        )
    return None
