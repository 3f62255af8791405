"""Files as they are told to the nodes, in groups of which one is the work of one task."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from yiju.ingest.maildirs import is_message
from yiju.ingest.plain import packed, unpacked

_MOST_FILES = 32
_MOST_BYTES = 8 << 20
_PARTS = 4
"""Groups for each processor, at least: the last ones are to end at the same time."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the one sees it who walked the folders.

    Attributes:
        number: its turn.
        place: its URI, symbolic links resolved.
        size: bytes. changed: ``st_mtime_ns``. By both a node knows whether it sees the same file.
        message: it lies in a Maildir.
    """

    number: int
    path: str
    place: str
    size: int
    changed: int
    message: bool = False

    def is_seen(self) -> bool:
        """Whether this very file lies at its path here."""
        path = Path(self.path)
        try:
            about = path.stat()
            place = path.resolve().as_uri()
        except OSError:
            return False
        return (about.st_size, about.st_mtime_ns, place) == (self.size, self.changed, self.place)


def groups(files: Sequence[Path], processors: int) -> Iterator[list[File]]:
    """The files in their order. Those that cannot be looked at are left out: reading them says why."""
    most = max(1, min(_MOST_FILES, len(files) // (processors * _PARTS)))
    group: list[File] = []
    size = 0
    for number, path in enumerate(files):
        try:
            about = path.stat()
            file = File(
                number,
                str(path),
                path.resolve().as_uri(),
                about.st_size,
                about.st_mtime_ns,
                is_message(path),
            )
        except OSError:
            continue
        if group and (len(group) >= most or size + file.size > _MOST_BYTES):
            yield group
            group, size = [], 0
        group.append(file)
        size += file.size
    if group:
        yield group


def packed_files(group: Sequence[File]) -> bytes:
    """A group as bytes: a name may hold what is no text."""
    return packed([astuple(file) for file in group])


def files_of_bytes(data: bytes) -> list[File]:
    """The group that was packed."""
    told: list[list[Any]] = unpacked(data)
    return [File(*one) for one in told]
