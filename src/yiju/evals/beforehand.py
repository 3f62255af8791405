"""What a run needs, looked at before it runs: minutes of asking are not to end at a folder that is shut."""

import errno
import tempfile
from pathlib import Path

from yiju.errors import YijuError

_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读",
    errno.ENOSPC: "磁盘满了",
}


def need_folder(folder: Path, what: str, hint: str) -> None:
    """See that files can be written there. What had to be made for that is removed.

    Raises:
        YijuError: they cannot; it says ``what`` the folder is for.
    """
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    made: list[Path] = []
    try:
        for path in reversed(missing):
            path.mkdir(exist_ok=True)
            made.append(path)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise YijuError(f"{what}写不了：{folder}：{_why(folder, error)}", hint=hint) from error
    finally:
        for path in reversed(made):
            path.rmdir()


def need_file(path: Path, what: str, hint: str) -> None:
    """See that this file can be written. Raises YijuError."""
    if path.is_dir():
        raise YijuError(f"{what}写不了：{path} 是一个文件夹，要文件名。", hint=hint)
    need_folder(path.absolute().parent, what, hint)


def fresh_folder(home: Path, name: str) -> Path:
    """A folder of this name that nobody else has, made; ``name-2`` and so on where it is taken.

    Raises:
        YijuError: it cannot be made.
    """
    number = 1
    while True:
        folder = home / (name if number == 1 else f"{name}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        except OSError as error:
            raise YijuError(
                f"报告写不了：{folder}：{_why(folder, error)}", hint="用 --out 另指一个文件夹。"
            ) from error
        else:
            return folder


def _why(folder: Path, error: OSError) -> str:
    file = next((path for path in (folder, *folder.parents) if path.is_file()), None)
    if file is not None:
        return f"{file} 是一个文件，不是文件夹"
    return _REASONS.get(error.errno or 0, error.strerror or str(error))
