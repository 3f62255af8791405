"""A watched folder: its files, once they have stopped changing. Looked through by name, size and time."""

import fnmatch
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import Field, field_validator

from yiju.ingest.place_names import readable
from yiju.sync.base import Everything, Item, Pace, SourceDown, SourceFailure, SourceGone
from yiju.sync.config import PerTime, Rate, Seconds, SourceConfig
from yiju.sync.inside import Outside, is_inside, open_inside

_TEMPORARY = ("~$*", "*.tmp", "*.part", "*.crdownload", "*.swp", "~*", "Thumbs.db", "desktop.ini")


class Config(SourceConfig):
    """A folder to watch.

    Attributes:
        path: the folder. include, exclude: patterns of paths below it, with ``/``; ``*`` matches ``/`` too.
        hidden: files and folders whose name begins with a dot count as well.
        settle: seconds since its last change before a file is taken.
    """

    kind: Literal["folder"]
    path: str = Field(min_length=1)
    include: list[str] = Field(default_factory=lambda: ["*"])
    exclude: list[str] = Field(default_factory=list)
    hidden: bool = False
    settle: Seconds = Field(5.0, ge=0, le=3600)
    rate: PerTime = Rate(10_000, 1.0)

    @field_validator("path")
    @classmethod
    def _is_whole(cls, path: str) -> str:
        if not Path(path).expanduser().is_absolute():
            raise ValueError("要一个绝对路径")
        return str(Path(path).expanduser())

    def _place(self) -> str:
        return self.path


_CODED = "bytes:"


def _key(path: str) -> str:
    """By which a file is known: its path, or its bytes in hex where that is no UTF-8 (old shares)."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return _CODED + os.fsencode(path).hex()
    return path if not path.startswith(_CODED) else _CODED + path.encode().hex()


def _path(ref: str) -> str:
    """The path that ``_key`` was made of."""
    try:
        return os.fsdecode(bytes.fromhex(ref.removeprefix(_CODED))) if ref.startswith(_CODED) else ref
    except ValueError:
        return ref


class FolderSource:
    """See ``yiju.sync.base.Source``. A file is known by its path below the folder.

    A file that was moved is another item with the same bytes: its document is one, and stays.
    """

    kind = "folder"

    def __init__(self, config: Config, pace: Pace, clock: Callable[[], float] = time.time) -> None:
        self.name = config.name
        self._config, self._pace, self._clock = config, pace, clock
        self._root = Path(config.path)

    def items(self, cursor: str) -> Iterator[Item | Everything]:
        """Every file that is at rest, in the order of its path. The cursor is not needed."""
        if not self._root.is_dir():
            raise SourceDown(f"没有文件夹 {self._root}。", hint="可能没有挂载，或改了名。")
        missed: list[str] = []
        now = self._clock()
        for path in self._files(missed):
            ref = path.relative_to(self._root).as_posix()
            key, shown = _key(ref), readable(ref)
            try:
                about = path.stat()
            except FileNotFoundError:
                continue
            except OSError:
                missed.append(key)
                continue
            # One still being written is told as it was: not gone, and not taken half.
            at_rest = now - about.st_mtime >= self._config.settle or about.st_mtime > now + 60
            if not at_rest:
                missed.append(key)
                continue
            uri = path.as_uri() if path.is_absolute() else str(path)
            yield Item(
                key=key,
                version=_version(about),
                name=shown.rpartition("/")[2],
                uri=uri,
                ref=key,
                folder=shown.rpartition("/")[0],
            )
        if not missed:
            yield Everything()

    def fetch(self, item: Item) -> BinaryIO:
        """The file, opened. Raises SourceGone, SourceFailure."""
        try:
            file = open_inside(self._root, _path(item.ref))
        except Outside:
            raise SourceFailure(f"指到文件夹外面去了：{item.name}") from None
        except (FileNotFoundError, NotADirectoryError):
            raise SourceGone(f"文件不在了：{item.name}") from None
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise SourceFailure(f"读不了：{item.name}：{why}") from error
        if _version(os.fstat(file.fileno())) != item.version:
            file.close()
            raise SourceFailure("文件正在改动，下次再读")
        return file

    def close(self) -> None:
        """Nothing is held."""

    def _files(self, missed: list[str]) -> Iterator[Path]:
        def unreadable(error: OSError) -> None:
            missed.append(str(error.filename))

        for folder, folders, names in os.walk(self._root, onerror=unreadable, followlinks=False):
            folders[:] = sorted(name for name in folders if self._config.hidden or not name.startswith("."))
            for name in sorted(names):
                path = Path(folder) / name
                if (
                    self._wanted(readable(path.relative_to(self._root).as_posix()), name)
                    and path.is_file()
                    and is_inside(self._root, path)
                ):
                    yield path

    def _wanted(self, key: str, name: str) -> bool:
        if (name.startswith(".") and not self._config.hidden) or _matches(name, _TEMPORARY):
            return False
        return _matches(key, self._config.include) and not _matches(key, self._config.exclude)


def _version(about: os.stat_result) -> str:
    return f"{about.st_size}-{about.st_mtime_ns}"


def connect(config: Config, pace: Pace) -> FolderSource:
    """The folder, as a source."""
    return FolderSource(config, pace)


def _matches(path: str, patterns: "list[str] | tuple[str, ...]") -> bool:
    return any(fnmatch.fnmatch(path.casefold(), pattern.casefold()) for pattern in patterns)
