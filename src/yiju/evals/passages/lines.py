"""JSON Lines as a stream, plain or compressed: one object a line, and every error names its line."""

import gzip
import json
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from yiju.errors import YijuError

Progress = Callable[[str, int, int], None]
"""``progress(stage, done, total)``."""

_XZ = b"\xfd7zXZ\x00"
_GZ = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TELL_EVERY = 1000
_REASONS = {
    FileNotFoundError: "没有这个文件",
    IsADirectoryError: "是一个文件夹，要文件",
    PermissionError: "没有权限",
}
_FORM = "需要 UTF-8 的 JSON Lines（每行一个 JSON 对象），可用 .xz 或 .gz 压缩。"


def broken(path: Path, number: int, field: str, why: str, hint: str = "") -> YijuError:
    """An error at a line, and at a field of it where one is named."""
    at = f"{path.name} 第 {number} 行"
    return YijuError(f"{at}{f'的 {field}' if field else ''}：{why}", hint=hint or _FORM)


def unreadable(path: Path, error: Exception, form: str, after: str = "") -> YijuError:
    """An error of a file that could not be opened or unpacked; ``form`` tells what it should have been."""
    for kind, why in _REASONS.items():
        if isinstance(error, kind):
            return YijuError(f"读不了 {path}：{why}", hint="检查这个路径。")
    return YijuError(f"读不了 {path}{after}：{error}", hint=form)


def read_objects(path: Path, progress: Progress | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line number and object of each line that is not blank; one line is held at a time.

    How the file is packed is told by its first bytes, not by its name; a UTF-8 mark at its
    beginning is no part of it. Raises YijuError naming the file and the line.
    """
    number = 0
    try:
        with path.open("rb") as raw:
            size = max(1, path.stat().st_size)
            for number, line in enumerate(_unpacked(raw), start=1):
                if progress is not None and number % _TELL_EVERY == 0:
                    progress("读语料（KB）", raw.tell() // 1024, size // 1024)
                if number == 1 and line.startswith(_UTF16):
                    raise broken(path, 1, "", "是 UTF-16 编码，不是 UTF-8。")
                text = (line.removeprefix(_BOM) if number == 1 else line).strip()
                if text:
                    yield number, _object(path, number, text)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
        after = f"（第 {number} 行之后）" if number else ""
        raise unreadable(path, error, _FORM, after) from error


def _unpacked(raw: BinaryIO) -> BinaryIO:
    first = raw.read(len(_XZ))
    raw.seek(0)
    if first == _XZ:
        return cast(BinaryIO, lzma.open(raw, "rb"))
    return cast(BinaryIO, gzip.open(raw, "rb")) if first.startswith(_GZ) else raw


def _object(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise broken(path, number, "", f"不是 UTF-8：第 {error.start + 1} 个字节。") from error
    except json.JSONDecodeError as error:
        raise broken(path, number, "", f"不是 JSON：{error.msg}（第 {error.colno} 个字）。") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
        raise broken(path, number, "", "不是能读的 JSON。") from error
    if not isinstance(found, dict):
        raise broken(path, number, "", "要一个 JSON 对象，如 {…}。")
    return found
